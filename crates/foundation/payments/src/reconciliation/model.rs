//! What a line of a statement means beside what we booked. Pure.

use kernel::Currency;
use serde::Serialize;

use super::statement::LineKind;
use crate::attempt::{AttemptId, AttemptKind};

/// How a statement and our books differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// The provider settled what we know nothing of.
    MissingHere,
    /// We booked what the provider has not settled.
    MissingAtProvider,
    /// Both, with another amount.
    Amount,
    /// The provider settled one attempt twice.
    Duplicate,
    /// The provider settled an attempt that we hold to have failed, or not to be decided.
    Late,
}

impl BreakKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::MissingHere, Self::MissingAtProvider, Self::Amount, Self::Duplicate, Self::Late];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingHere => "missing_here",
            Self::MissingAtProvider => "missing_at_provider",
            Self::Amount => "amount",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An attempt that a line may speak of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Booked {
    pub(super) id: AttemptId,
    pub(super) kind: AttemptKind,
    pub(super) currency: Currency,
    pub(super) booked_minor: i64,
    /// Whether a line was matched to it before.
    pub(super) settled: bool,
    /// Whether a return of it was.
    pub(super) returned: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) attempt_id: Option<AttemptId>,
    /// The difference that the line leaves, settled less booked, and of what kind.
    pub(super) difference: Option<(BreakKind, i64)>,
}

/// Whether it speaks of money that comes in or of money that goes out; a refund that a provider calls a payout is one all the same,
/// and a return is of what went out.
const fn is_of(line: LineKind, attempt: AttemptKind) -> bool {
    matches!(line, LineKind::Collect) == matches!(attempt, AttemptKind::Collect)
}

/// Matches a line of so much to the attempt it names, if it names one.
pub(super) fn judge(kind: LineKind, amount_minor: i64, currency: Currency, found: Option<Booked>) -> Match {
    let found = found.filter(|booked| is_of(kind, booked.kind) && booked.currency == currency);
    // What comes back counts against what went out.
    let amount_minor = if kind == LineKind::Return { -amount_minor } else { amount_minor };
    let Some(booked) = found else {
        return Match { attempt_id: None, difference: Some((BreakKind::MissingHere, amount_minor)) };
    };
    let attempt_id = Some(booked.id);
    let difference =
        if kind == LineKind::Return { Some(came_back(&booked, amount_minor)) } else { settled(&booked, amount_minor) };
    Match { attempt_id, difference }
}

const fn came_back(booked: &Booked, amount_minor: i64) -> (BreakKind, i64) {
    match (booked.returned, booked.settled) {
        (true, _) => (BreakKind::Duplicate, amount_minor),
        // Back before it left: another statement has its debit, or none.
        (false, false) => (BreakKind::Late, amount_minor),
        (false, true) => (BreakKind::Amount, amount_minor),
    }
}

const fn settled(booked: &Booked, amount_minor: i64) -> Option<(BreakKind, i64)> {
    match (booked.settled, booked.booked_minor) {
        (true, _) => Some((BreakKind::Duplicate, amount_minor)),
        (false, 0) => Some((BreakKind::Late, amount_minor)),
        (false, minor) if minor == amount_minor => None,
        (false, minor) => Some((BreakKind::Amount, amount_minor - minor)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booked(booked_minor: i64, settled: bool) -> Booked {
        let (id, currency) = (AttemptId::generate(), Currency::Xof);
        Booked { id, kind: AttemptKind::Collect, currency, booked_minor, settled, returned: false }
    }

    #[test]
    fn a_line_is_matched_or_leaves_a_difference() {
        let judge = |found| judge(LineKind::Collect, 500, Currency::Xof, found).difference;
        assert_eq!(judge(Some(booked(500, false))), None);
        assert_eq!(judge(Some(booked(400, false))), Some((BreakKind::Amount, 100)));
        assert_eq!(judge(Some(booked(600, false))), Some((BreakKind::Amount, -100)));
        assert_eq!(judge(Some(booked(500, true))), Some((BreakKind::Duplicate, 500)));
        assert_eq!(judge(Some(booked(0, false))), Some((BreakKind::Late, 500)));
        assert_eq!(judge(None), Some((BreakKind::MissingHere, 500)));
    }

    #[test]
    fn money_in_is_never_matched_to_money_out_nor_to_another_currency() {
        let out = judge(LineKind::Payout, 500, Currency::Xof, Some(booked(500, false)));
        assert_eq!((out.attempt_id, out.difference), (None, Some((BreakKind::MissingHere, 500))));
        let euros = judge(LineKind::Collect, 500, Currency::Eur, Some(booked(500, false)));
        assert_eq!(euros.difference, Some((BreakKind::MissingHere, 500)));
        let refund = Booked { kind: AttemptKind::Refund, ..booked(500, false) };
        assert_eq!(judge(LineKind::Payout, 500, Currency::Xof, Some(refund)).difference, None);
    }

    #[test]
    fn what_comes_back_counts_against_what_went_out() {
        let payout = |settled, returned| Booked { kind: AttemptKind::Payout, returned, ..booked(0, settled) };
        let judge = |found| judge(LineKind::Return, 500, Currency::Xof, found).difference;
        assert_eq!(judge(Some(payout(true, false))), Some((BreakKind::Amount, -500)));
        assert_eq!(judge(Some(payout(true, true))), Some((BreakKind::Duplicate, -500)));
        assert_eq!(judge(Some(payout(false, false))), Some((BreakKind::Late, -500)));
        assert_eq!(judge(Some(booked(500, false))), Some((BreakKind::MissingHere, -500)), "a payment is not a payout");
        assert_eq!(judge(None), Some((BreakKind::MissingHere, -500)));
    }
}
