//! What partners earned, month by month, and what the tax rules say of it.

use affiliate::{StatementLine, TaxKind, TaxRegime};
use jiff::{SignedDuration, civil::date};
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};

use crate::{
    books::refund,
    trade::{Partner, Trade, dirham, link},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const ICE: &str = "001561191000066";

/// So many days, the work of a day, and the statements.
async fn days(trade: &Trade, days: i32) {
    trade.minute().await;
    trade.pass(DAY * days);
    trade.minute().await;
    trade.affiliate.keep_statements(&Actor::system("test")).await.unwrap();
}

async fn given_back(trade: &Trade, partner: &Partner, id: &str, order_id: &str, amount_minor: i64) {
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund(id, order_id, amount_minor)).await.unwrap();
}

#[tokio::test]
async fn statements_are_numbered_without_gaps_and_add_up_to_what_the_ledger_moved() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(100_000_000)).await;
    let other = trade.influencer("Ama", "GH", 900).await;
    let other_id = trade.affiliate.ask(&other, partner.program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, other_id, affiliate::Answer::Accept(None), "").await.unwrap();
    trade.affiliate.create_link(&other, other_id, Some("ama-the"), None, &link()).await.unwrap();
    let version = trade.affiliate.set_tax_profile(&partner.actor, TaxRegime::MaAutoEntrepreneur, Some("001561191 0000 66")).await;
    assert_eq!(version.unwrap(), 1);

    // 22 November: 100 000 dirhams earn 10 000, payable on 6 December. Of them 1 000 are taken back on the 16th, after a payout.
    trade.sold(&partner, "1001", 10_000_000).await;
    trade.sold(&partner, "1002", 50_000).await;
    given_back(&trade, &partner, "r0", "1002", 0).await;
    let clicks = vec![trade.click("ama-the").await];
    let sale = affiliate::ReportSale { clicks, ..crate::books::sale("1003", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    days(&trade, 14).await;
    trade.pay_out(partner.id, dirham(1_000_000)).await;
    days(&trade, 10).await;
    given_back(&trade, &partner, "r1", "1001", 1_000_000).await;
    days(&trade, 20).await;
    // 5 January: nothing of November was payable in November; December has a statement for each.
    let page = PageRequest::first();
    let of_shop = trade.affiliate.merchant_statements(&trade.member, trade.merchant, &page).await.unwrap().items;
    let mut numbers: Vec<_> = of_shop.iter().map(|row| (row.number, row.month)).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [(1, date(2026, 12, 1)), (2, date(2026, 12, 1))]);
    let mine = trade.affiliate.statements(&partner.actor, partner.id, &page).await.unwrap().items;
    let statement = trade.affiliate.statement(&partner.actor, mine[0].id).await.unwrap();
    let line = |day, payable_minor, reversed_minor| StatementLine { day, commissions: 1, payable_minor, reversed_minor };
    assert_eq!(statement.lines, [line(date(2026, 12, 6), 1_000_000, 0), line(date(2026, 12, 16), 0, 100_000)]);
    assert_eq!((statement.total, statement.tax_number.as_deref()), (dirham(900_000), Some(ICE)));
    let taxes: Vec<_> = statement.taxes.iter().map(|line| (line.rule_id.as_str(), line.kind)).collect();
    assert_eq!(taxes, [("ma-auto-entrepreneur-vat", TaxKind::NoVat)], "below 80 000 dirhams a year nothing is withheld");

    // A year begins anew, and another sale pays the debt first: the statement says what was earned.
    trade.sold(&partner, "1004", 100_000_000).await;
    days(&trade, 15).await;
    given_back(&trade, &partner, "r2", "1001", 1_000_000).await;
    days(&trade, 20).await;
    days(&trade, 1).await;
    let mine = trade.affiliate.statements(&partner.actor, partner.id, &page).await.unwrap().items;
    let totals: Vec<_> = mine.iter().map(|row| (row.number, row.month, row.total.amount_minor)).collect();
    assert_eq!(totals, [(3, date(2027, 1, 1), 9_900_000), (mine[1].number, date(2026, 12, 1), 900_000)]);
    let january = trade.affiliate.statement(&trade.member, mine[0].id).await.unwrap();
    assert_eq!(january.before, dirham(0));
    let withheld = january.taxes.iter().find(|line| line.kind == TaxKind::Withholding).unwrap();
    assert_eq!((withheld.base, withheld.amount), (dirham(1_900_000), Some(dirham(570_000))), "30 % of what is above 80 000");
    let books = trade.books(partner.id).await;
    assert_eq!(books.available + 1_000_000 - books.debt, 9_900_000 + 900_000, "nothing was deducted");
    let year = trade.affiliate.tax_year(&partner.actor, partner.id).await.unwrap();
    assert_eq!((year.year, year.total, year.taxes), (2027, dirham(9_900_000), january.taxes));
    let changed = sqlx::query("UPDATE affiliate.statements SET total_minor = 0").execute(trade.db.pool()).await;
    assert!(changed.unwrap_err().to_string().contains("only added to"));
    trade.verified().await;
}

