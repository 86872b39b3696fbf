//! What dashboards show: of whom, of when, by what; and the rows behind it.

use affiliate::{
    AffiliateError, FigureBy, FigurePeriod, FigureRows, FigureScope, Figures, Follow, PeriodForm, ReportLead, ReportSale,
    ReportedLine,
    attribution::{CouponRule, Model, Policy, Shares},
};
use contracts::affiliate::{PartnershipId, ProductId};
use futures::StreamExt as _;
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, Locale, PageRequest, Role, SignedIn};
use uuid::Uuid;

use crate::{
    books::{refund, sale},
    trade::{Partner, Trade, account, dirham, link, start, visitor},
    world,
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36";
const COMPUTER: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0.0.0 Safari/537.36";

pub(crate) fn period(from: &str, to: &str, zone: &str) -> FigurePeriod {
    let form = PeriodForm { from: from.into(), to: to.into(), zone: zone.into() };
    FigurePeriod::read(&form, start()).unwrap()
}

/// The staff that sees money.
pub(crate) async fn admin(trade: &Trade) -> Actor {
    let account_id = account(&trade.db).await;
    let signed_in = SignedIn { account_id, session_id: None, permissions: Role::Admin.permissions() };
    Actor::signed_in(signed_in, Locale::Fr)
}

/// Somebody follows a link from a country with a program: the click.
pub(crate) async fn follow(trade: &Trade, key: &str, agent: &str, country: Option<&str>) -> String {
    let follow =
        Follow { key: key.into(), agent: agent.into(), is_reading: true, country: country.map(Into::into), ..Follow::default() };
    let location = trade.affiliate.follow(&follow).await.unwrap().location;
    location.query_pairs().find(|(name, _)| name == affiliate::CLICK_PARAMETER).unwrap().1.into_owned()
}

/// A second partner of the program, with a link to a product.
pub(crate) async fn second(trade: &Trade, partner: &Partner) -> (Actor, PartnershipId, ProductId) {
    let draft = affiliate::ProductDraft {
        sku: Some("THE-1".into()),
        landing_url: "https://thes.example/1".into(),
        ..world::product("Thé")
    };
    let product_id = trade.affiliate.create_product(&trade.owner, trade.merchant, &draft).await.unwrap();
    trade.affiliate.list_product(&trade.owner, product_id).await.unwrap();
    let influencer = trade.influencer("Kofi", "GH", 900).await;
    let id = trade.affiliate.ask(&influencer, partner.program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, id, affiliate::Answer::Accept(None), "").await.unwrap();
    trade.affiliate.create_link(&influencer, id, Some("kofi-the"), Some(product_id), &link()).await.unwrap();
    (influencer, id, product_id)
}

/// Every row is counted, and what was counted is what there is.
pub(crate) async fn exact(trade: &Trade, from: &str, to: &str) {
    trade.affiliate.count_figures().await.unwrap();
    let staff = Actor::system("test");
    let found = trade.affiliate.check_figures(&staff, from.parse().unwrap(), to.parse().unwrap()).await.unwrap();
    assert_eq!(found, []);
}

async fn totals(trade: &Trade, actor: &Actor, scope: FigureScope, period: &FigurePeriod) -> Figures {
    trade.affiliate.figures(actor, scope, period).await.unwrap().totals
}

fn counts(figures: &Figures) -> (i64, i64, i64) {
    (figures.clicks, figures.leads, figures.sales)
}

/// Revenue, refunded, earned, reversed, matured, of the only currency.
fn money(figures: &Figures) -> [i64; 5] {
    let [money] = figures.money.as_slice() else { panic!("{:?}", figures.money) };
    [money.revenue, money.refunded, money.earned, money.reversed, money.matured].map(|money| money.amount_minor)
}

#[tokio::test]
async fn a_dashboard_shows_what_happened_to_each_side_and_opens_its_rows() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let (_, _, product_id) = second(&trade, &partner).await;
    let id = partner.program_id;
    let click = follow(&trade, "afi-the", PHONE, Some("TG")).await;
    let other = follow(&trade, "kofi-the", COMPUTER, None).await;
    follow(&trade, "afi-the", "curl/8", Some("US")).await;
    trade.pass(SignedDuration::from_hours(1));
    let line = |sku: Option<&str>, amount_minor| ReportedLine { sku: sku.map(Into::into), quantity: 1, amount_minor };
    let lines = vec![line(Some("THE-1"), 70_000), line(None, 30_000)];
    let report = async |sale| trade.affiliate.report_sale(&trade.owner, id, &sale).await.unwrap();
    report(ReportSale { clicks: vec![click.clone()], lines, ..sale("1", 100_000) }).await;
    report(ReportSale { clicks: vec![other], ..sale("2", 5_000) }).await;
    report(sale("3", 40_000)).await;
    let lead = ReportLead { event_id: "l".into(), customer: None, clicks: vec![click], occurred_at: None };
    trade.affiliate.report_lead(&trade.owner, id, &lead).await.unwrap();
    trade.affiliate.report_refund(&trade.owner, id, &refund("r", "1", 10_001)).await.unwrap();
    exact(&trade, "2026-11-20", "2026-11-24").await;

    let days = period("2026-11-21", "2026-11-23", "Africa/Lome");
    let merchants = trade.affiliate.figures(&trade.member, FigureScope::Program(id), &days).await.unwrap();
    assert_eq!(counts(&merchants.totals), (2, 1, 2));
    assert_eq!((merchants.totals.robots, merchants.totals.refunds), (1, 1));
    assert_eq!(money(&merchants.totals), [105_000, 10_001, 10_500, 1_000, 0]);
    let nobodys = merchants.totals.unattributed.as_deref().unwrap();
    assert_eq!((counts(nobodys), money(nobodys)), ((0, 0, 1), [40_000, 0, 0, 0, 0]));
    assert_eq!(merchants.days.iter().map(|day| counts(&day.figures).2).collect::<Vec<_>>(), [0, 2, 0]);
    assert_eq!(merchants.totals.rate_bp(), Some(10_000));
    assert_eq!(merchants.totals.money[0].per_click(2), Some(dirham(4_750)));
    assert_eq!(merchants.totals.money[0].return_bp(), Some(99_999), "94 999 of 9 500");
    // The same days are the ones before the next three.
    let after =
        trade.affiliate.figures(&trade.owner, FigureScope::Program(id), &period("2026-11-24", "2026-11-26", "")).await.unwrap();
    assert_eq!(after.previous, merchants.totals);

    others_see_their_part(&trade, &partner, &days, &merchants.totals).await;
    tables_tell_it_apart(&trade, &partner, &days).await;
    rows_are_opened(&trade, &partner, product_id, &days).await;
}

