//! Bonuses that terms promise for what the sales of a month reach. Pure.

use kernel::{Currency, FieldError, Money};
use serde::{Deserialize, Serialize};

/// The most steps of one version of terms.
const STEPS_MAX: usize = 10;
/// The most sales, the most revenue and the largest bonus that a step speaks of.
const SALES_MAX: u32 = 1_000_000;
const REVENUE_MAX: i64 = 1_000_000_000_000;
const AMOUNT_MAX: i64 = 10_000_000;

/// What the sales of a month (UTC) with which a partner is credited must come to, less what was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// So many of which something is left.
    Sales(u32),
    /// So much of the partner's part of what was paid.
    Revenue(Money),
}

/// A step: a flat amount, once for a partnership and a month. Steps that are reached add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bonus {
    /// What is to be reached.
    pub reach: Reach,
    /// How much it earns.
    pub amount: Money,
}

/// Why these cannot be promised in a program that pays in this currency: `bonuses`, or the step that is wrong.
pub(super) fn wrong(bonuses: &[Bonus], currency: Currency) -> Option<FieldError> {
    let within = |amount: Money, most| amount.currency == currency && (1..=most).contains(&amount.amount_minor);
    let reachable = |bonus: &Bonus| match bonus.reach {
        Reach::Sales(sales) => (1..=SALES_MAX).contains(&sales),
        Reach::Revenue(revenue) => within(revenue, REVENUE_MAX),
    };
    let is_twice = |at: usize, bonus: &Bonus| bonuses.iter().take(at).any(|other| other.reach == bonus.reach);
    if bonuses.len() > STEPS_MAX {
        return Some(FieldError::new("bonuses", "affiliate-bonuses-count"));
    }
    bonuses.iter().enumerate().find_map(|(at, bonus)| {
        let code = if !within(bonus.amount, AMOUNT_MAX) {
            "affiliate-terms-amount"
        } else if !reachable(bonus) {
            "affiliate-bonus-reach"
        } else if is_twice(at, bonus) {
            "affiliate-bonuses-twice"
        } else {
            return None;
        };
        Some(FieldError::new(format!("bonuses.{at}"), code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bonuses_are_of_one_currency_can_be_reached_and_are_told_once() {
        let money = |minor| Money::new(minor, Currency::Mad);
        let step = |reach, minor| Bonus { reach, amount: money(minor) };
        let wrong = |bonuses: &[Bonus]| wrong(bonuses, Currency::Mad).map(|error| (error.field.into_owned(), error.code));
        let on = |field: &str, code| Some((field.to_owned(), code));
        assert_eq!(wrong(&[]), None);
        assert_eq!(wrong(&[step(Reach::Sales(10), 1), step(Reach::Revenue(money(10)), 1), step(Reach::Sales(20), 1)]), None);
        assert_eq!(wrong(&[step(Reach::Sales(10), 1), step(Reach::Sales(10), 2)]), on("bonuses.1", "affiliate-bonuses-twice"));
        for reach in
            [Reach::Sales(0), Reach::Sales(1_000_001), Reach::Revenue(money(0)), Reach::Revenue(Money::new(1, Currency::Eur))]
        {
            assert_eq!(wrong(&[step(reach, 1)]), on("bonuses.0", "affiliate-bonus-reach"));
        }
        for amount in [money(0), money(10_000_001), Money::new(1, Currency::Eur)] {
            assert_eq!(wrong(&[Bonus { reach: Reach::Sales(1), amount }]), on("bonuses.0", "affiliate-terms-amount"));
        }
        let many: Vec<Bonus> = (1..=11).map(|sales| step(Reach::Sales(sales), 1)).collect();
        assert_eq!((wrong(&many[..10]), wrong(&many)), (None, on("bonuses", "affiliate-bonuses-count")));
    }
}