#[tokio::test]
async fn statements_are_read_by_their_two_sides_alone() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    trade.sold(&partner, "1001", 100_000).await;
    days(&trade, 14).await;
    days(&trade, 30).await;
    let page = PageRequest::first();
    let mine = trade.affiliate.statements(&partner.actor, partner.id, &page).await.unwrap().items;
    let (stranger, other) = (trade.stranger().await, trade.influencer("Ama", "GH", 900).await);
    for who in [&stranger, &other] {
        let refused = [
            trade.affiliate.statements(who, partner.id, &page).await.err(),
            trade.affiliate.merchant_statements(who, trade.merchant, &page).await.err(),
            trade.affiliate.statement(who, mine[0].id).await.err(),
            trade.affiliate.tax_year(who, partner.id).await.err(),
        ];
        assert!(refused.iter().all(|error| error.as_ref().is_some_and(|error| error.kind() == ErrorKind::NotFound)));
    }
    assert_eq!(trade.affiliate.statement(&trade.member, mine[0].id).await.unwrap().regime, TaxRegime::Unknown);
}

#[tokio::test]
async fn how_somebody_pays_tax_is_said_again_and_never_changed() {
    let (trade, partner) = Trade::linked().await;
    let (affiliate, who) = (&trade.affiliate, &partner.actor);
    assert_eq!(affiliate.tax_profile(who).await.unwrap(), None);
    for (regime, number, field, code) in [
        (TaxRegime::MaCompany, "001561191000065", "number", "affiliate-tax-number"),
        (TaxRegime::FrVat, "12345678", "number", "affiliate-tax-number"),
        (TaxRegime::Abroad, "x\0", "number", "affiliate-tax-number"),
        (TaxRegime::Unknown, "", "regime", "affiliate-tax-regime"),
    ] {
        let error = affiliate.set_tax_profile(who, regime, Some(number)).await.unwrap_err();
        assert_eq!((error.fields()[0].field.as_ref(), error.fields()[0].code), (field, code));
    }
    assert_eq!(affiliate.set_tax_profile(who, TaxRegime::FrExempt, Some("123 456 789")).await.unwrap(), 1);
    assert_eq!(affiliate.set_tax_profile(who, TaxRegime::MaIndividual, None).await.unwrap(), 2);
    let now = affiliate.tax_profile(who).await.unwrap().unwrap();
    assert_eq!((now.version, now.regime, now.number), (2, TaxRegime::MaIndividual, None));
    let nobody = affiliate.set_tax_profile(&trade.owner, TaxRegime::Abroad, None).await.unwrap_err();
    assert_eq!(nobody.code(), "affiliate-no-profile");
    let rules = affiliate.tax_rules(who).await.unwrap();
    assert!(rules.iter().all(|rule| !rule.source.is_empty() && rule.reviewer.is_none()), "no accountant looked at them yet");
    let regimes = |kind| rules.iter().filter(|rule| rule.kind == kind).flat_map(|rule| rule.regimes.clone()).count();
    assert_eq!(regimes(TaxKind::Contract), 7, "every regime once, so that nobody is told twice");
}