async fn others_see_their_part(trade: &Trade, partner: &Partner, days: &FigurePeriod, all: &Figures) {
    for scope in [FigureScope::Mine, FigureScope::Partnership(partner.id)] {
        let mine = totals(trade, &partner.actor, scope, days).await;
        assert_eq!(
            (counts(&mine), money(&mine), mine.unattributed.is_some()),
            ((1, 1, 1), [100_000, 10_001, 10_000, 1_000, 0], false)
        );
    }
    let platform = totals(trade, &admin(trade).await, FigureScope::Platform, days).await;
    assert_eq!(platform, *all);
}

async fn tables_tell_it_apart(trade: &Trade, partner: &Partner, days: &FigurePeriod) {
    let table = async |actor: &Actor, scope, by| {
        let table = trade.affiliate.figure_table(actor, scope, days, by).await.unwrap();
        let rows = table.rows.into_iter().map(|row| {
            let revenue: i64 = row.figures.money.iter().map(|money| money.revenue.amount_minor).sum();
            (row.label.unwrap_or(row.key), row.figures.clicks, row.figures.sales, revenue)
        });
        rows.collect::<Vec<_>>()
    };
    let (program, words) = (FigureScope::Program(partner.program_id), |text: &str| text.to_owned());
    let by_link = [(words("afi-the"), 1, 1, 100_000), (words("kofi-the"), 1, 1, 5_000)];
    let mut found = table(&trade.owner, program, FigureBy::Link).await;
    found.sort();
    assert_eq!(found, by_link);
    let mut found = table(&trade.owner, program, FigureBy::Partner).await;
    found.sort();
    assert_eq!(found, [(words("Afi"), 1, 1, 100_000), (words("Kofi"), 1, 1, 5_000)]);
    let mut found = table(&trade.owner, program, FigureBy::Country).await;
    found.sort();
    assert_eq!(found, [(words(""), 1, 1, 5_000), (words("TG"), 1, 1, 100_000), (words("US"), 0, 0, 0)]);
    let mut found = table(&trade.owner, program, FigureBy::Product).await;
    found.sort();
    assert_eq!(found, [(words(""), 1, 2, 35_000), (words("Thé"), 1, 1, 70_000)]);
    let found = table(&partner.actor, FigureScope::Mine, FigureBy::Program).await;
    assert_eq!(found, [(words("Thés de l’Atlas"), 1, 1, 100_000)]);
    let found = table(&partner.actor, FigureScope::Mine, FigureBy::Device).await;
    assert_eq!(found.iter().map(|row| (row.0.as_str(), row.2)).collect::<Vec<_>>(), [("phone", 1), ("other", 0)]);
    let found = table(&admin(trade).await, FigureScope::Platform, FigureBy::Program).await;
    assert_eq!(found, [(words("Thés de l’Atlas"), 2, 2, 105_000)]);
}

