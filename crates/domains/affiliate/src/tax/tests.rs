//! What rules say, case by case, and that months add up to their year.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use jiff::civil::{Date, date};
use kernel::{Currency, Money};
use proptest::prelude::*;

use super::rules::{TaxFacts, TaxKind, TaxRegime, TaxRule, apply};

fn rule(
    id: &str,
    kind: TaxKind,
    payer: Option<&str>,
    regime: TaxRegime,
    threshold: Option<Money>,
    rate_bp: Option<u32>,
) -> TaxRule {
    TaxRule {
        id: id.into(),
        kind,
        payer_country: payer.map(Into::into),
        regimes: vec![regime],
        threshold,
        rate_bp,
        legal_ref: "CGI".into(),
        source: "a test".into(),
        checked_on: date(2026, 8, 21),
        is_documented: true,
        reviewer: None,
        valid_from: date(2026, 1, 1),
        valid_to: Some(date(2027, 1, 1)),
    }
}

fn rules() -> Vec<TaxRule> {
    let (mad, eur) = (Money::new(8_000_000, Currency::Mad), Money::new(100_000, Currency::Eur));
    vec![
        rule("above", TaxKind::Withholding, Some("MA"), TaxRegime::MaAutoEntrepreneur, Some(mad), Some(3000)),
        rule("all", TaxKind::Withholding, Some("MA"), TaxRegime::MaIndividual, None, Some(1000)),
        rule("vat", TaxKind::Vat, None, TaxRegime::FrVat, None, Some(2000)),
        rule("none", TaxKind::NoVat, None, TaxRegime::FrExempt, None, None),
        rule("contract", TaxKind::Contract, None, TaxRegime::FrExempt, Some(eur), None),
    ]
}

fn facts(payer: &str, regime: TaxRegime, currency: Currency, before_minor: i64, amount_minor: i64) -> TaxFacts {
    TaxFacts { payer_country: payer.into(), regime, day: date(2026, 11, 30), amount_minor, before_minor, currency }
}

fn said(facts: &TaxFacts) -> Vec<(String, i64, Option<i64>)> {
    let lines = apply(&rules(), facts).into_iter();
    lines.map(|line| (line.rule_id, line.base.amount_minor, line.amount.map(|amount| amount.amount_minor))).collect()
}

#[test]
fn a_rule_speaks_of_its_payers_payees_sums_and_days_and_of_nothing_else() {
    use Currency::{Eur, Mad};
    use TaxRegime::{FrExempt, FrVat, MaAutoEntrepreneur, MaCompany, MaIndividual, Unknown};
    for (what, facts, wanted) in [
        ("up to the threshold", facts("MA", MaAutoEntrepreneur, Mad, 0, 8_000_000), vec![]),
        ("a centime above", facts("MA", MaAutoEntrepreneur, Mad, 0, 8_000_001), vec![("above", 1, Some(0))]),
        ("crossing it", facts("MA", MaAutoEntrepreneur, Mad, 7_900_000, 300_000), vec![("above", 200_000, Some(60_000))]),
        ("above it before", facts("MA", MaAutoEntrepreneur, Mad, 9_000_000, 100_000), vec![("above", 100_000, Some(30_000))]),
        (
            "taken back below it",
            facts("MA", MaAutoEntrepreneur, Mad, 8_100_000, -200_000),
            vec![("above", -100_000, Some(-30_000))],
        ),
        ("a payer elsewhere", facts("FR", MaAutoEntrepreneur, Mad, 0, 9_000_000), vec![]),
        ("another currency", facts("MA", MaAutoEntrepreneur, Eur, 0, 9_000_000), vec![("above", 0, None)]),
        ("of everything, half up", facts("MA", MaIndividual, Mad, 0, 1_005), vec![("all", 1_005, Some(101))]),
        ("a company", facts("MA", MaCompany, Mad, 0, 9_000_000), vec![]),
        ("VAT", facts("MA", FrVat, Eur, 0, 10_000), vec![("vat", 10_000, Some(2_000))]),
        ("none, and why", facts("FR", FrExempt, Eur, 0, 99_999), vec![("none", 99_999, Some(0))]),
        (
            "1 000 euros in a year",
            facts("FR", FrExempt, Eur, 99_999, 1),
            vec![("none", 1, Some(0)), ("contract", 100_000, Some(0))],
        ),
        ("nobody said", facts("MA", Unknown, Mad, 0, 9_000_000), vec![]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|(id, base, amount)| (id.to_owned(), base, amount)).collect();
        assert_eq!(said(&facts), wanted, "{what}");
    }
}

#[test]
fn a_rule_holds_from_its_first_day_to_the_day_before_its_end() {
    let on = |day: Date| !said(&TaxFacts { day, ..facts("MA", TaxRegime::MaIndividual, Currency::Mad, 0, 100) }).is_empty();
    assert_eq!([date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)].map(on), [false, true, true, false]);
}

proptest! {
    /// What the months of a year say adds up to what the whole year says, whatever was taken back between.
    #[test]
    fn months_add_up_to_their_year(months in prop::collection::vec(-3_000_000_i64..3_000_000, 1..12)) {
        for regime in [TaxRegime::MaAutoEntrepreneur, TaxRegime::MaIndividual] {
            let (mut before, mut sum) = (0, 0);
            for month in &months {
                let lines = said(&facts("MA", regime, Currency::Mad, before, *month));
                sum += lines.iter().filter_map(|(_, _, amount)| *amount).sum::<i64>();
                before += month;
            }
            let year: i64 = said(&facts("MA", regime, Currency::Mad, 0, before)).iter().filter_map(|(_, _, amount)| *amount).sum();
            prop_assert_eq!(sum, year);
        }
    }
}
