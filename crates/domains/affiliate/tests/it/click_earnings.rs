//! Clicks that earn: once for a visitor, once for a day, whoever pays it.

use std::collections::{BTreeMap, HashMap};

use affiliate::{Cap, CapPeriod, CommissionState, CommissionView, DayClicks, FigureBy, FigureScope, Follow, Terms};
use contracts::affiliate::{GroupId, PartnershipId, TermsId};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};

use crate::{
    exact::Chance,
    figures::{exact, period, second},
    trade::{Partner, Trade, dirham, link, terms},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";
const COMPUTER: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0.0.0 Safari/537.36";
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A partner whose clicks earn so much each, with a wallet of a thousand dirhams.
pub(crate) async fn paid(each: i64) -> (Trade, Partner, GroupId) {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(100_000)).await;
    let group = trade.affiliate.program(&trade.owner, partner.program_id).await.unwrap().groups.remove(0).id;
    promise(&trade, group, 1, &Terms { click: Some(dirham(each)), ..terms() }).await;
    (trade, partner, group)
}

/// Other terms, known by the link.
async fn promise(trade: &Trade, group: GroupId, version: i32, terms: &Terms) -> TermsId {
    let id = trade.affiliate.set_terms(&trade.owner, group, version, terms).await.unwrap();
    trade.until_terms("afi-the", id).await;
    id
}

/// The name of one program of many.
pub(crate) fn browser(number: usize) -> String {
    format!("Mozilla/5.0 (X11; Linux x86_64) Chrome/{}.0.0.0", 100 + number)
}

fn visitor(key: &str, address: &str, agent: &str) -> Follow {
    let address = Some(address.parse().unwrap());
    Follow { key: key.into(), agent: agent.into(), address, is_reading: true, ..Follow::default() }
}

/// Somebody follows a link, a millisecond after whatever was before.
pub(crate) async fn visit(trade: &Trade, key: &str, address: &str, agent: &str) {
    trade.pass(SignedDuration::from_millis(1));
    trade.affiliate.follow(&visitor(key, address, agent)).await.unwrap();
}

pub(crate) async fn pay(trade: &Trade) {
    trade.affiliate.pay_clicks(&Actor::system("test")).await.unwrap();
}

pub(crate) async fn commissions(trade: &Trade, actor: &Actor, id: PartnershipId) -> Vec<CommissionView> {
    trade.affiliate.commissions(actor, id, &PageRequest::first()).await.unwrap().items
}

/// Books, figures and balances say the same.
pub(crate) async fn all_true(trade: &Trade, until: &str) {
    exact(trade, "2026-11-22", until).await;
    assert_eq!(trade.affiliate.check_balances(&Actor::system("test")).await.unwrap(), []);
    trade.verified().await;
}

#[tokio::test]
async fn a_visitor_earns_once_a_day_on_whichever_link_and_what_cannot_count_earns_nothing() {
    let (trade, partner, _) = paid(50).await;
    trade.affiliate.create_link(&partner.actor, partner.id, Some("autre"), None, &link()).await.unwrap();
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    // Another link is no other visitor.
    visit(&trade, "autre", "41.207.160.1", PHONE).await;
    // Another program, another address: others.
    visit(&trade, "afi-the", "41.207.160.1", COMPUTER).await;
    visit(&trade, "afi-the", "41.207.160.2", PHONE).await;
    let same = visitor("afi-the", "41.207.160.9", PHONE);
    for unpaid in [
        Follow { agent: "facebookexternalhit/1.1".into(), ..same.clone() },
        Follow { agent: String::new(), ..same.clone() },
        Follow { is_reading: false, ..same.clone() },
        Follow { wants_privacy: true, ..same.clone() },
        Follow { address: None, ..same.clone() },
        Follow { address: Some("3.5.140.7".parse().unwrap()), ..same },
    ] {
        trade.affiliate.follow(&unpaid).await.unwrap();
    }
    // Until an hour after the end of the day nothing is paid.
    let paid_from: Timestamp = "2026-11-23T01:00:00Z".parse().unwrap();
    trade.pass(paid_from.duration_since(trade.db.now()) - SignedDuration::from_millis(1));
    pay(&trade).await;
    assert_eq!(commissions(&trade, &partner.actor, partner.id).await, []);
    trade.pass(SignedDuration::from_millis(1));
    // The same visitor on another day.
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    trade.minute().await;
    let found = commissions(&trade, &trade.member, partner.id).await;
    let [one] = found.as_slice() else { panic!("{found:?}") };
    let day = DayClicks { day: date(2026, 11, 22), clicks: 3, each: dirham(50) };
    assert_eq!((one.kind.as_str(), one.clicks, one.amount, one.owed), ("clicks", Some(day), dirham(150), dirham(150)));
    assert_eq!((one.state, one.why), (CommissionState::Held, None));
    assert_eq!(one.matures_at, "2026-12-07T00:00:00Z".parse().unwrap(), "fourteen days after the day");
    assert_eq!(trade.books(partner.id).await.held, 150);

    trade.pass(DAY);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await.held, 200);
    trade.pass(DAY * 20);
    trade.minute().await;
    let books = trade.books(partner.id).await;
    assert_eq!((books.held, books.available, books.wallet), (0, 200, 99_800));
    all_true(&trade, "2026-12-31").await;
}

