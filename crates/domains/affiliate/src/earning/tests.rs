use contracts::affiliate::{CategoryId, PartnershipId, ProductId, TouchId};
use jiff::{SignedDuration, Timestamp};
use kernel::{Currency, Money};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::attribution::WHOLE_BP;

const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

fn dirhams(centimes: i64) -> Money {
    Money::new(centimes, Currency::Mad)
}

fn product(number: u128) -> ProductId {
    ProductId::from_uuid(Uuid::from_u128(number))
}

fn category(number: u128) -> CategoryId {
    CategoryId::from_uuid(Uuid::from_u128(number))
}

fn line(product_id: Option<u128>, category_id: Option<u128>, quantity: u32, amount_minor: i64) -> SaleLine {
    SaleLine { product_id: product_id.map(product), category_id: category_id.map(category), quantity, amount_minor }
}

fn rule(scope: Scope, pay: Pay) -> Rule {
    Rule { scope, pay, repeat: Repeat::Always }
}

fn rules(rules: Vec<Rule>) -> Rules {
    Rules::try_new(Currency::Mad, rules).unwrap()
}

fn earned(rules: &Rules, lines: Vec<SaleLine>) -> i64 {
    let sale = Sale::try_new(Currency::Mad, lines).unwrap();
    rules.earned(&sale, NOW, None).unwrap().amount_minor
}

#[test]
fn the_most_specific_rule_of_a_line_counts() {
    let rules = rules(vec![
        rule(Scope::Everything, Pay::Percent(1000)),
        rule(Scope::Category(category(7)), Pay::Percent(2000)),
        rule(Scope::Product(product(1)), Pay::Percent(500)),
        rule(Scope::Product(product(2)), Pay::Flat(dirhams(150), Per::Piece)),
    ]);
    for (lines, expected) in [
        (vec![line(None, None, 1, 10_000)], 1000),
        (vec![line(Some(9), None, 1, 10_000)], 1000),
        (vec![line(Some(9), Some(7), 1, 10_000)], 2000),
        (vec![line(Some(1), Some(7), 1, 10_000)], 500),
        (vec![line(Some(2), Some(7), 3, 10_000)], 450),
        (vec![line(Some(1), None, 1, 10_000), line(Some(2), None, 2, 10_000), line(None, Some(7), 1, 10_000)], 500 + 300 + 2000),
    ] {
        assert_eq!(earned(&rules, lines.clone()), expected, "{lines:?}");
    }
}

#[test]
fn what_no_rule_is_for_earns_nothing() {
    let rules = rules(vec![rule(Scope::Product(product(1)), Pay::Percent(500))]);
    assert_eq!(earned(&rules, vec![line(Some(2), None, 1, 10_000)]), 0);
}

#[test]
fn an_order_is_rounded_once_half_up_however_many_lines_it_has() {
    let rules = rules(vec![rule(Scope::Everything, Pay::Percent(1250))]);
    for (amounts, expected) in [(vec![4], 1), (vec![3], 0), (vec![1, 1, 1, 1], 1), (vec![12, 12, 12], 5), (vec![36], 5)] {
        let lines = amounts.iter().map(|amount| line(None, None, 1, *amount)).collect();
        assert_eq!(earned(&rules, lines), expected, "{amounts:?}");
    }
}

#[test]
fn a_fixed_amount_for_the_order_is_paid_once_and_never_more_than_was_paid() {
    let once = rules(vec![rule(Scope::Everything, Pay::Flat(dirhams(500), Per::Order))]);
    assert_eq!(earned(&once, vec![line(None, None, 1, 9000), line(None, None, 5, 9000)]), 500);
    assert_eq!(earned(&once, vec![line(None, None, 1, 300)]), 300);
    let each = rules(vec![rule(Scope::Everything, Pay::Flat(dirhams(500), Per::Piece))]);
    assert_eq!(earned(&each, vec![line(None, None, 4, 1200)]), 1200);
    assert_eq!(earned(&each, vec![line(None, None, 1, 0)]), 0);
}

#[test]
fn later_orders_of_a_customer_earn_as_long_as_the_rule_says() {
    let days = |days: i64| Some(NOW - SignedDuration::from_hours(24 * days));
    let sale = Sale::whole(dirhams(10_000)).unwrap();
    for (repeat, first_at, expected) in [
        (Repeat::First, None, 1000),
        (Repeat::First, days(1), 0),
        (Repeat::Always, days(4000), 1000),
        (Repeat::Months(3), days(89), 1000),
        (Repeat::Months(3), days(90), 0),
        // A first order that the shop dates after this one: its clock is wrong, and nobody loses by it.
        (Repeat::Months(1), Some(NOW + SignedDuration::from_hours(1)), 1000),
    ] {
        let rules = rules(vec![Rule { scope: Scope::Everything, pay: Pay::Percent(1000), repeat }]);
        assert_eq!(rules.earned(&sale, NOW, first_at).unwrap().amount_minor, expected, "{repeat:?} {first_at:?}");
    }
}

#[test]
fn an_order_in_another_currency_has_no_earning() {
    let rules = rules(vec![rule(Scope::Everything, Pay::Percent(1000))]);
    let sale = Sale::whole(Money::new(10_000, Currency::Eur)).unwrap();
    assert_eq!(rules.earned(&sale, NOW, None), None);
}

