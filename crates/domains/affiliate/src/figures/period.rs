//! From which day to which, in whose days. Pure.

use std::num::TryFromIntError;

use jiff::{
    Timestamp, ToSpan as _,
    civil::Date,
    tz::{Offset, TimeZone},
};
use kernel::FieldError;
use serde::{Deserialize, Serialize};

use crate::AffiliateError;

/// The longest period.
const DAYS_MAX: i64 = 366;
/// How long a period is when nobody says it.
const DAYS: i64 = 30;
/// An hour, in seconds.
const HOUR: i64 = 3600;

/// A period as somebody asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PeriodForm {
    /// The first day, as 2026-11-22; thirty days until the last one, if it is empty.
    pub from: String,
    /// The last day; today, if it is empty.
    pub to: String,
    /// The IANA name of a time zone, whose days they are; UTC, if it is empty.
    pub zone: String,
}

/// Whole days of a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigurePeriod {
    from: Date,
    to: Date,
    zone: TimeZone,
}

impl FigurePeriod {
    /// Reads what somebody asks for, with every field that is wrong.
    pub fn read(form: &PeriodForm, now: Timestamp) -> Result<Self, AffiliateError> {
        let mut wrong = Vec::new();
        let zone = zone(&form.zone).unwrap_or_else(|| {
            wrong.push(FieldError::new("zone", "affiliate-figures-zone"));
            TimeZone::UTC
        });
        let mut day = |field: &'static str, text: &str, otherwise: Date| match text.trim() {
            "" => otherwise,
            text => text.parse().ok().filter(is_believable).unwrap_or_else(|| {
                wrong.push(FieldError::new(field, "affiliate-figures-date"));
                otherwise
            }),
        };
        let to = day("to", &form.to, zone.to_datetime(now).date());
        let from = day("from", &form.from, to.saturating_sub((DAYS - 1).days()));
        let period = Self { from, to, zone };
        if wrong.is_empty() {
            wrong.extend(period.wrong());
        }
        if wrong.is_empty() { Ok(period) } else { Err(AffiliateError::Invalid(wrong)) }
    }

    fn wrong(&self) -> Option<FieldError> {
        if self.to < self.from {
            Some(FieldError::new("to", "affiliate-figures-order"))
        } else if self.days() > DAYS_MAX {
            Some(FieldError::new("to", "affiliate-figures-length").with("max", DAYS_MAX))
        } else if !self.has_whole_hours() {
            Some(FieldError::new("zone", "affiliate-figures-zone-offset"))
        } else {
            None
        }
    }

    /// Whether its days, and those before it that it is compared with, begin with an hour of UTC.
    fn has_whole_hours(&self) -> bool {
        let days = self.previous().starts().into_iter().chain(self.starts());
        days.map(Timestamp::as_second).all(|second| second.rem_euclid(HOUR) == 0)
    }

    /// The first day.
    pub const fn from(&self) -> Date {
        self.from
    }

    /// The last day.
    pub const fn to(&self) -> Date {
        self.to
    }

    /// How many days.
    pub fn days(&self) -> i64 {
        i64::from(self.to.since(self.from).map_or(0, |span| span.get_days())) + 1
    }

    /// The time zone whose days they are.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// As many days, just before.
    #[must_use]
    pub fn previous(&self) -> Self {
        let days = self.days();
        let shift = |day: Date| day.saturating_sub(days.days());
        Self { from: shift(self.from), to: shift(self.to), zone: self.zone.clone() }
    }

    /// Every day, in its order.
    pub(super) fn each(&self) -> impl Iterator<Item = Date> + '_ {
        self.from.series(1.day()).take_while(|day| *day <= self.to)
    }

    /// When each of its days begins, and when the last one is over.
    pub(super) fn starts(&self) -> Vec<Timestamp> {
        let over = self.to.saturating_add(1.day());
        self.each().chain([over]).map(|day| self.start_of(day)).collect()
    }

    /// When it begins, and when it is over.
    pub fn bounds(&self) -> (Timestamp, Timestamp) {
        (self.start_of(self.from), self.start_of(self.to.saturating_add(1.day())))
    }

    /// The first instant of a day: where clocks jump over midnight, what comes after the gap.
    fn start_of(&self, day: Date) -> Timestamp {
        let start = self.zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible();
        start.map_or(Timestamp::MIN, |start| start.timestamp())
    }
}

/// The start of the day of UTC of an instant.
pub(super) fn day_of(at: Timestamp) -> Timestamp {
    let start = Offset::UTC.to_datetime(at).date().at(0, 0, 0, 0);
    Offset::UTC.to_timestamp(start).unwrap_or(at)
}