#[tokio::test]
async fn behind_one_address_five_earn_a_partner_however_many_links_and_programs_they_use() {
    let (trade, partner, _) = paid(50).await;
    let (_, other, _) = second(&trade, &partner).await;
    for number in 0..8 {
        let key = format!("autre-{number}");
        trade.affiliate.create_link(&partner.actor, partner.id, Some(&key), None, &link()).await.unwrap();
    }
    for number in 0..24 {
        visit(&trade, &format!("autre-{}", number % 8), "41.207.160.1", &browser(number)).await;
    }
    // One behind another address is not held up by them, and neither is another partner.
    visit(&trade, "afi-the", "41.207.160.2", PHONE).await;
    visit(&trade, "kofi-the", "41.207.160.1", PHONE).await;
    trade.pass(DAY);
    pay(&trade).await;
    assert_eq!((trade.books(partner.id).await.held, trade.books(other).await.held), (300, 50));
    // The first five, each on the link that they followed first.
    let links = "SELECT jsonb_array_length(lines) FROM affiliate.conversions WHERE kind = 'clicks' AND amount_minor = 300";
    assert_eq!(sqlx::query_scalar::<_, i32>(links).fetch_one(trade.db.pool()).await.unwrap(), 6);
    all_true(&trade, "2026-12-01").await;
}

#[tokio::test]
async fn what_clicks_earn_is_told_apart_by_link_and_product_and_is_no_sale() {
    let (trade, partner, _) = paid(50).await;
    let (_, other, product) = second(&trade, &partner).await;
    for (key, agent) in [("afi-the", PHONE), ("kofi-the", PHONE), ("kofi-the", COMPUTER)] {
        visit(&trade, key, "41.207.160.1", agent).await;
    }
    trade.affiliate.create_link(&partner.actor, partner.id, Some("seul"), Some(product), &link()).await.unwrap();
    visit(&trade, "seul", "41.207.160.2", PHONE).await;
    trade.pass(DAY);
    pay(&trade).await;
    all_true(&trade, "2026-12-01").await;
    let days = period("2026-11-22", "2026-11-30", "UTC");
    let scope = FigureScope::Program(partner.program_id);
    let totals = trade.affiliate.figures(&trade.owner, scope, &days).await.unwrap().totals;
    assert_eq!((totals.leads, totals.sales, totals.refunds), (0, 0, 0));
    let money = totals.money.first().unwrap();
    assert_eq!((money.revenue, money.cost()), (dirham(0), dirham(200)));
    let by = async |scope, by| {
        let table = trade.affiliate.figure_table(&trade.owner, scope, &days, by).await.unwrap();
        let mut rows: Vec<i64> =
            table.rows.iter().flat_map(|row| &row.figures.money).map(|money| money.cost().amount_minor).collect();
        rows.sort_unstable();
        rows
    };
    assert_eq!(by(FigureScope::Partnership(partner.id), FigureBy::Link).await, [50, 50]);
    assert_eq!(by(FigureScope::Partnership(partner.id), FigureBy::Product).await, [50, 50]);
    assert_eq!(by(FigureScope::Partnership(other), FigureBy::Link).await, [100]);
    assert_eq!(by(scope, FigureBy::Product).await, [50, 150]);
    let shown = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap().items;
    assert_eq!(shown, [], "no shop told it");
}