#[test]
fn rules_that_cannot_be_are_refused() {
    let percent = |bp| rule(Scope::Everything, Pay::Percent(bp));
    let months = |months| Rule { repeat: Repeat::Months(months), ..percent(100) };
    for (given, expected) in [
        (vec![], InvalidRules::Count),
        (vec![percent(100); 101], InvalidRules::Count),
        (vec![percent(100), percent(200)], InvalidRules::Twice),
        (vec![percent(0)], InvalidRules::Pay),
        (vec![percent(10_001)], InvalidRules::Pay),
        (vec![rule(Scope::Everything, Pay::Flat(dirhams(0), Per::Order))], InvalidRules::Pay),
        (vec![rule(Scope::Everything, Pay::Flat(Money::new(5, Currency::Eur), Per::Order))], InvalidRules::Pay),
        (vec![rule(Scope::Product(product(1)), Pay::Flat(dirhams(5), Per::Order))], InvalidRules::OrderOfPart),
        (vec![months(0)], InvalidRules::Months),
        (vec![months(121)], InvalidRules::Months),
    ] {
        assert_eq!(Rules::try_new(Currency::Mad, given), Err(expected));
    }
}

#[test]
fn orders_that_cannot_be_are_refused() {
    for (lines, expected) in [
        (vec![], InvalidSale::Lines),
        (vec![line(None, None, 1, 1); 501], InvalidSale::Lines),
        (vec![line(None, None, 0, 1)], InvalidSale::Line),
        (vec![line(None, None, 1, -1)], InvalidSale::Line),
        (vec![line(None, None, 1, i64::MAX), line(None, None, 1, 1)], InvalidSale::TooLarge),
        (vec![line(None, None, 1, 1_000_000_000_000_001)], InvalidSale::TooLarge),
    ] {
        assert_eq!(Sale::try_new(Currency::Mad, lines), Err(expected));
    }
}

#[test]
fn a_refund_takes_back_in_proportion_and_a_full_one_everything() {
    for (paid, given_back, earned, expected) in [
        (10_000, 0, 999, 999),
        (10_000, 5000, 999, 500),
        (10_000, 3333, 1000, 667),
        (10_000, 10_000, 999, 0),
        (3, 1, 1, 1),
        (3, 2, 1, 0),
        (0, 0, 0, 0),
        // A lead or a gift: nothing was paid, and something is owed all the same.
        (0, 0, 500, 500),
    ] {
        let reversal = Reversal { sale: dirhams(paid), refunded: dirhams(given_back) };
        assert_eq!(reversal.owed(dirhams(earned)).unwrap().amount_minor, expected, "{paid} {given_back} {earned}");
    }
    for wrong in [
        Reversal { sale: dirhams(100), refunded: dirhams(101) },
        Reversal { sale: dirhams(100), refunded: dirhams(-1) },
        Reversal { sale: dirhams(100), refunded: Money::new(1, Currency::Eur) },
    ] {
        assert_eq!(wrong.owed(dirhams(10)), Err(RefundTooLarge));
    }
}

#[test]
fn a_million_splits_lose_and_make_nothing() {
    let credit = |partner: u128, share_bp: u32| Credit {
        partnership_id: PartnershipId::from_uuid(Uuid::from_u128(partner)),
        touch_id: TouchId::from_uuid(Uuid::from_u128(partner)),
        share_bp,
    };
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    for _ in 0..1_000_000 {
        let first = u32::try_from(next(u64::from(WHOLE_BP) + 1)).unwrap();
        let second = u32::try_from(next(u64::from(WHOLE_BP - first) + 1)).unwrap();
        let credits = [credit(1, first), credit(2, second), credit(3, WHOLE_BP - first - second)];
        let earned = dirhams(i64::try_from(next(10_000_000)).unwrap());
        let parts = shares(earned, &credits);
        assert_eq!(parts.iter().map(|part| part.amount_minor).sum::<i64>(), earned.amount_minor);
        for (part, credit) in parts.iter().zip(&credits) {
            let exact = i128::from(earned.amount_minor) * i128::from(credit.share_bp);
            assert!(
                (i128::from(part.amount_minor) * i128::from(WHOLE_BP) - exact).abs() < i128::from(WHOLE_BP),
                "{part:?} of {earned:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn refunds_in_parts_take_back_what_one_of_their_sum_does(
        paid in 1_i64..1_000_000,
        earned in 0_i64..1_000_000,
        parts in prop::collection::vec(1_i64..400_000, 1..8),
    ) {
        let earned = dirhams(earned);
        let owed_after = |refunded| Reversal { sale: dirhams(paid), refunded: dirhams(refunded) }.owed(earned).unwrap().amount_minor;
        let (mut refunded, mut taken, mut before) = (0, 0, owed_after(0));
        prop_assert_eq!(before, earned.amount_minor);
        for part in parts {
            refunded = (refunded + part).min(paid);
            let owed = owed_after(refunded);
            prop_assert!((0..=before).contains(&owed), "never more owed after a refund, never less than nothing");
            taken += before - owed;
            before = owed;
        }
        prop_assert_eq!(taken, earned.amount_minor - owed_after(refunded));
        prop_assert_eq!(owed_after(paid), 0);
    }

    #[test]
    fn nobody_earns_less_than_nothing_or_more_than_was_paid(
        amounts in prop::collection::vec((0_i64..10_000_000, 1_u32..50), 1..20),
        bp in 1_u32..=10_000,
        flat in 1_i64..100_000,
    ) {
        let lines: Vec<_> = amounts.iter().enumerate().map(|(at, (amount, quantity))| line(Some(at as u128 % 2), None, *quantity, *amount)).collect();
        let rules = rules(vec![rule(Scope::Everything, Pay::Percent(bp)), rule(Scope::Product(product(1)), Pay::Flat(dirhams(flat), Per::Piece))]);
        let sale = Sale::try_new(Currency::Mad, lines).unwrap();
        let earned = rules.earned(&sale, NOW, None).unwrap();
        prop_assert!((0..=sale.amount().amount_minor).contains(&earned.amount_minor));
    }
}
