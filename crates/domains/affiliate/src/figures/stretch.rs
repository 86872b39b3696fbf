//! A period as sums of weeks, days and hours of UTC. Pure.

use jiff::{SignedDuration, Timestamp};

use super::{
    FigurePeriod,
    period::{day_after, day_of},
};

const HALF: SignedDuration = SignedDuration::from_hours(12);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The first Monday of the time of computers, from which weeks are counted.
const MONDAY: SignedDuration = SignedDuration::from_hours(4 * 24);

/// What a sum is of, by the clock of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Hour,
    Day,
    /// From Monday: kept of what is told apart by nothing but whose it is.
    Week,
}

impl Unit {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

/// Sums to be read, from an instant until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) unit: Unit,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
    /// 1, or -1 if they are taken away from the others: hours of a day at an end that lie outside of the period.
    pub(super) sign: i32,
}

impl FigurePeriod {
    /// It as the days of UTC that lie in it for their greater part, with the hours at its ends that these lack or have too many: few sums, and at
    /// either end never more than half a day of hours, which some are added up of from the rows. A day half of which is another's has hours only.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let (since, until) = self.bounds();
        let first = if since.duration_since(day_of(since)) < HALF { day_of(since) } else { day_after(since) };
        let last = if until.duration_since(day_of(until)) > HALF { day_after(until) } else { day_of(until) };
        if first >= last {
            return stretch(Unit::Hour, since, until).into_iter().collect();
        }
        let hours = |from: Timestamp, to: Timestamp| {
            let taken = stretch(Unit::Hour, to, from).map(|taken| Stretch { sign: -1, ..taken });
            stretch(Unit::Hour, from, to).or(taken)
        };
        [hours(since, first), stretch(Unit::Day, first, last), hours(last, until)].into_iter().flatten().collect()
    }

    /// The same with whole weeks in place of their days.
    pub(super) fn weekly(&self) -> Vec<Stretch> {
        self.stretches().into_iter().flat_map(in_weeks).collect()
    }
}

/// From one instant to another, if it is later.
fn stretch(unit: Unit, since: Timestamp, until: Timestamp) -> Option<Stretch> {
    (since < until).then_some(Stretch { unit, since, until, sign: 1 })
}

fn in_weeks(whole: Stretch) -> Vec<Stretch> {
    let (first, last) = (monday(whole.since + (WEEK - SignedDuration::from_secs(1))), monday(whole.until));
    if whole.unit != Unit::Day || first >= last {
        return vec![whole];
    }
    let (before, after) = (stretch(Unit::Day, whole.since, first), stretch(Unit::Day, last, whole.until));
    [before, stretch(Unit::Week, first, last), after].into_iter().flatten().collect()
}

/// The last Monday that is not after an instant.
fn monday(at: Timestamp) -> Timestamp {
    let seconds = (at.as_second() - MONDAY.as_secs()).rem_euclid(WEEK.as_secs());
    at - SignedDuration::new(seconds, at.subsec_nanosecond())
}

#[cfg(test)]
mod tests {
    use super::{super::PeriodForm, *};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn period(from: &str, to: &str, zone: &str) -> FigurePeriod {
        let form = PeriodForm { from: from.into(), to: to.into(), zone: zone.into() };
        FigurePeriod::read(&form, "2026-11-22T12:00:00Z".parse().unwrap()).unwrap()
    }

    /// How often an hour is in the sums.
    fn times(stretches: &[Stretch], hour: Timestamp) -> i32 {
        let within = |part: &&Stretch| {
            let at = match part.unit {
                Unit::Hour => hour,
                Unit::Day => day_of(hour),
                Unit::Week => monday(hour),
            };
            (part.since..part.until).contains(&at)
        };
        stretches.iter().filter(within).map(|part| part.sign).sum()
    }

    #[test]
    fn every_hour_of_a_period_is_in_its_sums_once_and_no_other_is() {
        for zone in [
            "UTC",
            "Africa/Casablanca",
            "Europe/Paris",
            "America/New_York",
            "Pacific/Kiritimati",
            "Pacific/Apia",
            "Etc/GMT+12",
            "Etc/GMT-12",
        ] {
            for (from, to) in [
                ("2026-11-01", "2026-11-30"),
                ("2026-03-28", "2026-03-30"),
                ("2026-10-25", "2026-10-25"),
                ("2026-11-05", "2026-11-05"),
                ("2026-11-05", "2026-11-06"),
                ("2011-12-29", "2012-01-03"),
                ("2011-12-30", "2011-12-30"),
            ] {
                let period = period(from, to, zone);
                let (stretches, weekly, (since, until)) = (period.stretches(), period.weekly(), period.bounds());
                let mut hour = since - HOUR * 200;
                while hour < until + HOUR * 200 {
                    let expected = i32::from(since <= hour && hour < until);
                    assert_eq!((times(&stretches, hour), times(&weekly, hour)), (expected, expected), "{hour} of {period:?}");
                    hour += HOUR;
                }
            }
        }
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let weekly = period("2026-08-25", "2026-11-22", "Africa/Algiers").weekly();
        let told: Vec<_> = weekly.iter().map(|part| format!("{} {} {}", part.sign, part.unit.as_str(), part.since)).collect();
        assert_eq!(
            told,
            [
                "1 hour 2026-08-24T23:00:00Z",
                "1 day 2026-08-25T00:00:00Z",
                "1 week 2026-08-31T00:00:00Z",
                "-1 hour 2026-11-22T23:00:00Z",
            ]
        );
        let month = period("2026-11-01", "2026-11-05", "UTC").weekly();
        assert_eq!(month.iter().map(|part| part.unit).collect::<Vec<_>>(), [Unit::Day], "no week is whole");
    }

    #[test]
    fn hours_are_few_where_days_begin_near_those_of_utc() {
        let hours = |zone| {
            let stretches = period("2026-08-25", "2026-11-22", zone).stretches();
            stretches
                .iter()
                .filter(|part| part.unit == Unit::Hour)
                .map(|part| part.until.duration_since(part.since).as_hours())
                .sum::<i64>()
        };
        assert_eq!(hours("Africa/Abidjan"), 0);
        // One before, and one too many.
        assert_eq!(hours("Africa/Algiers"), 2);
        assert_eq!(hours("America/Los_Angeles"), 7 + 8);
    }
}
