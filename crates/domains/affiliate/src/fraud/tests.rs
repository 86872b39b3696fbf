//! What each signal says, and what a sum leads to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;

use super::{
    FraudGround, FraudLimits, FraudMode, FraudPolicy, FraudState, FraudVerdict, Signal,
    day::score::{DayFacts, of_day},
    score::{ClickFacts, Facts, of_click, of_conversion},
};

/// Every signal weighs 40: two are enough to hold.
fn policy(mode: FraudMode) -> FraudPolicy {
    FraudPolicy {
        mode,
        show: 30,
        hold: 60,
        hold_days: 14,
        dispute_days: 14,
        weights: Signal::ALL.into_iter().map(|signal| (signal, 40)).collect(),
        limits: FraudLimits {
            clicks_an_hour: 10,
            conversions_an_hour: 60,
            least_seconds: 10,
            customers_an_address: 5,
            customers_a_device: 3,
            customers_a_code: 50,
            country_minutes: 60,
        },
    }
}

/// A sale like any other: a click from Morocco, an hour later an order from there.
fn usual() -> Facts {
    let click = ClickFacts { country: Some("MA".into()), network: None, paid: None, same_address: 1 };
    Facts {
        click: Some(click),
        pace_s: Some(3600),
        median_s: Some(1800),
        paces: 200,
        order_country: Some("MA".into()),
        conversions: 1,
        address_customers: 1,
        device_customers: 1,
        code_customers: 1,
        countries: 1,
        ..Facts::default()
    }
}

fn clicked(change: impl FnOnce(&mut ClickFacts)) -> Facts {
    let mut facts = usual();
    facts.click.iter_mut().next().map(change).unwrap();
    facts
}

