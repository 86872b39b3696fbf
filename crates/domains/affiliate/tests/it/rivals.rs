//! Two partners, codes, refunds and maturities in between, told in any order: the books are what the rules say of what was told, and what
//! was made payable changes by refunds alone.

use std::collections::{BTreeMap, BTreeSet};

use affiliate::{
    Answer, Cap, CapPeriod, CodeDraft, ReportLead, ReportRefund, ReportSale, Terms,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use contracts::affiliate::PartnershipId;
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Currency};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use uuid::Uuid;

use crate::{
    books::{Books, refund, sale},
    trade::{Partner, Trade, dirham, link, start, terms},
};

/// How many stories are told: each is a customer of its own.
const STORIES: usize = 20;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The most that a group earns in a day, where there is a cap.
const CAP: i64 = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Earns with the first order of a customer.
    Afi,
    /// Earns with all of them, and their click is the later one.
    Kossi,
}

impl Who {
    const fn code(self) -> &'static str {
        match self {
            Self::Afi => "AFI10",
            Self::Kossi => "KOSSI10",
        }
    }
}

#[derive(Debug, Clone)]
struct Sold {
    amount: i64,
    click: Option<Who>,
    code: Option<Who>,
}

/// What happens, in the order in which it is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Sale(usize),
    Lead(Who),
    /// A quarter of a sale is given back.
    Part(usize),
    /// All that is left of it.
    All(usize),
    /// What is due is made payable.
    Mature,
}

#[derive(Debug, Clone)]
struct Story {
    sales: Vec<Sold>,
    steps: Vec<Step>,
}

fn somebody() -> impl Strategy<Value = Option<Who>> {
    prop_oneof![2 => Just(None), 1 => Just(Some(Who::Afi)), 1 => Just(Some(Who::Kossi))]
}

fn story() -> impl Strategy<Value = Story> {
    let sold =
        (1_i64..=30, somebody(), somebody()).prop_map(|(thousands, click, code)| Sold { amount: thousands * 1000, click, code });
    let given = (sold, any::<bool>(), any::<bool>());
    let leads = prop::collection::vec(prop_oneof![Just(Who::Afi), Just(Who::Kossi)], 0..=2);
    (prop::collection::vec(given, 1..=3), leads, 0_usize..=2).prop_flat_map(|(given, leads, matures)| {
        let mut steps: Vec<Step> = leads.into_iter().map(Step::Lead).collect();
        for (at, (_, part, all)) in given.iter().enumerate() {
            steps.push(Step::Sale(at));
            steps.extend(part.then_some(Step::Part(at)));
            steps.extend(all.then_some(Step::All(at)));
        }
        steps.extend(std::iter::repeat_n(Step::Mature, matures));
        let sales: Vec<Sold> = given.into_iter().map(|(sold, ..)| sold).collect();
        Just(steps).prop_shuffle().prop_map(move |steps| Story { sales: sales.clone(), steps })
    })
}

/// The rules, in a few lines: what is booked of the sales by what was told.
#[derive(Debug, Default)]
struct Told {
    sales: BTreeSet<usize>,
    clicks: BTreeSet<Who>,
    parts: BTreeSet<usize>,
    all: BTreeSet<usize>,
    /// What was made payable is decided no more.
    kept: BTreeMap<usize, (Who, i64)>,
}

impl Told {
    fn hear(&mut self, step: Step, story: &Story) {
        match step {
            Step::Sale(at) => {
                self.sales.insert(at);
                self.clicks.extend(story.sales[at].click);
            }
            Step::Lead(who) => drop(self.clicks.insert(who)),
            Step::Part(at) => drop(self.parts.insert(at)),
            Step::All(at) => drop(self.all.insert(at)),
            Step::Mature => {
                let booked: Vec<(usize, Who)> = self.booked(story).into_keys().collect();
                for (at, _) in booked {
                    if let Some(earned) = self.earned(at, story) {
                        self.kept.insert(at, earned);
                    }
                }
            }
        }
    }

    /// A code wins; else the last click that is known of the customer.
    fn earned(&self, at: usize, story: &Story) -> Option<(Who, i64)> {
        if let Some(kept) = self.kept.get(&at) {
            return Some(*kept);
        }
        let sold = &story.sales[at];
        let who = sold.code.or_else(|| self.clicks.iter().next_back().copied())?;
        let is_first = self.sales.first() == Some(&at);
        (who == Who::Kossi || is_first).then_some((who, sold.amount / 10))
    }