async fn rows_are_opened(trade: &Trade, partner: &Partner, product_id: ProductId, days: &FigurePeriod) {
    let (program, first) = (FigureScope::Program(partner.program_id), PageRequest::first());
    let clicks = async |scope, of: &FigureRows| {
        let page = trade.affiliate.figure_clicks(&trade.owner, scope, days, of, &PageRequest::new(Some(2), None)).await.unwrap();
        let next = PageRequest::new(Some(2), page.next.clone());
        let more = if page.next.is_some() {
            trade.affiliate.figure_clicks(&trade.owner, scope, days, of, &next).await.unwrap().items
        } else {
            Vec::new()
        };
        page.items.into_iter().chain(more).map(|row| (row.link_key, row.fault)).collect::<Vec<_>>()
    };
    let (afi, kofi) = (("afi-the".to_owned(), None), ("kofi-the".to_owned(), None));
    let robot = ("afi-the".to_owned(), Some("robot".to_owned()));
    let mut all = clicks(program, &FigureRows::default()).await;
    all.sort();
    assert_eq!(all, [afi.clone(), robot.clone(), kofi.clone()]);
    let of_product = FigureRows { product_id: Some(product_id), ..FigureRows::default() };
    assert_eq!(clicks(program, &of_product).await, std::slice::from_ref(&kofi));
    let of_country = FigureRows { country: Some("TG".into()), ..FigureRows::default() };
    assert_eq!(clicks(program, &of_country).await, std::slice::from_ref(&afi));
    let unknown = FigureRows { country: Some(String::new()), device: Some("computer".into()), ..FigureRows::default() };
    assert_eq!(clicks(program, &unknown).await, [kofi]);

    let orders = async |of: &FigureRows| {
        let page = trade.affiliate.figure_conversions(&trade.owner, program, days, of, &first).await.unwrap();
        let mut orders: Vec<_> = page.items.into_iter().map(|row| row.external_id.unwrap()).collect();
        orders.sort();
        orders
    };
    assert_eq!(orders(&FigureRows::default()).await, ["1", "2", "3", "l"]);
    assert_eq!(orders(&of_product).await, ["1"]);
    assert_eq!(orders(&FigureRows { link_id: Some(partner.link_id), ..FigureRows::default() }).await, ["1", "l"]);
    assert_eq!(orders(&of_country).await, ["1", "l"]);
    let mine = trade.affiliate.figure_conversions(&partner.actor, FigureScope::Mine, days, &of_product, &first).await.unwrap();
    let [one] = mine.items.as_slice() else { panic!("{mine:?}") };
    assert_eq!((one.external_id.as_deref(), one.amount, one.refunded), (None, dirham(100_000), dirham(10_001)));
    let [share] = one.partners.as_slice() else { panic!("{one:?}") };
    assert_eq!(
        (share.partnership_id, share.link_id, share.share_bp, share.booked),
        (partner.id, Some(partner.link_id), 10_000, dirham(9_000))
    );
}

