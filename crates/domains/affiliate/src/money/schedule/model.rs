//! When a partner is paid without asking. Pure.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

/// How often a partner is paid without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutEvery {
    /// Only when they ask.
    Never,
    /// On Mondays.
    Week,
    /// On the first of each month.
    Month,
}

impl PayoutEvery {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Never, Self::Week, Self::Month];

    /// The word of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The choice of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|every| every.as_str() == word)
    }

    /// The first day of the week or month in which a day (UTC) lies.
    pub(super) fn first_day(self, day: Date) -> Option<Date> {
        match self {
            Self::Never => None,
            Self::Week => Some(day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())),
            Self::Month => Some(day.first_of_month()),
        }
    }

    /// The first day of the one after.
    pub(super) fn next_day(self, day: Date) -> Option<Date> {
        let first = self.first_day(day)?;
        match self {
            Self::Never => None,
            Self::Week => Some(first.saturating_add(7.days())),
            Self::Month => Some(first.saturating_add(1.month())),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_begin_on_mondays_and_months_on_their_first_day() {
        // 22 November 2026 is a Sunday.
        for (every, day, first, next) in [
            (PayoutEvery::Week, date(2026, 11, 22), Some(date(2026, 11, 16)), Some(date(2026, 11, 23))),
            (PayoutEvery::Week, date(2026, 11, 23), Some(date(2026, 11, 23)), Some(date(2026, 11, 30))),
            (PayoutEvery::Week, date(2027, 1, 1), Some(date(2026, 12, 28)), Some(date(2027, 1, 4))),
            (PayoutEvery::Month, date(2026, 12, 31), Some(date(2026, 12, 1)), Some(date(2027, 1, 1))),
            (PayoutEvery::Month, date(2027, 1, 1), Some(date(2027, 1, 1)), Some(date(2027, 2, 1))),
            (PayoutEvery::Never, date(2027, 1, 1), None, None),
        ] {
            assert_eq!((every.first_day(day), every.next_day(day)), (first, next), "{every:?} {day}");
        }
    }
}
