//! What an attempt means: for its delivery, and for its endpoint. Pure.

use std::time::Duration;

use contracts::webhooks::DisabledBy;
use jiff::{SignedDuration, Timestamp};
use kernel::Rng;
use serde::{Deserialize, Serialize};

/// How long after a failed attempt the next one follows: the table of the Standard Webhooks specification. After the last one the
/// delivery is given up.
pub const RETRY_PAUSES: [SignedDuration; 9] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(14),
    SignedDuration::from_hours(20),
    SignedDuration::from_hours(24),
];

/// A receiver that asks for more time is given no more than this.
const LONGEST_WISH: SignedDuration = SignedDuration::from_hours(24);
/// At so many failed deliveries in a row an owner is warned.
const WARNED_AT: [u32; 3] = [5, 10, 15];
/// An attempt that took longer is slow.
const SLOW: Duration = Duration::from_secs(3);
/// The longest beginning of an answer that is kept.
pub(crate) const ANSWER_BYTES_MAX: usize = 1024;

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The name leads into our own network, or to no public address.
    PrivateAddress,
    /// It took too long.
    Timeout,
    /// No connection, a certificate that is not good, or a connection that broke.
    NoAnswer,
    /// The request could not be made: our own mistake, it is in the log.
    NotSent,
}

impl Failure {
    /// Every failure.
    pub const ALL: [Self; 4] = [Self::PrivateAddress, Self::Timeout, Self::NoAnswer, Self::NotSent];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PrivateAddress => "private_address",
            Self::Timeout => "timeout",
            Self::NoAnswer => "no_answer",
            Self::NotSent => "not_sent",
        }
    }

    /// The failure of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == word)
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There was an answer, which may ask for time.
    Answered { status: u16, retry_after: Option<SignedDuration> },
    /// There was none.
    Failed(Failure),
}

impl Outcome {
    pub(crate) const fn is_success(self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, .. })
    }

    const fn is_gone(self) -> bool {
        matches!(self, Self::Answered { status: 410, .. })
    }

    /// Whether the endpoint is sent to, for now, where it can hold up nobody who answers.
    pub(crate) fn is_trouble(self, took: Duration) -> bool {
        !self.is_success() || took > SLOW
    }
}

/// What follows for the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Delivered,
    Retry(Timestamp),
    GivenUp,
}

/// What follows an attempt, the `attempt`th since the delivery was queued: the pause of the table and up to a tenth more, so that what
/// failed together does not come back together; never before the receiver wants it.
pub(crate) fn next(outcome: Outcome, attempt: i16, now: Timestamp, rng: &dyn Rng) -> Next {
    if outcome.is_success() {
        return Next::Delivered;
    }
    let pause = usize::try_from(attempt.max(1) - 1).ok().and_then(|at| RETRY_PAUSES.get(at));
    let Some(pause) = pause.filter(|_| !outcome.is_gone()) else { return Next::GivenUp };
    let spread_ms = u32::try_from(pause.as_millis() / 10).unwrap_or(u32::MAX);
    let pause = *pause + SignedDuration::from_millis(rng.below(spread_ms).into());
    let wish = match outcome {
        Outcome::Answered { retry_after: Some(wish), .. } => wish.min(LONGEST_WISH),
        _ => SignedDuration::ZERO,
    };
    Next::Retry(now.saturating_add(pause.max(wish)).unwrap_or(now))
}

/// What `Retry-After` says (RFC 9110 §10.2.3): seconds, or a date.
pub(crate) fn retry_after(header: &str, now: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = header.trim().parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(header.trim()).ok()?;
    Some(date.duration_since(now).max(SignedDuration::ZERO))
}

/// The failures of an endpoint since something last went well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Streak {
    pub(crate) since: Option<Timestamp>,
    pub(crate) deliveries: u32,
}

impl Streak {
    /// The streak after an attempt. A delivery counts once, however often it is tried; `tried_at` is when it was before.
    pub(crate) fn after(self, outcome: Outcome, tried_at: Option<Timestamp>, now: Timestamp) -> Self {
        if outcome.is_success() {
            return Self::default();
        }
        let is_counted = matches!((self.since, tried_at), (Some(since), Some(tried_at)) if tried_at >= since);
        Self { since: self.since.or(Some(now)), deliveries: self.deliveries.saturating_add(u32::from(!is_counted)) }
    }
}

/// What follows for the endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing.
    Fine,
    /// Its owner is warned of so many failed deliveries.
    Warn(u32),
    /// It is told no more.
    Disable(DisabledBy),
}

/// What an attempt means for its endpoint, which may fail for so long.
pub(crate) fn verdict(outcome: Outcome, before: Streak, after: Streak, now: Timestamp, patience: SignedDuration) -> Verdict {
    if outcome.is_gone() {
        return Verdict::Disable(DisabledBy::Gone);
    }
    if after.since.is_some_and(|since| now.duration_since(since) >= patience) {
        return Verdict::Disable(DisabledBy::Failing);
    }
    let is_new = after.deliveries != before.deliveries;
    if is_new && WARNED_AT.contains(&after.deliveries) { Verdict::Warn(after.deliveries) } else { Verdict::Fine }
}

/// The beginning of an answer as text: no control characters but tabs and line breaks, whole letters only.
pub(crate) fn excerpt(answer: &[u8]) -> String {
    let mut text = String::new();
    for letter in String::from_utf8_lossy(answer).chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')) {
        if text.len() + letter.len_utf8() > ANSWER_BYTES_MAX {
            break;
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests;