#[tokio::test]
async fn the_conversions_of_a_period_come_page_by_page_each_once() {
    let (trade, partner) = Trade::linked().await;
    for order in 0..7 {
        trade.sold(&partner, &order.to_string(), 1_000).await;
        trade.pass(SignedDuration::from_secs(order % 2));
    }
    trade.affiliate.count_figures().await.unwrap();
    let days = period("2026-11-22", "2026-11-22", "");
    for (actor, scope) in [(&trade.owner, FigureScope::Program(partner.program_id)), (&partner.actor, FigureScope::Mine)] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let request = PageRequest::new(Some(3), after);
            let page = trade.affiliate.figure_conversions(actor, scope, &days, &FigureRows::default(), &request).await.unwrap();
            found.extend(page.items.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), 7);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 7);
    }
}

#[tokio::test]
async fn a_split_sale_is_a_sale_of_each_partner_and_one_of_the_program_and_its_parts_add_up() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let (kofi, other, _) = second(&trade, &partner).await;
    let policy = Policy { model: Model::Position(Shares::try_new(3_333, 6_667).unwrap()), coupon: CouponRule::Wins };
    trade.affiliate.set_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
    let first = follow(&trade, "afi-the", PHONE, Some("TG")).await;
    trade.pass(SignedDuration::from_mins(5));
    let last = follow(&trade, "kofi-the", COMPUTER, Some("GH")).await;
    let told = ReportSale { clicks: vec![first, last], ..sale("1", 10_001) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
    exact(&trade, "2026-11-22", "2026-11-22").await;
    let days = period("2026-11-22", "2026-11-22", "");
    let of = async |actor: &Actor, id| totals(&trade, actor, FigureScope::Partnership(id), &days).await;
    let (one, two) = (of(&partner.actor, partner.id).await, of(&kofi, other).await);
    let all = totals(&trade, &trade.owner, FigureScope::Program(partner.program_id), &days).await;
    assert_eq!((one.sales, two.sales, all.sales), (1, 1, 1));
    let (one, two, all) = (money(&one), money(&two), money(&all));
    assert_eq!(one[0] + two[0], 10_001);
    assert_eq!((one[0], two[0]), (3_333, 6_668));
    assert!(all.iter().zip(one.iter().zip(&two)).all(|(all, (one, two))| *all == one + two), "{all:?} {one:?} {two:?}");
    // The program counts it where the larger share was found.
    let table = trade.affiliate.figure_table(&trade.owner, FigureScope::Program(partner.program_id), &days, FigureBy::Country);
    let sales: Vec<_> = table.await.unwrap().rows.into_iter().map(|row| (row.key, row.figures.sales)).collect();
    assert_eq!(sales, [("GH".into(), 1), ("TG".into(), 0)]);
}

