//! What rules say, case by case, and that months add up to their year.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use jiff::civil::{Date, date};
use kernel::{Currency, Money};
use proptest::prelude::*;

use super::{
    TaxPartyDraft, TaxRegime,
    rules::{ContractState, TaxFacts, TaxKind, TaxRule, apply, can_be_invoice, contracts},
};

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
        warn_bp: (kind == TaxKind::Contract).then_some(8000),
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

#[test]
fn a_contract_is_near_from_the_part_that_its_rule_says_and_unknown_in_another_currency() {
    use ContractState::{Far, Near, OtherCurrency, Reached};
    let state = |currency, sum| contracts(&rules(), &facts("MA", TaxRegime::FrExempt, currency, 0, sum))[0].state;
    for (sum, wanted) in [(0, Far), (79_999, Far), (80_000, Near), (99_999, Near), (100_000, Reached), (-5, Far)] {
        assert_eq!(state(Currency::Eur, sum), wanted, "{sum}");
    }
    assert_eq!(state(Currency::Mad, 9_000_000), OtherCurrency);
    let lower = |mut rule: TaxRule| {
        rule.warn_bp = rule.warn_bp.map(|_| 5000);
        rule
    };
    let lower: Vec<_> = rules().into_iter().map(lower).collect();
    assert_eq!(contracts(&lower, &facts("MA", TaxRegime::FrExempt, Currency::Eur, 0, 50_000))[0].state, Near, "data, not code");
    assert!(contracts(&rules(), &facts("MA", TaxRegime::MaCompany, Currency::Eur, 0, 500_000)).is_empty(), "no rule is about it");
}

#[test]
fn an_invoice_needs_something_owed_and_a_rule_that_says_why_there_is_no_vat() {
    let may = |regime, sum| can_be_invoice(&apply(&rules(), &facts("MA", regime, Currency::Eur, 0, sum)), sum);
    assert!(may(TaxRegime::FrExempt, 1));
    for (regime, sum) in
        [(TaxRegime::FrExempt, 0), (TaxRegime::FrExempt, -1), (TaxRegime::FrVat, 100), (TaxRegime::MaIndividual, 100)]
    {
        assert!(!may(regime, sum), "{regime:?} {sum}");
    }
}

/// Somebody of this country with these numbers: ICE, IF, RC and its court, SIREN, VAT, another.
fn party(country: &str, [ice, tax, register, court, siren, vat, other]: [&str; 7]) -> TaxPartyDraft {
    TaxPartyDraft {
        legal_name: "Afi Mensah".into(),
        address: "12, rue des Palmiers\r\nRabat".into(),
        country: country.into(),
        ice: ice.into(),
        tax_number: tax.into(),
        register_number: register.into(),
        register_court: court.into(),
        siren: siren.into(),
        vat_number: vat.into(),
        other_number: other.into(),
    }
}

fn wrong(error: &crate::AffiliateError) -> Vec<(String, &'static str)> {
    kernel::AppError::fields(error).iter().map(|error| (error.field.to_string(), error.code)).collect()
}

const ICE: &str = "001561191000066";
const REQUIRED: &str = "field-required";
const ELSEWHERE: &str = "affiliate-tax-elsewhere";

#[test]
fn a_payee_has_the_numbers_that_their_regime_asks_for() {
    use TaxRegime::{Abroad, FrExempt, FrVat, MaAutoEntrepreneur, MaCompany};
    for (regime, draft) in [
        (MaAutoEntrepreneur, party("MA", [ICE, "1234567", "", "", "", "", ""])),
        (MaCompany, party("ma", [ICE, "12345678", "4321", "Béni Mellal", "", "", ""])),
        (FrExempt, party("FR", ["", "", "", "", "732 829 320 00074", "", ""])),
        (FrVat, party("FR", ["", "", "", "", "732829320", "FR 44 732829320", ""])),
        (Abroad, party("TG", ["", "", "", "", "", "", "NIF 1000166"])),
        (Abroad, party("TG", ["", "", "", "", "", "", ""])),
    ] {
        let read = draft.payee(regime).unwrap();
        assert_eq!(read.address, "12, rue des Palmiers\nRabat");
    }
}

#[test]
fn each_number_that_is_missing_wrong_or_of_another_country_is_named() {
    use TaxRegime::{Abroad, FrExempt, FrVat, MaAutoEntrepreneur, MaCompany, Unknown};
    for (regime, draft, fields) in [
        (Unknown, party("MA", [""; 7]), vec![("regime", "affiliate-tax-regime")]),
        (Abroad, party("MA", [""; 7]), vec![("country", "affiliate-tax-country")]),
        (FrVat, party("", [""; 7]), vec![("country", REQUIRED)]),
        (MaAutoEntrepreneur, party("MA", [""; 7]), vec![("ice", REQUIRED), ("tax_number", REQUIRED)]),
        (
            MaCompany,
            party("MA", ["001561191000065", "123", "", "", "", "", ""]),
            vec![
                ("ice", "affiliate-tax-ice-check"),
                ("tax_number", "affiliate-tax-if"),
                ("register_number", REQUIRED),
                ("register_court", REQUIRED),
            ],
        ),
        (
            MaCompany,
            party("MA", ["15", "1234567", "12a", "R", "", "", ""]),
            vec![
                ("ice", "affiliate-tax-ice"),
                ("register_number", "affiliate-tax-register"),
                ("register_court", "affiliate-tax-court"),
            ],
        ),
        (MaAutoEntrepreneur, party("MA", [ICE, "1234567", "12", "", "", "", ""]), vec![("register_court", REQUIRED)]),
        (
            FrVat,
            party("FR", [ICE, "", "", "", "732829321", "FR45732829320", ""]),
            vec![("ice", ELSEWHERE), ("siren", "affiliate-tax-siren-check"), ("vat_number", "affiliate-tax-vat-check")],
        ),
        (FrVat, party("FR", ["", "", "", "", "356000000", "FR44732829320", ""]), vec![("vat_number", "affiliate-tax-vat-other")]),
        (
            FrExempt,
            party("FR", ["", "", "", "", "12", "12", ""]),
            vec![("siren", "affiliate-tax-siren"), ("vat_number", "affiliate-tax-vat-form")],
        ),
        (
            Abroad,
            party("TG", ["", "", "1", "Rabat", "", "", ""]),
            vec![("register_number", ELSEWHERE), ("register_court", ELSEWHERE)],
        ),
    ] {
        let fields: Vec<_> = fields.into_iter().map(|(field, code)| (field.to_owned(), code)).collect();
        assert_eq!(wrong(&draft.payee(regime).unwrap_err()), fields, "{regime:?}");
    }
    let nameless = TaxPartyDraft { legal_name: " ".into(), address: " ".into(), ..party("TG", [""; 7]) };
    let fields = [("legal_name".to_owned(), REQUIRED), ("address".to_owned(), REQUIRED)];
    assert_eq!(wrong(&nameless.payee(Abroad).unwrap_err()), fields);
}

#[test]
fn a_payer_has_the_numbers_of_its_country() {
    for draft in [
        party("MA", [ICE, "1234567", "", "", "", "", ""]),
        party("FR", ["", "", "", "", "732829320", "", ""]),
        party("SN", ["", "", "", "", "", "", ""]),
    ] {
        assert!(draft.payer().is_ok(), "{}", draft.country);
    }
    for (draft, field) in [(party("MA", [ICE, "", "", "", "", "", ""]), "tax_number"), (party("FR", [""; 7]), "siren")] {
        assert_eq!(wrong(&draft.payer().unwrap_err()), [(field.to_owned(), REQUIRED)]);
    }
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