    fn booked(&self, story: &Story) -> BTreeMap<(usize, Who), i64> {
        let mut booked = BTreeMap::new();
        for at in self.sales.iter().filter(|at| !self.all.contains(at)) {
            let Some((who, earned)) = self.earned(*at, story) else { continue };
            booked.insert((*at, who), if self.parts.contains(at) { earned - earned / 4 } else { earned });
        }
        booked
    }
}

/// A program with two partners whose clicks are there.
struct Stage {
    trade: Trade,
    afi: Partner,
    kossi: PartnershipId,
    clicks: [String; 2],
}

/// Ten percent of the first order, or of all.
fn pays(repeat: Repeat, cap: Option<Cap>) -> Terms {
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(1000), repeat };
    Terms { sales: Some(Rules::try_new(Currency::Mad, vec![rule]).unwrap()), cap, ..terms() }
}

impl Stage {
    async fn new(cap: Option<Cap>) -> Self {
        let (trade, afi) = Trade::linked().await;
        trade.deposit(dirham(10_000_000)).await;
        let (affiliate, owner, program_id) = (&trade.affiliate, &trade.owner, afi.program_id);
        let first = affiliate.program(owner, program_id).await.unwrap().groups.remove(0);
        affiliate.set_terms(owner, first.id, 1, &pays(Repeat::First, cap)).await.unwrap();
        let gold = affiliate.add_group(owner, program_id, "Or", &pays(Repeat::Always, cap)).await.unwrap();
        let other = trade.influencer("Kossi", "TG", 1).await;
        let kossi = affiliate.ask(&other, program_id, "").await.unwrap();
        affiliate.answer(owner, kossi, Answer::Accept(Some(gold)), "").await.unwrap();
        affiliate.create_link(&other, kossi, Some("kossi-the"), None, &link()).await.unwrap();
        for (id, who) in [(afi.id, Who::Afi), (kossi, Who::Kossi)] {
            affiliate.create_code(owner, id, &CodeDraft { code: who.code().into(), ends_at: None }).await.unwrap();
        }
        trade.pass(SignedDuration::from_hours(1));
        let one = trade.click("afi-the").await;
        trade.pass(SignedDuration::from_hours(1));
        let clicks = [one, trade.click("kossi-the").await];
        trade.pass(DAY * 45);
        Self { trade, afi, kossi, clicks }
    }

    fn click(&self, who: Who) -> String {
        let [afis, kossis] = &self.clicks;
        if who == Who::Afi { afis.clone() } else { kossis.clone() }
    }

    /// The sales of a turn are of a day of their own, an hour apart; all of them are due.
    fn placed(turn: usize, at: usize) -> Timestamp {
        start() + DAY * i32::try_from(1 + turn).unwrap() + SignedDuration::from_hours(i64::try_from(at).unwrap())
    }

    async fn tell(&self, turn: usize, story: &Story, step: Step) {
        let (affiliate, owner, id) = (&self.trade.affiliate, &self.trade.owner, self.afi.program_id);
        let order = |at: usize| format!("{turn}-{at}");
        let customer = Some(format!("customer-{turn}"));
        let back = async |refund: ReportRefund| affiliate.report_refund(owner, id, &refund).await.map(drop).unwrap();
        match step {
            Step::Sale(at) => {
                let sold = &story.sales[at];
                let sale = ReportSale {
                    customer,
                    clicks: sold.click.map(|who| self.click(who)).into_iter().collect(),
                    codes: sold.code.map(|who| who.code().to_owned()).into_iter().collect(),
                    occurred_at: Some(Self::placed(turn, at)),
                    ..sale(&order(at), sold.amount)
                };
                affiliate.report_sale(owner, id, &sale).await.unwrap();
            }
            Step::Lead(who) => {
                let event_id = format!("{turn}-{who:?}");
                let lead =
                    ReportLead { event_id, customer, clicks: vec![self.click(who)], occurred_at: Some(Self::placed(turn, 0)) };
                affiliate.report_lead(owner, id, &lead).await.unwrap();
            }
            Step::Part(at) => back(refund(&format!("{turn}-part-{at}"), &order(at), story.sales[at].amount / 4)).await,
            Step::All(at) => back(refund(&format!("{turn}-all-{at}"), &order(at), 0)).await,
            Step::Mature => self.trade.minute().await,
        }
    }

