//! Whatever the order in which things are told, the books are the same.

use affiliate::{ReportLead, ReportRefund, ReportSale};
use jiff::{SignedDuration, Timestamp};
use kernel::{AppError as _, Currency, Money, PageRequest};

use crate::{
    books::{Books, refund, sale},
    figures::exact,
    trade::{Partner, Trade, dirham, start},
};

/// What a shop tells of one customer.
#[derive(Debug, Clone)]
enum Told {
    Lead(ReportLead),
    Sale(ReportSale),
    Refund(ReportRefund),
}

fn after(hours: i64) -> Timestamp {
    start() + SignedDuration::from_hours(hours)
}

/// A lead by a click, two sales without one, a part of the first given back, all of the second.
fn story(turn: usize, click: String) -> Vec<Told> {
    let customer = Some(format!("customer-{turn}"));
    let (first, second) = (format!("first-{turn}"), format!("second-{turn}"));
    vec![
        Told::Lead(ReportLead {
            event_id: format!("lead-{turn}"),
            customer: customer.clone(),
            clicks: vec![click],
            occurred_at: Some(after(1)),
        }),
        Told::Sale(ReportSale { customer: customer.clone(), occurred_at: Some(after(2)), ..sale(&first, 10_000) }),
        Told::Sale(ReportSale { customer, occurred_at: Some(after(3)), ..sale(&second, 20_000) }),
        Told::Refund(ReportRefund { occurred_at: Some(after(4)), ..refund(&format!("part-{turn}"), &first, 2_500) }),
        Told::Refund(ReportRefund { occurred_at: Some(after(5)), ..refund(&format!("all-{turn}"), &second, 0) }),
    ]
}

fn permutations(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(of - 1);
    shorter.iter().flat_map(|one| (0..of).map(move |at| [&one[..at], &[of - 1], &one[at..]].concat())).collect()
}

async fn tell(trade: &Trade, partner: &Partner, told: &Told) {
    let (affiliate, owner, id) = (&trade.affiliate, &trade.owner, partner.program_id);
    match told {
        Told::Lead(lead) => drop(affiliate.report_lead(owner, id, lead).await.unwrap()),
        Told::Sale(sale) => drop(affiliate.report_sale(owner, id, sale).await.unwrap()),
        Told::Refund(refund) => drop(affiliate.report_refund(owner, id, refund).await.unwrap()),
    }
}

#[tokio::test]
async fn any_order_gives_the_same_books() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(10_000_000)).await;
    let click = trade.click("afi-the").await;
    trade.pass(SignedDuration::from_hours(6));
    let orders = permutations(5);
    assert_eq!(orders.len(), 120);
    for (turn, order) in orders.iter().enumerate() {
        let story = story(turn, click.clone());
        for at in order {
            tell(&trade, &partner, &story[*at]).await;
        }
        // Of the first sale 7 500 are left, of the second nothing: 750 a turn.
        let owed = 750 * (i64::try_from(turn).unwrap() + 1);
        let books = Books { wallet: 10_000_000 - owed, held: owed, available: 0, debt: 0, claims: 0 };
        assert_eq!(trade.books(partner.id).await, books, "{order:?}");
    }
    trade.verified().await;
}

#[tokio::test]
async fn told_at_the_same_moment_they_give_the_same_books() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(10_000_000)).await;
    let click = trade.click("afi-the").await;
    trade.pass(SignedDuration::from_hours(6));
    let all: Vec<Told> = (0..20).flat_map(|turn| story(turn, click.clone())).collect();
    futures::future::join_all(all.iter().map(|told| tell(&trade, &partner, told))).await;
    assert_eq!(trade.books(partner.id).await.held, 750 * 20);
    trade.verified().await;
}

#[tokio::test]
async fn a_refund_in_another_currency_takes_nothing_back_in_any_order_and_is_seen_in_each() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(10_000_000)).await;
    let clicks = vec![trade.click("afi-the").await];
    let euros = Money::new(2_500, Currency::Eur);
    let back = async |told: &ReportRefund| trade.affiliate.report_refund(&trade.owner, partner.program_id, told).await;
    for (turn, order) in permutations(3).iter().enumerate() {
        let number = format!("sale-{turn}");
        let sold = ReportSale { clicks: clicks.clone(), ..sale(&number, 10_000) };
        let foreign = ReportRefund { amount: Some(euros), ..refund(&format!("euros-{turn}"), &number, 1) };
        let mut refused = None;
        for at in order {
            match at {
                0 => tell(&trade, &partner, &Told::Sale(sold.clone())).await,
                1 => drop(back(&refund(&format!("part-{turn}"), &number, 2_500)).await.unwrap()),
                _ => refused = back(&foreign).await.err(),
            }
        }
        // Told after its sale it is refused; told before, it stands beside the sale.
        let is_first = order.iter().find(|at| **at != 1) == Some(&2);
        let found = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap();
        let view = found.items.iter().find(|view| view.external_id == number).unwrap();
        let shown = if is_first { vec![euros] } else { Vec::new() };
        let code = refused.as_ref().map(|error| error.fields()[0].code);
        assert_eq!((&view.uncounted, code), (&shown, (!is_first).then_some("affiliate-refund-currency")), "{order:?}");
        let held = async || trade.books(partner.id).await.held;
        let before = 500 * i64::try_from(turn).unwrap();
        assert_eq!(held().await, before + 750, "{order:?}");
        // Told in the currency of its sale, under another number, it counts.
        back(&refund(&format!("again-{turn}"), &number, 2_500)).await.unwrap();
        assert_eq!(held().await, before + 500, "{order:?}");
    }
    exact(&trade, "2026-11-22", "2026-11-30").await;
    trade.verified().await;
}
