//! When a digest leaves, and what stands in it. Pure.

use jiff::{Timestamp, civil::Weekday, tz::TimeZone};
use kernel::Locale;
use serde::{Deserialize, Serialize};

use crate::{Topic, notice::TEXTS};

/// The hour at which digests leave, in universal time: morning from Lomé to Paris. Accounts know no time zone of their own.
const HOUR: i8 = 7;
const WEEKDAY: Weekday = Weekday::Monday;

/// Between these hours a digest that is late may still leave today.
const DECENT: std::ops::Range<i8> = HOUR..20;

/// The lines of one topic; the others are counted.
pub(super) const LINES_MAX: i64 = 10;

/// How often a person wants letters about a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// A letter each time.
    AtOnce,
    /// One letter a day, in the morning.
    Daily,
    /// One letter a week, on Monday morning.
    Weekly,
}

impl Cadence {
    /// Every cadence, the most frequent first.
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Daily, Self::Weekly];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The cadence of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cadence| cadence.as_str() == word)
    }

    /// As long as nobody said otherwise: news of what one backs can wait for the morning; what somebody waits to be answered cannot.
    pub const fn by_default(topic: Topic) -> Self {
        match topic {
            Topic::BackedProjects => Self::Daily,
            Topic::Contributions
            | Topic::OwnProjects
            | Topic::Discussions
            | Topic::Partnerships
            | Topic::Sales
            | Topic::Messages
            | Topic::Integrations
            | Topic::Account => Self::AtOnce,
        }
    }

    /// When what happened now leaves.
    pub(super) fn due_at(self, now: Timestamp) -> Timestamp {
        let here = now.to_zoned(TimeZone::UTC);
        let mut day = here.date();
        if self == Self::AtOnce {
            return now;
        }
        if here.hour() >= HOUR {
            day = day.saturating_add(jiff::Span::new().days(1));
        }
        while self == Self::Weekly && day.weekday() != WEEKDAY {
            day = day.saturating_add(jiff::Span::new().days(1));
        }
        day.at(HOUR, 0, 0, 0).to_zoned(TimeZone::UTC).map_or(now, |morning| morning.timestamp())
    }
}

/// Whether a letter that nobody waits for may arrive now.
pub(super) fn is_decent(now: Timestamp) -> bool {
    DECENT.contains(&now.to_zoned(TimeZone::UTC).hour())
}

/// What a topic is called in a letter.
pub(super) fn title(topic: Topic, locale: Locale) -> String {
    TEXTS.get(locale, &format!("notice-topic-{}", topic.as_str().replace('_', "-")), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_leaves_on_the_next_morning_or_the_next_monday() {
        for (cadence, now, due) in [
            (Cadence::AtOnce, "2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z"),
            (Cadence::Daily, "2026-11-25T12:00:00Z", "2026-11-26T07:00:00Z"),
            (Cadence::Daily, "2026-11-25T06:59:59Z", "2026-11-25T07:00:00Z"),
            (Cadence::Daily, "2026-11-25T07:00:00Z", "2026-11-26T07:00:00Z"),
            (Cadence::Daily, "2026-12-31T23:00:00Z", "2027-01-01T07:00:00Z"),
            (Cadence::Weekly, "2026-11-25T12:00:00Z", "2026-11-30T07:00:00Z"),
            (Cadence::Weekly, "2026-11-30T06:00:00Z", "2026-11-30T07:00:00Z"),
            (Cadence::Weekly, "2026-11-30T07:00:00Z", "2026-12-07T07:00:00Z"),
        ] {
            let (now, due): (Timestamp, Timestamp) = (now.parse().unwrap(), due.parse().unwrap());
            assert_eq!(cadence.due_at(now), due, "{cadence:?} {now}");
        }
        for cadence in Cadence::ALL {
            assert_eq!(Cadence::parse(cadence.as_str()), Some(cadence));
        }
        assert_eq!(Cadence::parse("hourly"), None);
    }

    #[test]
    fn nobody_is_written_to_at_night() {
        for (hour, decent) in [("03", false), ("06", false), ("07", true), ("19", true), ("20", false), ("23", false)] {
            assert_eq!(is_decent(format!("2026-11-25T{hour}:30:00Z").parse().unwrap()), decent, "{hour}");
        }
    }

    #[test]
    fn every_topic_has_a_title_in_both_languages() {
        for topic in Topic::ALL {
            for locale in Locale::ALL {
                assert!(!title(topic, locale).starts_with("notice-"), "{topic:?}");
            }
        }
    }
}