    /// What is booked of a turn's sales, and whether it was made payable.
    async fn rows(&self, turn: usize) -> BTreeMap<(usize, Who), (i64, bool)> {
        let rows: Vec<(String, Uuid, i64, bool)> = sqlx::query_as(
            "SELECT v.external_id, c.partnership_id, c.booked_minor, c.matured_at IS NOT NULL
             FROM affiliate.commissions c JOIN affiliate.conversions v ON v.id = c.conversion_id WHERE v.external_id LIKE $1",
        )
        .bind(format!("{turn}-%"))
        .fetch_all(self.trade.db.pool())
        .await
        .unwrap();
        let row = |(order, partner, booked, matured): (String, Uuid, i64, bool)| {
            let at = order.rsplit_once('-').unwrap().1.parse().unwrap();
            ((at, if partner == self.kossi.as_uuid() { Who::Kossi } else { Who::Afi }), (booked, matured))
        };
        rows.into_iter().map(row).collect()
    }

    /// What counts in the cap of a group is what is booked of its partner.
    async fn is_within_its_cap(&self) {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT s.spent_minor, (SELECT coalesce(sum(c.booked_minor), 0)::bigint FROM affiliate.commissions c
                                    JOIN affiliate.terms t ON t.id = c.terms_id JOIN affiliate.conversions v ON v.id = c.conversion_id
                                    WHERE t.group_id = s.group_id AND date_trunc('day', v.occurred_at, 'UTC') = s.starts_at)
             FROM affiliate.spending s",
        )
        .fetch_all(self.trade.db.pool())
        .await
        .unwrap();
        assert!(rows.iter().all(|(spent, booked)| spent == booked && *spent <= CAP), "{rows:?}");
    }

    async fn holds(&self) {
        self.trade.verified().await;
        assert_eq!(self.trade.affiliate.verify().await.unwrap(), []);
    }
}

fn stories() -> Vec<Story> {
    let mut runner = TestRunner::deterministic();
    (0..STORIES).map(|_| story().new_tree(&mut runner).unwrap().current()).collect()
}

#[tokio::test]
async fn in_any_order_the_books_are_what_the_rules_say() {
    let stage = Stage::new(None).await;
    for (turn, story) in stories().iter().enumerate() {
        let mut told = Told::default();
        for (place, step) in story.steps.iter().enumerate() {
            stage.tell(turn, story, *step).await;
            told.hear(*step, story);
            let rows = stage.rows(turn).await;
            let booked: BTreeMap<_, _> =
                rows.iter().filter(|(_, (booked, _))| *booked > 0).map(|(whose, (booked, _))| (*whose, *booked)).collect();
            assert_eq!(booked, told.booked(story), "after {step:?}, the step {place} of {story:?}");
        }
    }
    stage.holds().await;
}

#[tokio::test]
async fn under_a_cap_too_what_was_made_payable_changes_by_refunds_alone() {
    let stage = Stage::new(Some(Cap { amount: dirham(CAP), per: CapPeriod::Day })).await;
    for (turn, story) in stories().iter().enumerate() {
        let mut before: BTreeMap<(usize, Who), (i64, bool)> = BTreeMap::new();
        for step in &story.steps {
            stage.tell(turn, story, *step).await;
            let rows = stage.rows(turn).await;
            let is_back = matches!(step, Step::Part(_) | Step::All(_));
            for (whose, (was, _)) in before.iter().filter(|(_, (_, matured))| *matured) {
                let (is, matured) = rows[whose];
                assert!(
                    matured && (is == *was || (is_back && is < *was)),
                    "{whose:?} had {was}, has {is} after {step:?} of {story:?}"
                );
            }
            before = rows;
        }
        stage.is_within_its_cap().await;
    }
    stage.holds().await;
}

/// How many wait for a lock.
pub(crate) async fn until_waiting(trade: &Trade, wanted: i64) {
    for _ in 0..500 {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let waiting: i64 = sqlx::query_scalar(sql).fetch_one(trade.db.pool()).await.unwrap();
        if waiting >= wanted {
            return;
        }
        sqlx::query("SELECT pg_sleep(0.01)").execute(trade.db.pool()).await.unwrap();
    }
    panic!("nobody waits");
}

