//! Days of a time zone out of sums of days and hours of UTC. Pure.
//!
//! A day of UTC lies for its greater part in one day of the zone, and is counted there as a whole; its hours that are another day's are taken
//! from there and added here. A zone an hour off reads three sums a day, where its hours would be twenty-four.

use jiff::{SignedDuration, Timestamp};

use super::{
    FigurePeriod,
    period::{day_after, day_of},
};

const HALF: SignedDuration = SignedDuration::from_hours(12);
const WHOLE: SignedDuration = SignedDuration::from_hours(24);

/// Sums of hours, or of days of UTC, that belong to days of a period, which are counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) is_day: bool,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
    /// Whose they are; of days of UTC, that in which the middle of each lies.
    pub(super) day: Option<i32>,
    /// In which they are counted with the rest of their day of UTC, and are to be taken from.
    pub(super) less: Option<i32>,
}

impl FigurePeriod {
    /// What its days are made of.
    pub(super) fn parts(&self) -> Vec<Part> {
        let (starts, (since, until)) = (self.starts(), self.bounds());
        let (first, last) = (day_after(since), day_of(until));
        if first >= last {
            return hours(&starts, since, until, None);
        }
        let mut parts = vec![Part { is_day: true, since: first, until: last, day: None, less: None }];
        parts.extend(hours(&starts, since, first, None));
        let mut day = first;
        while day < last {
            parts.extend(hours(&starts, day, day + WHOLE, Some(place(&starts, day + HALF))));
            day += WHOLE;
        }
        parts.extend(hours(&starts, last, until, None));
        parts
    }
}

/// The day of an instant, counted from one, as `width_bucket` of PostgreSQL does.
fn place(starts: &[Timestamp], at: Timestamp) -> i32 {
    i32::try_from(starts.partition_point(|start| *start <= at)).unwrap_or(i32::MAX)
}

/// The hours of a stretch by the days they are of, but for those of the day that has them already.
fn hours(starts: &[Timestamp], since: Timestamp, until: Timestamp, less: Option<i32>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = since;
    while from < until {
        let day = place(starts, from);
        let next = starts.iter().copied().find(|start| *start > from).unwrap_or(until).min(until);
        if less != Some(day) {
            parts.push(Part { is_day: false, since: from, until: next, day: Some(day), less });
        }
        from = next;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{super::PeriodForm, *};

    fn period(from: &str, to: &str, zone: &str) -> FigurePeriod {
        let form = PeriodForm { from: from.into(), to: to.into(), zone: zone.into() };
        FigurePeriod::read(&form, "2026-11-22T12:00:00Z".parse().unwrap()).unwrap()
    }

    /// To which day each hour comes, added up as PostgreSQL does: every hour must come to its own, once, and to no other.
    fn add_up(period: &FigurePeriod) {
        let starts = period.starts();
        let (since, until) = period.bounds();
        let mut hour = since - WHOLE;
        while hour < until + WHOLE {
            let mut sums = vec![0; starts.len() + 1];
            for part in period.parts() {
                let at = if part.is_day { day_of(hour) } else { hour };
                if part.since <= at && at < part.until {
                    let day = part.day.unwrap_or_else(|| place(&starts, at + HALF));
                    sums[usize::try_from(day).unwrap()] += 1;
                    if let Some(less) = part.less {
                        sums[usize::try_from(less).unwrap()] -= 1;
                    }
                }
            }
            let own = usize::try_from(place(&starts, hour)).unwrap();
            let inside = since <= hour && hour < until;
            for (day, sum) in sums.into_iter().enumerate() {
                assert_eq!(sum, i32::from(inside && day == own), "{hour} on day {day} of {period:?}");
            }
            hour += SignedDuration::from_hours(1);
        }
    }

    #[test]
    fn every_hour_comes_to_its_day_once_in_every_zone() {
        for zone in
            ["UTC", "Africa/Casablanca", "Europe/Paris", "America/New_York", "Pacific/Kiritimati", "Pacific/Apia", "Etc/GMT+12"]
        {
            for (from, to) in [
                ("2026-11-01", "2026-11-30"),
                ("2026-03-28", "2026-03-30"),
                ("2026-10-24", "2026-10-25"),
                ("2026-11-05", "2026-11-05"),
            ] {
                add_up(&period(from, to, zone));
            }
        }
        // A day that never was: the clocks of Apia went from the 29th to the 31st.
        add_up(&period("2011-12-27", "2012-01-03", "Pacific/Apia"));
    }

    #[test]
    fn few_sums_are_read_where_days_begin_near_those_of_utc() {
        let hours = |zone| {
            let parts = period("2026-08-25", "2026-11-22", zone).parts();
            parts.iter().filter(|part| !part.is_day).map(|part| part.until.duration_since(part.since).as_hours()).sum::<i64>()
        };
        assert_eq!(hours("Africa/Abidjan"), 0);
        // One each day, and the edges, which have no day of UTC: 1 before, 23 after.
        assert_eq!(hours("Africa/Algiers"), 89 + 1 + 23);
    }
}