#[test]
fn each_signal_is_found_from_its_limit_on_and_never_below() {
    let count = |of: fn(&mut Facts, i64), count: i64| {
        let mut facts = usual();
        of(&mut facts, count);
        facts
    };
    let code = |count| Facts { click: None, pace_s: None, is_code_alone: true, code_customers: count, ..usual() };
    let table: Vec<(&str, Facts, Option<Signal>)> = vec![
        ("a usual sale", usual(), None),
        ("nothing is known", Facts::default(), None),
        ("the partner's own mail", Facts { is_own: true, ..usual() }, Some(Signal::OwnMail)),
        ("10 clicks an hour", clicked(|click| click.same_address = 10), None),
        ("11 clicks an hour", clicked(|click| click.same_address = 11), Some(Signal::ClickVelocity)),
        ("60 conversions an hour", count(|facts, count| facts.conversions = count, 60), None),
        ("61 conversions an hour", count(|facts, count| facts.conversions = count, 61), Some(Signal::ConversionVelocity)),
        ("after 9 seconds", Facts { pace_s: Some(9), ..usual() }, Some(Signal::Quick)),
        ("after 10 seconds, as half the others", Facts { pace_s: Some(10), median_s: Some(10), ..usual() }, None),
        ("eleven times quicker", Facts { pace_s: Some(163), ..usual() }, Some(Signal::QuickerThanOthers)),
        ("ten times quicker", Facts { pace_s: Some(180), ..usual() }, None),
        ("quicker than 49 others", Facts { pace_s: Some(163), paces: 49, ..usual() }, None),
        ("5 customers an address", count(|facts, count| facts.address_customers = count, 5), None),
        ("6 customers an address", count(|facts, count| facts.address_customers = count, 6), Some(Signal::AddressCluster)),
        ("3 customers a device", count(|facts, count| facts.device_customers = count, 3), None),
        ("4 customers a device", count(|facts, count| facts.device_customers = count, 4), Some(Signal::DeviceCluster)),
        ("a data centre", clicked(|click| click.network = Some("OVH".into())), Some(Signal::DataCentre)),
        ("a mailbox to throw away", Facts { mail_domain: Some("yopmail.com".into()), ..usual() }, Some(Signal::DisposableMail)),
        ("50 customers a code", code(50), None),
        ("51 customers a code", code(51), Some(Signal::CodeLeak)),
        ("51 who followed links", Facts { code_customers: 51, ..usual() }, None),
        ("a code after another's link", Facts { is_code_over_link: true, ..usual() }, Some(Signal::CodeOverLink)),
        ("an advertisement", clicked(|click| click.paid = Some("gclid".into())), Some(Signal::PaidSearch)),
        ("two countries at once", Facts { countries: 2, ..usual() }, Some(Signal::FarApart)),
        ("an order from France", Facts { order_country: Some("FR".into()), ..usual() }, Some(Signal::OtherCountry)),
        ("an order from somewhere", Facts { order_country: None, ..usual() }, None),
        ("a click from somewhere", clicked(|click| click.country = None), None),
    ];
    let of_sales = |signal: &Signal| signal.weighs_as() == *signal && *signal != Signal::DayOneAddress;
    for signal in Signal::ALL.into_iter().filter(of_sales) {
        assert!(table.iter().any(|(.., found)| *found == Some(signal)), "{signal:?} has no row");
    }
    for (what, facts, wanted) in table {
        let found: Vec<Signal> =
            of_conversion(&facts, &policy(FraudMode::Shadow)).findings.into_iter().map(|one| one.signal).collect();
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[test]
fn the_clicks_of_a_day_are_weighed_by_shares_of_enough_of_them() {
    let day = DayFacts { clicks: 100, visitors: 80, same_address: 5, visits: 90, of_one: 10, an_hour: 10, ..DayFacts::default() };
    let table = [
        ("a usual day", day, None),
        ("half of them robots", DayFacts { robots: 50, ..day }, None),
        ("more than half", DayFacts { robots: 51, ..day }, Some(Signal::DayRobots)),
        ("19 clicks, all of robots", DayFacts { clicks: 19, robots: 19, ..day }, None),
        ("a quarter from data centres", DayFacts { data_centres: 25, ..day }, None),
        ("more than a quarter", DayFacts { data_centres: 26, ..day }, Some(Signal::DayDataCentres)),
        ("a fifth behind one address", DayFacts { same_address: 16, ..day }, None),
        ("more than a fifth", DayFacts { same_address: 17, ..day }, Some(Signal::DayAddress)),
        ("5 of 5, who are a family", DayFacts { visitors: 5, ..day }, None),
        ("11 clicks an hour from one", DayFacts { an_hour: 11, ..day }, Some(Signal::DayVelocity)),
        ("10 of 10 from one address", DayFacts { visits: 10, ..day }, None),
        ("11 of 22 from one address", DayFacts { visits: 22, of_one: 11, ..day }, None),
        ("11 of 21 from one address", DayFacts { visits: 21, of_one: 11, ..day }, Some(Signal::DayOneAddress)),
    ];
    for (what, facts, wanted) in table {
        let found: Vec<Signal> = of_day(&facts, &policy(FraudMode::Shadow)).findings.into_iter().map(|one| one.signal).collect();
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{what}");
    }
    // A policy of before they were there weighs them like the clicks of sales.
    let mut by = policy(FraudMode::Shadow);
    by.weights = BTreeMap::from([(Signal::DataCentre, 40), (Signal::ClickVelocity, 30), (Signal::AddressCluster, 15)]);
    let all = DayFacts { robots: 60, data_centres: 30, same_address: 40, of_one: 50, an_hour: 40, ..day };
    let weights: Vec<u16> = of_day(&all, &by).findings.iter().map(|one| one.weight).collect();
    assert_eq!((weights, of_day(&all, &by).sum), (vec![60, 40, 40, 30, 15], 100));
    // That most of a day came from one address is enough to hold it, unless the policy says otherwise.
    let one = DayFacts { of_one: 50, ..day };
    for hold in [45, 60, 100] {
        by.hold = hold;
        assert_eq!(of_day(&one, &by).sum, hold);
    }
    by.weights.insert(Signal::DayOneAddress, 0);
    assert_eq!(of_day(&one, &by).findings, []);
}

#[test]
fn a_score_is_the_sum_of_its_reasons_at_most_a_hundred() {
    let mut by = policy(FraudMode::Shadow);
    by.weights = BTreeMap::from([(Signal::OwnMail, 90), (Signal::Quick, 35), (Signal::OtherCountry, 0)]);
    let facts = Facts { is_own: true, pace_s: Some(2), order_country: Some("FR".into()), ..usual() };
    let score = of_conversion(&facts, &by);
    assert_eq!(score.sum, 100);
    let found: Vec<(Signal, u16)> = score.findings.iter().map(|one| (one.signal, one.weight)).collect();
    assert_eq!(found, [(Signal::OwnMail, 90), (Signal::Quick, 35)], "what weighs nothing is no reason");
    assert_eq!(score.findings[1].args, BTreeMap::from([("seconds".to_owned(), "2".to_owned())]));
}

#[test]
fn a_click_alone_has_a_score_of_its_own() {
    let click = ClickFacts { country: None, network: Some("OVH".into()), paid: Some("gclid".into()), same_address: 12 };
    let score = of_click(&click, &policy(FraudMode::Shadow));
    assert_eq!((score.sum, score.findings.len()), (100, 3));
}

#[test]
fn what_a_sum_leads_to_is_said_by_the_mode_and_what_was_decided_stays() {
    use FraudState::{Clear, Expired, Held, Rejected, Released, Shown};
    let (shadow, enforce) = (policy(FraudMode::Shadow), policy(FraudMode::Enforce));
    for (before, by, score, after) in [
        (None, &shadow, 29, Clear),
        (None, &shadow, 30, Shown),
        (None, &shadow, 100, Shown),
        (None, &enforce, 59, Shown),
        (None, &enforce, 60, Held),
        (Some(Clear), &enforce, 60, Held),
        (Some(Shown), &enforce, 0, Clear),
        (Some(Held), &enforce, 0, Held),
        (Some(Held), &shadow, 0, Held),
        (Some(Released), &enforce, 100, Released),
        (Some(Rejected), &enforce, 0, Rejected),
        (Some(Expired), &enforce, 100, Expired),
    ] {
        assert_eq!(FraudState::weighed(before, by, score), after, "{before:?} {score}");
    }
}

#[test]
fn what_was_released_is_final_and_what_was_rejected_is_rejected_again_only_after_an_answer() {
    let (release, reject) = (FraudVerdict::Release, FraudVerdict::Reject(FraudGround::Fraud));
    for state in FraudState::ALL {
        let (released, rejected) = (Some(FraudState::Released), Some(FraudState::Rejected));
        let final_one = state == FraudState::Released;
        assert_eq!(state.decided(release, false), released.filter(|_| !final_one), "{state:?}");
        let again = !final_one && state != FraudState::Rejected;
        assert_eq!(state.decided(reject, false), rejected.filter(|_| again), "{state:?}");
        assert_eq!(state.decided(reject, true), rejected.filter(|_| !final_one), "{state:?}");
    }
}

#[test]
fn a_policy_that_cannot_be_names_its_fields() {
    let field = |change: fn(&mut FraudPolicy)| {
        let mut by = policy(FraudMode::Enforce);
        change(&mut by);
        by.wrong().iter().map(|error| error.field.to_string()).collect::<Vec<_>>()
    };
    assert!(field(|_| {}).is_empty());
    assert_eq!(field(|by| by.show = 0), ["show"]);
    assert_eq!(field(|by| by.show = 61), ["show"]);
    assert_eq!(field(|by| by.hold = 101), ["hold"]);
    assert_eq!(field(|by| by.hold_days = 61), ["hold_days"]);
    assert_eq!(field(|by| by.dispute_days = 0), ["dispute_days"]);
    assert_eq!(field(|by| by.weights.extend([(Signal::Quick, 101)])), ["weights"]);
    assert_eq!(field(|by| by.limits.least_seconds = 0), ["limits"]);
}