#[tokio::test]
async fn a_decision_that_a_maturity_overtakes_takes_nothing_back() {
    let stage = Stage::new(None).await;
    let (trade, afi) = (&stage.trade, &stage.afi);
    let story = Story { sales: vec![Sold { amount: 10_000, click: Some(Who::Afi), code: None }], steps: Vec::new() };
    stage.tell(0, &story, Step::Sale(0)).await;
    // Who holds the partnership lets the minute's work wait first, and the report of a better click behind it.
    let mut hold = trade.db.begin(&Actor::system("test")).await.unwrap();
    sqlx::query("SELECT id FROM affiliate.partnerships WHERE id = $1 FOR UPDATE")
        .bind(afi.id.as_uuid())
        .execute(hold.conn())
        .await
        .unwrap();
    let report = async {
        until_waiting(trade, 1).await;
        stage.tell(0, &story, Step::Lead(Who::Kossi)).await;
    };
    let release = async {
        until_waiting(trade, 2).await;
        hold.commit().await.unwrap();
    };
    tokio::join!(trade.minute(), report, release);
    assert_eq!(stage.rows(0).await, BTreeMap::from([((0, Who::Afi), (1_000, true))]));
    let books = Books { wallet: 10_000_000 - 1_000, held: 0, available: 1_000, debt: 0, claims: 0 };
    assert_eq!((trade.books(afi.id).await, trade.books(stage.kossi).await.held), (books, 0));
    stage.holds().await;
}

#[tokio::test]
async fn a_commission_of_nothing_keeps_no_conversion_from_being_decided() {
    let stage = Stage::new(None).await;
    let afis = |amount| Sold { amount, click: Some(Who::Afi), code: None };
    let story = Story { sales: vec![afis(10_000), afis(20_000)], steps: Vec::new() };
    // Told the other way round: the second order is the first one until the first is told, and earns Afi nothing then.
    stage.tell(0, &story, Step::Sale(1)).await;
    stage.tell(0, &story, Step::Sale(0)).await;
    stage.tell(0, &story, Step::Mature).await;
    let nothing = ((1, Who::Afi), (0, false));
    assert_eq!(stage.rows(0).await, BTreeMap::from([((0, Who::Afi), (1_000, true)), nothing]));
    stage.tell(0, &story, Step::Lead(Who::Kossi)).await;
    stage.tell(0, &story, Step::Mature).await;
    let kossis = ((1, Who::Kossi), (2_000, true));
    assert_eq!(stage.rows(0).await, BTreeMap::from([((0, Who::Afi), (1_000, true)), nothing, kossis]));
    stage.holds().await;
}

#[tokio::test]
async fn what_a_cap_left_out_of_what_is_payable_stays_left_out() {
    let stage = Stage::new(Some(Cap { amount: dirham(CAP), per: CapPeriod::Day })).await;
    let kossis = |amount| Sold { amount, click: Some(Who::Kossi), code: None };
    let story = Story { sales: vec![kossis(15_000), kossis(15_000), kossis(1_000)], steps: Vec::new() };
    for step in [Step::Sale(0), Step::Sale(1), Step::Mature] {
        stage.tell(0, &story, step).await;
    }
    let half = ((1, Who::Kossi), (500, true));
    assert_eq!(stage.rows(0).await, BTreeMap::from([((0, Who::Kossi), (1_500, true)), half]));
    // There is room again, and the next order of the customer is decided with the others.
    stage.tell(0, &story, Step::All(0)).await;
    stage.tell(0, &story, Step::Sale(2)).await;
    let third = ((2, Who::Kossi), (100, false));
    assert_eq!(stage.rows(0).await, BTreeMap::from([((0, Who::Kossi), (0, true)), half, third]));
    stage.is_within_its_cap().await;
    stage.holds().await;
}

#[tokio::test]
async fn what_is_earned_anew_waits_behind_what_waits_for_the_wallet() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(5_000)).await;
    trade.sold(&partner, "1", 100_000).await;
    trade.sold(&partner, "2", 10_000).await;
    let books = Books { wallet: 5_000, held: 0, available: 0, debt: 0, claims: 0 };
    assert_eq!(trade.books(partner.id).await, books, "the smaller one would fit");
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, books, "nobody overtakes the oldest");
    // What is given back needs no money, and waits for nobody.
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "1", 50_000)).await.unwrap();
    trade.deposit(dirham(1_000)).await;
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 0, held: 6_000, ..books });
    trade.deposit(dirham(1_000)).await;
    trade.sold(&partner, "3", 10_000).await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 0, held: 7_000, ..books }, "nothing waits any more");
    trade.verified().await;
}