#[tokio::test]
async fn a_period_in_which_nothing_happened_is_all_zeros_and_complete() {
    let (trade, partner) = Trade::linked().await;
    let days = FigurePeriod::read(&PeriodForm::default(), start()).unwrap();
    let view = trade.affiliate.figures(&partner.actor, FigureScope::Mine, &days).await.unwrap();
    assert_eq!((view.totals, view.previous, view.days.len()), (Figures::default(), Figures::default(), 30));
    let csv = trade.affiliate.export_figures(&partner.actor, FigureScope::Mine, &days).await.unwrap();
    assert_eq!(csv.lines().count(), 31);
    assert!(csv.lines().all(|line| line.split(',').count() == 14), "{csv}");
    let by = FigureBy::parse("link").unwrap();
    let table = trade.affiliate.figure_table(&partner.actor, FigureScope::Mine, &days, by).await.unwrap();
    assert_eq!((table.rows.len(), table.more), (0, false));
    // Who is no partner of anybody sees as much.
    let nobody = trade.influencer("Kossi", "TG", 1).await;
    let view = trade.affiliate.figures(&nobody, FigureScope::Mine, &days).await.unwrap();
    assert_eq!(view.totals, Figures::default());
    assert_eq!(trade.affiliate.balances(&nobody, FigureScope::Mine).await.unwrap(), []);
}

#[tokio::test]
async fn a_table_can_be_opened_by_a_spreadsheet() {
    let (trade, partner) = Trade::linked().await;
    trade.sold(&partner, "1", 123_456).await;
    trade.affiliate.count_figures().await.unwrap();
    let days = period("2026-11-22", "2026-11-22", "");
    let csv = trade.affiliate.export_figures(&partner.actor, FigureScope::Mine, &days).await.unwrap();
    let rows: Vec<_> = csv.split("\r\n").collect();
    assert_eq!(rows[1], "2026-11-22,1,0,0,0,0,1,0,MAD,1234.56,0.00,0.00,0.00,0.00", "the wallet is short: nothing is booked");
    let csv = trade.affiliate.export_figure_table(&partner.actor, FigureScope::Mine, &days, FigureBy::Link).await.unwrap();
    let row = csv.split("\r\n").nth(1).unwrap();
    assert!(row.starts_with(&format!("{},\"afi-the\",1,", partner.link_id)), "{csv}");
}

#[tokio::test]
async fn figures_are_seen_by_those_whose_they_are() {
    let (trade, partner) = Trade::linked().await;
    let days = period("2026-11-22", "2026-11-22", "");
    let (program, partnership) = (FigureScope::Program(partner.program_id), FigureScope::Partnership(partner.id));
    let no_such = FigureScope::Partnership(PartnershipId::from_uuid(Uuid::now_v7()));
    let influencer = trade.influencer("Kossi", "TG", 1).await;
    let (staff, stranger) = (admin(&trade).await, trade.stranger().await);
    for (actor, scope, kind) in [
        (&visitor(), FigureScope::Platform, Some(ErrorKind::Unauthenticated)),
        (&visitor(), FigureScope::Mine, Some(ErrorKind::Unauthenticated)),
        (&visitor(), program, Some(ErrorKind::Unauthenticated)),
        (&visitor(), partnership, Some(ErrorKind::Unauthenticated)),
        (&trade.owner, FigureScope::Platform, Some(ErrorKind::Forbidden)),
        (&stranger, program, Some(ErrorKind::NotFound)),
        (&stranger, partnership, Some(ErrorKind::NotFound)),
        (&influencer, program, Some(ErrorKind::NotFound)),
        (&influencer, partnership, Some(ErrorKind::NotFound)),
        (&partner.actor, program, Some(ErrorKind::NotFound)),
        (&staff, no_such, Some(ErrorKind::NotFound)),
        (&trade.member, program, None),
        (&trade.member, partnership, None),
        (&partner.actor, partnership, None),
        (&staff, program, None),
        (&staff, partnership, None),
    ] {
        let (of, first) = (FigureRows::default(), PageRequest::first());
        let answers = [
            trade.affiliate.figures(actor, scope, &days).await.map(drop),
            trade.affiliate.figure_table(actor, scope, &days, FigureBy::Country).await.map(drop),
            trade.affiliate.export_figures(actor, scope, &days).await.map(drop),
            trade.affiliate.export_figure_table(actor, scope, &days, FigureBy::Device).await.map(drop),
            trade.affiliate.figure_clicks(actor, scope, &days, &of, &first).await.map(drop),
            trade.affiliate.figure_conversions(actor, scope, &days, &of, &first).await.map(drop),
            trade.affiliate.balances(actor, scope).await.map(drop),
            trade.affiliate.watch_figures(actor, scope).await.map(drop),
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.err().map(|error| error.kind()), kind, "{number} {scope:?}");
        }
    }
    let (from, to) = (days.from(), days.to());
    assert_eq!(trade.affiliate.check_figures(&trade.owner, from, to).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(trade.affiliate.check_balances(&trade.owner).await.unwrap_err().kind(), ErrorKind::Forbidden);
}