/// The first start of a day of UTC that is not before an instant.
pub(super) fn day_after(at: Timestamp) -> Timestamp {
    let start = day_of(at);
    if start == at { start } else { start.saturating_add(24.hours()).unwrap_or(at) }
}

fn zone(name: &str) -> Option<TimeZone> {
    match name.trim() {
        "" => Some(TimeZone::UTC),
        name => TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()),
    }
}

/// A day that figures can be of.
fn is_believable(day: &Date) -> bool {
    (2000..=2200).contains(&day.year())
}

/// How many hundredths of a percent a part is of a whole, half away from zero; none of nothing, and none that no number holds.
pub(super) fn basis_points(part: i64, whole: i64) -> Option<i64> {
    rounded(i128::from(part) * 10_000, i128::from(whole)).ok()?
}

/// A quotient, half away from zero; none by nothing or less.
pub(super) fn rounded(part: i128, whole: i128) -> Result<Option<i64>, TryFromIntError> {
    if whole <= 0 {
        return Ok(None);
    }
    let half = (2 * part.abs() + whole) / (2 * whole);
    Ok(Some(i64::try_from(half * part.signum())?))
}

/// A period as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodView {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Whose days.
    pub zone: String,
}

impl From<&FigurePeriod> for PeriodView {
    fn from(period: &FigurePeriod) -> Self {
        Self { from: period.from, to: period.to, zone: period.zone_name().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: &str, to: &str, zone: &str) -> Result<FigurePeriod, Vec<(String, &'static str)>> {
        let form = PeriodForm { from: from.into(), to: to.into(), zone: zone.into() };
        FigurePeriod::read(&form, "2026-11-22T23:30:00Z".parse().unwrap()).map_err(|error| {
            let AffiliateError::Invalid(fields) = error else { return Vec::new() };
            fields.into_iter().map(|field| (field.field.into_owned(), field.code)).collect()
        })
    }

    #[test]
    fn what_is_not_said_is_the_last_thirty_days_of_the_zone() {
        let utc = read("", "", "").unwrap();
        assert_eq!((utc.from().to_string(), utc.to().to_string(), utc.days()), ("2026-10-24".into(), "2026-11-22".into(), 30));
        // In Paris the next day has begun.
        assert_eq!(read("", "", "Europe/Paris").unwrap().to().to_string(), "2026-11-23");
        let before = utc.previous();
        assert_eq!((before.from().to_string(), before.to().to_string()), ("2026-09-24".into(), "2026-10-23".into()));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let refused = |from, to, zone| read(from, to, zone).unwrap_err();
        assert_eq!(refused("hier", "", ""), [("from".into(), "affiliate-figures-date")]);
        assert_eq!(
            refused("2026-02-30", "-1", "Mars/Olympus"),
            [
                ("zone".into(), "affiliate-figures-zone"),
                ("to".into(), "affiliate-figures-date"),
                ("from".into(), "affiliate-figures-date")
            ]
        );
        assert_eq!(refused("2026-11-02", "2026-11-01", ""), [("to".into(), "affiliate-figures-order")]);
        assert_eq!(refused("2025-11-01", "2026-11-02", ""), [("to".into(), "affiliate-figures-length")]);
        assert_eq!(refused("", "", "Asia/Kolkata"), [("zone".into(), "affiliate-figures-zone-offset")]);
        assert_eq!(refused("", "9999-12-31", ""), [("to".into(), "affiliate-figures-date")]);
        assert_eq!(read("2025-11-01", "2026-11-01", "").unwrap().days(), 366);
    }

    #[test]
    fn a_day_on_which_clocks_change_has_23_or_25_hours() {
        for (day, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-22", 24)] {
            let (since, until) = read(day, day, "Europe/Paris").unwrap().bounds();
            assert_eq!(until.duration_since(since).as_hours(), hours, "{day}");
        }
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero_and_none_without_a_whole() {
        for (part, whole, quotient) in
            [(1, 2, Some(1)), (-1, 2, Some(-1)), (1, 3, Some(0)), (5, 3, Some(2)), (7, 0, None), (7, -1, None), (0, 9, Some(0))]
        {
            assert_eq!(rounded(part, whole).unwrap(), quotient, "{part}/{whole}");
        }
        assert_eq!(basis_points(1, 3), Some(3333));
        assert_eq!(basis_points(i64::MAX, 1), None);
    }
}
