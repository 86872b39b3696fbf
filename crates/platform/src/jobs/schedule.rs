//! Cron expressions of five fields, in UTC: minute, hour, day of month, month, day of week (0 or 7 is Sunday).
//!
//! Each field is `*`, a number, a range `a-b`, a step `*/n` or `a-b/n`, or a list of these. As in POSIX crontab, a day
//! matches when either day field does, if both are restricted.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

const MINUTES_OF_DAY: i16 = 24 * 60;

/// How far a tick is looked for: a 29 February can be eight years away.
const LONGEST_LOOK_DAYS: u32 = 8 * 366;

/// When a job is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schedule {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    either_day: bool,
}

impl Schedule {
    /// Reads an expression; none when it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields[..] else { return None };
        let weekday_set = field(weekdays, 0, 7)?;
        Some(Self {
            minutes: field(minutes, 0, 59)?,
            hours: field(hours, 0, 23)?,
            days: field(days, 1, 31)?,
            months: field(months, 1, 12)?,
            weekdays: if weekday_set & (1 << 7) == 0 { weekday_set } else { weekday_set | 1 },
            either_day: !days.starts_with('*') && !weekdays.starts_with('*'),
        })
    }

    /// The latest tick at or before this instant.
    pub(crate) fn latest(&self, now: Timestamp) -> Option<Timestamp> {
        let now = now.to_zoned(TimeZone::UTC).datetime();
        let mut day = now.date();
        let mut last_minute = i16::from(now.hour()) * 60 + i16::from(now.minute());
        for _ in 0..LONGEST_LOOK_DAYS {
            if self.matches_day(day)
                && let Some(minute) = (0..=last_minute).rev().find(|minute| self.matches_minute(*minute))
            {
                return at(day, minute);
            }
            day = day.checked_sub(1.day()).ok()?;
            last_minute = MINUTES_OF_DAY - 1;
        }
        None
    }

    /// The first tick after this instant.
    pub(crate) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let now = now.to_zoned(TimeZone::UTC).datetime();
        let mut day = now.date();
        let mut first_minute = i16::from(now.hour()) * 60 + i16::from(now.minute()) + 1;
        for _ in 0..LONGEST_LOOK_DAYS {
            if self.matches_day(day)
                && let Some(minute) = (first_minute..MINUTES_OF_DAY).find(|minute| self.matches_minute(*minute))
            {
                return at(day, minute);
            }
            day = day.checked_add(1.day()).ok()?;
            first_minute = 0;
        }
        None
    }

    fn matches_day(&self, day: Date) -> bool {
        let in_days = has(self.days, day.day());
        let in_weekdays = has(self.weekdays, day.weekday().to_sunday_zero_offset());
        let matches = if self.either_day { in_days || in_weekdays } else { in_days && in_weekdays };
        matches && has(self.months, day.month())
    }

    fn matches_minute(&self, minute_of_day: i16) -> bool {
        self.hours & (1 << (minute_of_day / 60)) != 0 && self.minutes & (1 << (minute_of_day % 60)) != 0
    }
}

fn at(day: Date, minute_of_day: i16) -> Option<Timestamp> {
    let (hour, minute) = (i8::try_from(minute_of_day / 60).ok()?, i8::try_from(minute_of_day % 60).ok()?);
    day.at(hour, minute, 0, 0).to_zoned(TimeZone::UTC).ok().map(|tick| tick.timestamp())
}

fn has(set: u64, value: i8) -> bool {
    set & (1 << value) != 0
}

fn field(text: &str, min: u32, max: u32) -> Option<u64> {
    text.split(',').try_fold(0, |set, part| Some(set | values(part, min, max)?))
}

fn values(part: &str, min: u32, max: u32) -> Option<u64> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, step.parse().ok().filter(|step| *step > 0)?),
        None => (part, 1),
    };
    let (first, last) = match range.split_once('-') {
        _ if range == "*" => (min, max),
        Some((first, last)) => (first.parse().ok()?, last.parse().ok()?),
        None => {
            let only = range.parse().ok()?;
            (only, if part.contains('/') { max } else { only })
        }
    };
    (min <= first && first <= last && last <= max).then(|| (first..=last).step_by(step).fold(0, |set, value| set | (1 << value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(schedule: &str, now: &str) -> String {
        Schedule::parse(schedule).unwrap().latest(now.parse().unwrap()).unwrap().to_string()
    }

    #[test]
    fn the_latest_tick_is_at_or_before_now() {
        let table = [
            ("* * * * *", "2026-03-01T10:07:31Z", "2026-03-01T10:07:00Z"),
            ("*/15 * * * *", "2026-03-01T10:07:31Z", "2026-03-01T10:00:00Z"),
            ("30 3 * * *", "2026-03-01T03:30:00Z", "2026-03-01T03:30:00Z"),
            ("30 3 * * *", "2026-03-01T03:29:59Z", "2026-02-28T03:30:00Z"),
            ("0 0 1 * *", "2026-03-31T12:00:00Z", "2026-03-01T00:00:00Z"),
            ("0 9 * * 1-5", "2026-11-22T12:00:00Z", "2026-11-20T09:00:00Z"),
            ("0 9 * * 7", "2026-11-22T12:00:00Z", "2026-11-22T09:00:00Z"),
            ("0 0 29 2 *", "2026-03-01T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("5,35 8-10/2 * * *", "2026-03-01T09:59:00Z", "2026-03-01T08:35:00Z"),
            ("0 0 13 * 5", "2026-11-21T00:00:00Z", "2026-11-20T00:00:00Z"),
        ];
        for (schedule, now, tick) in table {
            assert_eq!(latest(schedule, now), tick, "{schedule} at {now}");
        }
    }

    #[test]
    fn the_next_tick_is_after_now() {
        let table = [
            ("* * * * *", "2026-03-01T10:07:31Z", "2026-03-01T10:08:00Z"),
            ("*/15 * * * *", "2026-03-01T23:50:31Z", "2026-03-02T00:00:00Z"),
            ("30 3 * * *", "2026-03-01T03:30:00Z", "2026-03-02T03:30:00Z"),
            ("30 3 * * *", "2026-03-01T03:29:59Z", "2026-03-01T03:30:00Z"),
            ("0 0 1 * *", "2026-12-31T12:00:00Z", "2027-01-01T00:00:00Z"),
            ("0 9 * * 1-5", "2026-11-21T12:00:00Z", "2026-11-23T09:00:00Z"),
            ("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ];
        for (schedule, now, tick) in table {
            let next = Schedule::parse(schedule).unwrap().next(now.parse().unwrap()).unwrap().to_string();
            assert_eq!(next, tick, "{schedule} at {now}");
        }
    }

    #[test]
    fn what_is_not_an_expression_is_refused() {
        for text in
            ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "5-1 * * * *", "*/0 * * * *", "a * * * *"]
        {
            assert_eq!(Schedule::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_that_never_comes_has_no_tick() {
        assert_eq!(Schedule::parse("0 0 31 2 *").unwrap().latest("2026-03-01T00:00:00Z".parse().unwrap()), None);
        assert_eq!(Schedule::parse("0 0 31 2 *").unwrap().next("2026-03-01T00:00:00Z".parse().unwrap()), None);
    }
}