#[tokio::test]
async fn what_somebody_elses_link_or_partner_has_is_not_opened_through_ones_own() {
    let (trade, partner) = Trade::linked().await;
    let (_, other, _) = second(&trade, &partner).await;
    trade.sold(&partner, "1", 1_000).await;
    follow(&trade, "kofi-the", PHONE, None).await;
    trade.affiliate.count_figures().await.unwrap();
    let (days, first) = (period("2026-11-22", "2026-11-22", ""), PageRequest::first());
    let of = FigureRows { partnership_id: Some(other), ..FigureRows::default() };
    let clicks = trade.affiliate.figure_clicks(&partner.actor, FigureScope::Mine, &days, &of, &first).await.unwrap();
    assert_eq!(clicks.items.len(), 0);
    let elsewhere = FigureRows { link_id: Some(partner.link_id), ..FigureRows::default() };
    let scope = FigureScope::Partnership(other);
    let rows = trade.affiliate.figure_conversions(&trade.owner, scope, &days, &elsewhere, &first).await.unwrap();
    assert_eq!(rows.items.len(), 0);
    let by = trade.affiliate.figure_table(&partner.actor, FigureScope::Mine, &days, FigureBy::Partner).await.unwrap_err();
    assert!(matches!(&by, AffiliateError::Invalid(fields) if fields[0].code == "affiliate-figures-by"), "{by:?}");
}

#[tokio::test]
async fn who_looks_hears_that_figures_changed_once_they_are_counted() {
    let (trade, partner) = Trade::linked().await;
    let (kofi, ..) = second(&trade, &partner).await;
    let watch = async |actor: &Actor, scope| Box::pin(trade.affiliate.watch_figures(actor, scope).await.unwrap());
    let mut merchant = watch(&trade.owner, FigureScope::Program(partner.program_id)).await;
    let mut mine = watch(&partner.actor, FigureScope::Mine).await;
    let mut kofis = watch(&kofi, FigureScope::Mine).await;
    trade.bus.ready().await;
    trade.click("afi-the").await;
    trade.affiliate.count_figures().await.unwrap();
    assert_eq!((merchant.next().await, mine.next().await), (Some(()), Some(())));
    follow(&trade, "kofi-the", PHONE, None).await;
    trade.affiliate.count_figures().await.unwrap();
    assert_eq!((merchant.next().await, kofis.next().await), (Some(()), Some(())));
    assert_eq!(futures::poll!(mine.next()), std::task::Poll::Pending);
}

#[tokio::test]
async fn the_minute_counts_what_waits_and_twice_is_once() {
    let (trade, partner) = Trade::linked().await;
    trade.sold(&partner, "1", 1_000).await;
    trade.minute().await;
    let days = period("2026-11-22", "2026-11-22", "");
    let of = async || totals(&trade, &partner.actor, FigureScope::Mine, &days).await;
    assert_eq!(counts(&of().await), (1, 0, 1));
    assert_eq!(trade.affiliate.count_figures().await.unwrap(), 0);
    assert_eq!(counts(&of().await), (1, 0, 1));
}