#[tokio::test]
async fn the_first_click_of_a_visitor_says_by_which_terms_they_earn() {
    let (trade, partner, group) = paid(50).await;
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    promise(&trade, group, 2, &Terms { click: Some(dirham(80)), ..terms() }).await;
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    visit(&trade, "afi-the", "41.207.160.2", PHONE).await;
    promise(&trade, group, 3, &terms()).await;
    visit(&trade, "afi-the", "41.207.160.3", PHONE).await;
    trade.pass(DAY);
    pay(&trade).await;
    let mut found: Vec<_> = commissions(&trade, &partner.actor, partner.id)
        .await
        .iter()
        .map(|one| one.clicks.unwrap())
        .map(|day| (day.clicks, day.each))
        .collect();
    found.sort_unstable_by_key(|(_, each)| each.amount_minor);
    assert_eq!(found, [(1, dirham(50)), (1, dirham(80))]);
    all_true(&trade, "2026-12-01").await;
}

#[tokio::test]
async fn a_cap_and_an_empty_wallet_hold_for_clicks_too() {
    let (trade, partner, group) = paid(50).await;
    let cap = Cap { amount: dirham(120), per: CapPeriod::Day };
    promise(&trade, group, 2, &Terms { click: Some(dirham(50)), cap: Some(cap), ..terms() }).await;
    for last in 1..=3 {
        visit(&trade, "afi-the", &format!("41.207.160.{last}"), PHONE).await;
    }
    trade.pass(DAY);
    pay(&trade).await;
    let one = commissions(&trade, &partner.actor, partner.id).await.remove(0);
    assert_eq!((one.earned, one.capped, one.booked), (dirham(150), dirham(30), dirham(120)));
    // Six hundred dirhams a click are more than there is.
    promise(&trade, group, 3, &Terms { click: Some(dirham(60_000)), ..terms() }).await;
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    visit(&trade, "afi-the", "41.207.160.2", PHONE).await;
    trade.pass(DAY);
    trade.minute().await;
    let one = commissions(&trade, &partner.actor, partner.id).await.remove(0);
    assert_eq!((one.state, one.booked, one.owed), (CommissionState::Waiting, dirham(0), dirham(120_000)));
    assert_eq!(trade.books(partner.id).await.wallet, 99_880);
    all_true(&trade, "2026-12-01").await;
    trade.deposit(dirham(20_120)).await;
    trade.minute().await;
    assert_eq!((trade.books(partner.id).await.wallet, trade.books(partner.id).await.held), (0, 120_120));
    all_true(&trade, "2026-12-01").await;
}

#[tokio::test]
async fn a_day_that_is_paid_stays_as_it_was_paid_and_nobody_else_pays_it() {
    let (trade, partner, _) = paid(50).await;
    visit(&trade, "afi-the", "41.207.160.1", PHONE).await;
    let refused = trade.affiliate.pay_clicks(&trade.owner).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    trade.pass(DAY);
    pay(&trade).await;
    // What came too late is kept, and earns nothing.
    let late = "INSERT INTO affiliate.clicks (id, at, link_id, partnership_id, terms_id, device, address, agent, is_scan)
                SELECT affiliate.least_id(at), at, link_id, partnership_id, terms_id, device, decode('0011223344556677', 'hex'), agent, false
                FROM affiliate.clicks WHERE address IS NOT NULL";
    sqlx::query(late).execute(trade.db.pool()).await.unwrap();
    pay(&trade).await;
    // Even if somebody forgets that the day is over.
    sqlx::raw_sql("ALTER TABLE affiliate.closed_days DISABLE TRIGGER USER; DELETE FROM affiliate.closed_days")
        .execute(trade.db.pool())
        .await
        .unwrap();
    pay(&trade).await;
    assert_eq!(trade.books(partner.id).await.held, 50);
    let closed: i64 = sqlx::query_scalar("SELECT count(*) FROM affiliate.closed_days").fetch_one(trade.db.pool()).await.unwrap();
    assert_eq!(closed, 1);
}

