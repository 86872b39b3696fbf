//! The cases of `docs/attribution.md`, as they stand there; and what holds of every case.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

const PAGE: &str = include_str!("../../../../../docs/attribution.md");
const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

struct Case {
    number: String,
    policy: Policy,
    touches: Vec<Touch>,
    occurred_at: Timestamp,
    credited: BTreeMap<char, u32>,
}

fn cases() -> Vec<Case> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| ") && line[2..].starts_with(|first: char| first.is_ascii_digit()));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [number, _what, policy, touches, conversion, credited] = cells[..] else { panic!("not six cells: {row}") };
        let occurred_at = moment(conversion.strip_prefix("day ").unwrap());
        let told = touches.split(';').map(str::trim).filter(|touch| *touch != "–");
        let touches = told.enumerate().map(|(at, told)| touch(at, told, occurred_at)).collect();
        Case { number: number.to_owned(), policy: self::policy(policy), touches, occurred_at, credited: self::credited(credited) }
    })
    .collect()
}

fn policy(text: &str) -> Policy {
    let (model, coupon) = text.split_once(", code ").unwrap();
    let model = match model.split_once(' ') {
        None if model == "last" => Model::Last,
        None if model == "first" => Model::First,
        Some(("position", shares)) => {
            let (first, last) = shares.split_once('/').unwrap();
            let percent = |text: &str| text.parse::<u32>().unwrap() * 100;
            Model::Position(Shares::try_new(percent(first), percent(last)).unwrap())
        }
        _ => panic!("no model: {text}"),
    };
    Policy { model, coupon: CouponRule::ALL.into_iter().find(|rule| rule.as_str() == coupon).unwrap() }
}

fn touch(at: usize, told: &str, occurred_at: Timestamp) -> Touch {
    let (told, note) = match told.split_once('(') {
        Some((told, note)) => (told.trim(), Some(note.trim_end_matches(')'))),
        None => (told, None),
    };
    let (partner, when) = told.split_once(' ').unwrap();
    let (kind, moment) = match when.strip_prefix("day ") {
        Some(day) => (TouchKind::Link, moment(day)),
        None => (TouchKind::Code, occurred_at),
    };
    let days = note.and_then(|note| note.strip_suffix(" days")).map_or(30, |days| days.parse().unwrap());
    Touch {
        id: TouchId::from_uuid(uuid::Uuid::from_u128(at as u128 + 1)),
        partnership_id: partner_id(partner.chars().next().unwrap()),
        kind,
        at: moment,
        window: SignedDuration::from_hours(24 * days),
        fault: note.filter(|note| !note.ends_with(" days")).map(fault),
    }
}

fn fault(note: &str) -> Fault {
    serde_json::from_value(note.replace(' ', "_").into()).unwrap()
}

/// `3`, `30 01:00`.
fn moment(text: &str) -> Timestamp {
    let (day, clock) = text.split_once(' ').unwrap_or((text, "00:00"));
    let (hours, minutes) = clock.split_once(':').unwrap();
    let minutes = (day.parse::<i64>().unwrap() * 24 + hours.parse::<i64>().unwrap()) * 60 + minutes.parse::<i64>().unwrap();
    START + SignedDuration::from_mins(minutes)
}

fn partner_id(letter: char) -> PartnershipId {
    PartnershipId::from_uuid(uuid::Uuid::from_u128(u128::from(u32::from(letter))))
}

fn letter(id: PartnershipId) -> char {
    u32::try_from(id.as_uuid().as_u128()).ok().and_then(char::from_u32).unwrap()
}

/// `A`, `A 40, B 6.67`, `nobody`.
fn credited(text: &str) -> BTreeMap<char, u32> {
    let parts = text.split(", ").filter(|part| *part != "nobody");
    parts
        .map(|part| {
            let (letter, percent) = part.split_once(' ').unwrap_or((part, "100"));
            let (whole, hundredths) = percent.split_once('.').unwrap_or((percent, "0"));
            (letter.chars().next().unwrap(), whole.parse::<u32>().unwrap() * 100 + hundredths.parse::<u32>().unwrap())
        })
        .collect()
}

#[test]
fn every_case_of_the_page_comes_out_as_it_says() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    for case in cases {
        let decided = decide(&case.policy, &case.touches, case.occurred_at);
        let credited: BTreeMap<char, u32> =
            decided.credits.iter().map(|credit| (letter(credit.partnership_id), credit.share_bp)).collect();
        assert_eq!(credited, case.credited, "case {}: {:?}", case.number, decided.verdicts);
    }
}

#[test]
fn every_touch_is_told_what_became_of_it_and_why() {
    let told = |number: &str| {
        let case = cases().into_iter().find(|case| case.number == number).unwrap();
        decide(&case.policy, &case.touches, case.occurred_at)
            .verdicts
            .into_iter()
            .map(|verdict| verdict.outcome)
            .collect::<Vec<_>>()
    };
    use Outcome::{Credited, Passed as Not};
    assert_eq!(told("1"), [Credited(Why::Only)]);
    assert_eq!(told("3"), [Not(Passed::NotLast), Credited(Why::Last)]);
    assert_eq!(told("4"), [Credited(Why::First), Not(Passed::NotFirst)]);
    assert_eq!(told("7"), [Not(Passed::TooOld)]);
    assert_eq!(told("12"), [Not(Passed::TooLate)]);
    assert_eq!(told("16"), [Not(Passed::CodeBefore), Credited(Why::Code)]);
    assert_eq!(told("19"), [Credited(Why::Only), Not(Passed::LinkBefore)]);
    assert_eq!(told("20"), [Not(Passed::TooOld), Credited(Why::CodeAlone)]);
    assert_eq!(told("23"), [Not(Passed::CodeBefore), Credited(Why::Code)]);
    assert_eq!(told("24"), [Credited(Why::OpensShared), Credited(Why::BetweenShared), Credited(Why::ClosesShared)]);
    assert_eq!(told("29"), [Not(Passed::SamePartner), Credited(Why::BetweenShared), Credited(Why::ClosesShared)]);
    assert_eq!(told("39"), [Credited(Why::Only), Not(Passed::Fault(Fault::Robot))]);
}

