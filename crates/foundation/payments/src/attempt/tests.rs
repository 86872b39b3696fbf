use jiff::{SignedDuration, Timestamp};
use kernel::{Currency, Money};

use super::model::{AttemptKind, AttemptState, Decision, Standing, pause};
use crate::provider::{Advice, Done, Observed, ProviderError, Refusal};

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn standing(kind: AttemptKind, state: AttemptState) -> Standing {
    let amount = Money::new(5000, Currency::Xof);
    Standing { id: kernel::Id::generate(), kind, state, amount, sent_at: noon() }
}

fn done(amount_minor: i64, currency: Currency, reference: Option<String>) -> Done {
    Done { amount: Some(Money::new(amount_minor, currency)), reference, provider_ref: Some("P-1".into()) }
}

fn refusal(advice: Advice) -> Refusal {
    Refusal { code: "payment-refused", detail: "NO".into(), advice }
}

const OPEN: [AttemptState; 4] = [AttemptState::Created, AttemptState::Sent, AttemptState::Unknown, AttemptState::Pending];

#[test]
fn only_the_asked_amount_currency_and_reference_are_a_charge() {
    for state in OPEN {
        let attempt = standing(AttemptKind::Collect, state);
        let id = attempt.id.to_string();
        for good in [None, Some(id.clone()), Some(id.replace('-', "")), Some(id.to_uppercase())] {
            let said = done(5000, Currency::Xof, good);
            assert_eq!(attempt.decide(Ok(Observed::Done(said.clone())), noon()), Decision::Charge(said));
        }
        let foreign = Some(kernel::Id::<u8>::generate().to_string());
        for bad in [
            done(4999, Currency::Xof, None),
            done(5001, Currency::Xof, None),
            done(5000, Currency::Eur, None),
            done(5000, Currency::Xof, foreign),
            done(5000, Currency::Xof, Some("42".into())),
        ] {
            assert_eq!(attempt.decide(Ok(Observed::Done(bad.clone())), noon()), Decision::Distrust(bad));
        }
    }
}

#[test]
fn a_late_payment_is_taken_note_of_and_a_late_transfer_is_not_counted_twice() {
    let said = done(5000, Currency::Xof, None);
    let decide = |kind, state| standing(kind, state).decide(Ok(Observed::Done(said.clone())), noon());
    assert_eq!(decide(AttemptKind::Collect, AttemptState::Failed), Decision::Charge(said.clone()));
    assert_eq!(decide(AttemptKind::Payout, AttemptState::Failed), Decision::Nothing);
    assert_eq!(decide(AttemptKind::Refund, AttemptState::Failed), Decision::Nothing);
    for kind in AttemptKind::ALL {
        assert_eq!(decide(kind, AttemptState::Charged), Decision::Nothing);
        assert_eq!(decide(kind, AttemptState::IntegrityFailure), Decision::Nothing);
    }
}

#[test]
fn no_answer_is_unknown_and_takes_nothing_back() {
    let decide = |state| standing(AttemptKind::Payout, state).decide(Err(ProviderError::unknown("timeout")), noon());
    for state in [AttemptState::Created, AttemptState::Sent, AttemptState::Unknown] {
        assert_eq!(decide(state), Decision::Open(AttemptState::Unknown));
    }
    assert_eq!(decide(AttemptState::Pending), Decision::Open(AttemptState::Pending));
    for state in [AttemptState::Charged, AttemptState::Failed, AttemptState::IntegrityFailure] {
        assert_eq!(decide(state), Decision::Nothing);
    }
}

#[test]
fn what_the_provider_never_heard_of_fails_only_after_a_while_and_never_once_it_was_taken() {
    let after =
        |kind, state, minutes| standing(kind, state).decide(Ok(Observed::NotFound), noon() + SignedDuration::from_mins(minutes));
    assert_eq!(after(AttemptKind::Collect, AttemptState::Sent, 9), Decision::Open(AttemptState::Unknown));
    assert!(matches!(after(AttemptKind::Collect, AttemptState::Sent, 10), Decision::Fail(_)));
    assert_eq!(after(AttemptKind::Payout, AttemptState::Unknown, 29), Decision::Open(AttemptState::Unknown));
    assert!(matches!(after(AttemptKind::Payout, AttemptState::Unknown, 30), Decision::Fail(_)));
    assert_eq!(after(AttemptKind::Payout, AttemptState::Pending, 3000), Decision::Open(AttemptState::Pending));
}

#[test]
fn a_refused_order_fails_what_is_open_and_a_refused_question_does_not() {
    for state in OPEN {
        let attempt = standing(AttemptKind::Collect, state);
        let said = refusal(Advice::AskUser);
        assert_eq!(attempt.decide(Ok(Observed::Refused(said.clone())), noon()), Decision::Fail(said));
        for advice in Advice::ALL {
            let question = attempt.decide(Err(ProviderError::Refused(refusal(advice))), noon());
            assert!(matches!(question, Decision::Open(AttemptState::Unknown | AttemptState::Pending)), "{question:?}");
        }
    }
    for state in [AttemptState::Charged, AttemptState::Failed, AttemptState::IntegrityFailure] {
        let attempt = standing(AttemptKind::Collect, state);
        assert_eq!(attempt.decide(Ok(Observed::Refused(refusal(Advice::Stop))), noon()), Decision::Nothing);
    }
}

#[test]
fn questions_come_ever_more_rarely_and_never_end() {
    let hours = SignedDuration::from_hours;
    let pauses: Vec<_> = (0..200).map(|hour| pause(hours(hour))).collect();
    assert!(pauses.is_sorted());
    assert_eq!(pause(SignedDuration::ZERO), SignedDuration::from_secs(15));
    assert_eq!(pause(SignedDuration::from_secs(-5)), SignedDuration::from_secs(15));
    assert_eq!(pause(SignedDuration::from_mins(10)), SignedDuration::from_mins(5));
    assert_eq!(pause(hours(10_000)), hours(24));
}
