//! The figures of a project in words: raised of goal, backers, how long is left.

use jiff::{SignedDuration, Timestamp};
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

/// The same bar where the sums stand beside it.
pub(crate) fn meter(visit: &Visit, raised: Money, goal: Money) -> Markup {
    let value = |money: Money| u64::try_from(money.amount_minor).unwrap_or(0);
    let (goal_value, text) = (value(goal).max(1), format::percent(visit.locale, percent(raised, goal)));
    html! { (ui::Progress::new(visit.t.get("project-meter"), value(raised).min(goal_value), goal_value).text(text).gold()) }
}

/// "12 contributions".
pub(crate) fn backers(t: Translator, backers: i64) -> String {
    t.with("project-backers", &[("n", backers.into())])
}

/// How long people can still pledge: whole days, then whole hours, then minutes. None once it is over.
pub(crate) fn left(t: Translator, now: Timestamp, deadline_at: Timestamp) -> Option<String> {
    let left = deadline_at.duration_since(now);
    if left <= SignedDuration::ZERO {
        return None;
    }
    let (key, count) = match (left.as_hours(), left.as_mins()) {
        (hours @ 48.., _) => ("project-left-days", hours / 24),
        (hours @ 1.., _) => ("project-left-hours", hours),
        (_, minutes) => ("project-left-minutes", minutes.max(1)),
    };
    Some(t.with(key, &[("n", count.into())]))
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Locale};

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

    #[test]
    fn what_is_left_is_never_rounded_up() {
        let t = Translator::new(Locale::Fr);
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        for (seconds, expected) in [
            (0, None),
            (-60, None),
            (30, Some("Plus qu’1 minute")),
            (3_599, Some("Encore 59 minutes")),
            (3_600, Some("Plus qu’1 heure")),
            (47 * 3_600 + 3_599, Some("Encore 47 heures")),
            (48 * 3_600, Some("Encore 2 jours")),
            (72 * 3_600 - 1, Some("Encore 2 jours")),
        ] {
            assert_eq!(left(t, now, now + SignedDuration::from_secs(seconds)).as_deref(), expected, "{seconds}");
        }
    }
}