#[test]
fn shares_of_more_than_everything_or_of_nothing_are_refused() {
    for (first, last) in [(6000, 4001), (0, 0), (10_001, 0), (u32::MAX, 1)] {
        assert_eq!(Shares::try_new(first, last), Err(InvalidPolicy::Shares), "{first}/{last}");
    }
    for (first, last) in [(10_000, 0), (0, 10_000), (5000, 5000), (1, 0)] {
        assert!(Shares::try_new(first, last).is_ok(), "{first}/{last}");
    }
}

fn any_touch() -> impl Strategy<Value = Touch> {
    let fault = prop_oneof![4 => Just(None), 1 => Just(Some(Fault::Robot)), 1 => Just(Some(Fault::Fraud))];
    (0_u128..40, 0_u8..5, any::<bool>(), 0_i64..60 * 24, 1_i64..40, fault).prop_map(
        |(id, partner, is_code, hour, days, fault)| Touch {
            // Partner and moment follow from the id: a touch that is told twice is the same.
            id: TouchId::from_uuid(uuid::Uuid::from_u128(id * 5 + u128::from(partner))),
            partnership_id: partner_id(char::from(b'A' + partner)),
            kind: if is_code { TouchKind::Code } else { TouchKind::Link },
            at: START + SignedDuration::from_hours(hour),
            window: SignedDuration::from_hours(24 * days),
            fault,
        },
    )
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let shares =
        (0_u32..=100, 0_u32..=100).prop_filter_map("shares", |(first, last)| Shares::try_new(first * 100, last * 100).ok());
    let model = prop_oneof![Just(Model::Last), Just(Model::First), shares.prop_map(Model::Position)];
    (model, 0_usize..3).prop_map(|(model, at)| Policy { model, coupon: CouponRule::ALL[at] })
}

proptest! {
    #[test]
    fn shares_add_up_to_the_whole_each_partner_is_there_once_and_order_changes_nothing(
        policy in any_policy(),
        touches in prop::collection::vec(any_touch(), 0..14),
        seed in any::<u64>(),
    ) {
        let mut touches = touches;
        let mut seen = BTreeSet::new();
        touches.retain(|touch| seen.insert(touch.id));
        let occurred_at = START + SignedDuration::from_hours(45 * 24);
        let decided = decide(&policy, &touches, occurred_at);
        let sum: u32 = decided.credits.iter().map(|credit| credit.share_bp).sum();
        prop_assert!(sum == WHOLE_BP || decided.credits.is_empty());
        let partners: BTreeSet<_> = decided.credits.iter().map(|credit| credit.partnership_id).collect();
        prop_assert_eq!(partners.len(), decided.credits.len());
        prop_assert_eq!(decided.verdicts.len(), touches.len());
        let told = |id| decided.verdicts.iter().find(|verdict| verdict.touch_id == id).map(|verdict| verdict.outcome);
        for touch in &touches {
            let credited = decided.credits.iter().any(|credit| credit.touch_id == touch.id);
            prop_assert_eq!(credited, matches!(told(touch.id), Some(Outcome::Credited(_))));
            prop_assert!(!credited || touch.fault.is_none());
        }
        let in_time = |touch: &&Touch| touch.kind == TouchKind::Code || (touch.at <= occurred_at + SKEW && occurred_at.duration_since(touch.at) <= touch.window);
        let somebody = touches.iter().filter(|touch| touch.fault.is_none()).any(|touch| in_time(&touch));
        prop_assert_eq!(somebody, !decided.credits.is_empty());
        let mut shuffled = touches;
        let count = shuffled.len().max(1);
        shuffled.rotate_left(usize::try_from(seed).unwrap_or(0) % count);
        shuffled.reverse();
        prop_assert_eq!(decide(&policy, &shuffled, occurred_at), decided);
    }

    #[test]
    fn following_ones_own_link_again_between_the_others_changes_no_share(
        policy in any_policy(),
        partners in prop::collection::vec(0_u8..5, 3..9),
        again in any::<prop::sample::Index>(),
    ) {
        let followed = |at: usize, id: usize, partner: u8| Touch {
            id: TouchId::from_uuid(uuid::Uuid::from_u128(id as u128 + 1)),
            partnership_id: partner_id(char::from(b'A' + partner)),
            kind: TouchKind::Link,
            at: START + SignedDuration::from_hours(i64::try_from(at).unwrap()),
            window: SignedDuration::from_hours(24 * 30),
            fault: None,
        };
        let mut touches: Vec<_> = partners.iter().enumerate().map(|(at, partner)| followed(at, at, *partner)).collect();
        let occurred_at = START + SignedDuration::from_hours(24);
        let shares = |touches: &[Touch]| -> BTreeMap<PartnershipId, u32> {
            decide(&policy, touches, occurred_at).credits.iter().map(|credit| (credit.partnership_id, credit.share_bp)).collect()
        };
        let before = shares(&touches);
        let between = 1 + again.index(partners.len() - 2);
        touches.push(followed(between, 1000, partners[between]));
        prop_assert_eq!(shares(&touches), before);
    }
}