/// What the visitors of a partner earned on a day, counted by hand.
#[derive(Default)]
struct ByHand {
    /// By day, partner and address: the programs in the order in which they came.
    seen: HashMap<(Date, bool, usize), Vec<usize>>,
    earned: BTreeMap<Date, i64>,
    turned_away: usize,
}

impl ByHand {
    fn visited(&mut self, at: (Date, bool, usize), program: usize, each: i64) {
        let programs = self.seen.entry(at).or_default();
        if programs.contains(&program) {
            return;
        }
        programs.push(program);
        if programs.len() <= 5 {
            *self.earned.entry(at.0).or_default() += each;
        } else {
            self.turned_away += 1;
        }
    }
}

#[tokio::test]
async fn whoever_pays_whenever_and_how_often_every_visitor_of_a_day_is_paid_once() {
    let mut turned_away = 0;
    for seed in 1..=3 {
        let (trade, partner, group) = paid(7).await;
        let (_, other, _) = second(&trade, &partner).await;
        trade.affiliate.create_link(&partner.actor, partner.id, Some("autre"), None, &link()).await.unwrap();
        let (elsewhere, system) = (trade.elsewhere().await, Actor::system("test"));
        let (mut chance, mut by_hand, mut each, mut version) = (Chance(seed), ByHand::default(), 7, 2);
        for _ in 0..200 {
            let (key, program) = (*chance.one(&["afi-the", "autre", "kofi-the"]), chance.below(9));
            let who = chance.below(2);
            match chance.below(12) {
                0 => trade.pass(HOUR * 9),
                1 => {
                    let (one, two) = tokio::join!(trade.affiliate.pay_clicks(&system), elsewhere.pay_clicks(&system));
                    one.and(two).unwrap();
                }
                2 if chance.below(4) == 0 => {
                    each = 1 + i64::try_from(chance.below(30)).unwrap();
                    let id = promise(&trade, group, version, &Terms { click: Some(dirham(each)), ..terms() }).await;
                    trade.until_terms("autre", id).await;
                    trade.until_terms("kofi-the", id).await;
                    version += 1;
                }
                3 => trade.minute().await,
                4 => drop(trade.affiliate.count_figures().await.unwrap()),
                _ => {
                    visit(&trade, key, &format!("41.207.160.{who}"), &browser(program)).await;
                    let day = trade.db.now().to_zoned(TimeZone::UTC).date();
                    by_hand.visited((day, key == "kofi-the", who), program, each);
                }
            }
        }
        trade.pass(DAY * 2);
        let paid = futures::future::join_all([&trade.affiliate, &elsewhere, &trade.affiliate].map(|one| one.pay_clicks(&system)));
        assert!(paid.await.iter().all(Result::is_ok));
        let sql = "SELECT (v.occurred_at AT TIME ZONE 'UTC')::date::text, sum(c.booked_minor)::bigint
                   FROM affiliate.commissions c JOIN affiliate.conversions v ON v.id = c.conversion_id GROUP BY 1 ORDER BY 1";
        let found: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(trade.db.pool()).await.unwrap();
        let expected: Vec<(String, i64)> = by_hand.earned.iter().map(|(day, earned)| (day.to_string(), *earned)).collect();
        assert_eq!(found, expected, "seed {seed}");
        assert!(expected.len() > 2, "{expected:?}");
        let held = trade.books(partner.id).await.held + trade.books(other).await.held;
        assert_eq!(held, by_hand.earned.values().sum::<i64>());
        all_true(&trade, "2026-12-10").await;
        turned_away += by_hand.turned_away;
    }
    assert!(turned_away > 0, "never more than five behind an address");
}
