//! The figures of a project in words: raised of goal, backers.

use kernel::Money;
use maud::{Markup, html};
use web_kit::{Translator, Visit, format, ui};

/// How much of the goal is there, in whole percent, rounded down: a goal is not reached before it is.
pub(crate) fn percent(raised: Money, goal: Money) -> i64 {
    let whole = i128::from(raised.amount_minor.max(0)) * 100 / i128::from(goal.amount_minor.max(1));
    i64::try_from(whole).unwrap_or(i64::MAX)
}

/// Raised of goal, in gold.
pub(crate) fn bar(visit: &Visit, raised: Money, goal: Money) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let label = t.with(
        "project-raised-of",
        &[("raised", format::money(locale, raised).into()), ("goal", format::money(locale, goal).into())],
    );
    let value = |money: Money| u64::try_from(money.amount_minor).unwrap_or(0);
    let (goal_value, text) = (value(goal).max(1), format::percent(locale, percent(raised, goal)));
    html! { (ui::Progress::new(label, value(raised).min(goal_value), goal_value).text(text).gold()) }
}

/// "12 contributions".
pub(crate) fn backers(t: Translator, backers: i64) -> String {
    t.with("project-backers", &[("n", backers.into())])
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn a_goal_is_not_reached_before_it_is() {
        let francs = |amount| Money::new(amount, Currency::Xof);
        for (raised, goal, expected) in
            [(0, 100, 0), (999, 1000, 99), (1000, 1000, 100), (2500, 1000, 250), (-5, 10, 0), (i64::MAX, 1, i64::MAX)]
        {
            assert_eq!(percent(francs(raised), francs(goal)), expected, "{raised} of {goal}");
        }
        assert_eq!(percent(francs(5), francs(0)), 500, "a goal of nothing divides nothing");
    }
}
