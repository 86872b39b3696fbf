//! The rules of an attempt: what an answer of a provider makes of it. Pure.
//!
//! An attempt that may have reached the provider stays open until the provider itself has decided; time alone decides nothing
//! except that what the provider has never heard of did not arrive.

use jiff::{SignedDuration, Timestamp};
use kernel::Money;
use serde::Serialize;

use super::AttemptId;
use crate::{
    IntentState,
    provider::{Advice, Done, Observed, ProviderError, Refusal},
};

/// What an attempt does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptKind {
    /// Takes money from a payer.
    Collect,
    /// Gives back what a collection took.
    Refund,
    /// Pays somebody.
    Payout,
    /// Keeps a payer's means for later; takes nothing.
    Save,
}

impl AttemptKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Collect, Self::Refund, Self::Payout, Self::Save];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Refund => "refund",
            Self::Payout => "payout",
            Self::Save => "save",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Written down; the provider was certainly not asked.
    Created,
    /// The provider is being asked, or was when we stopped: it may know of it.
    Sent,
    /// No usable answer: it may have happened.
    Unknown,
    /// The provider took it and has not decided; often the payer has to confirm.
    Pending,
    /// Done, and in the ledger.
    Charged,
    /// The means are kept.
    Saved,
    /// It did not happen.
    Failed,
    /// The provider says that something else happened than was asked: another amount, another reference. A person decides.
    IntegrityFailure,
}

impl AttemptState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Sent,
        Self::Unknown,
        Self::Pending,
        Self::Charged,
        Self::Saved,
        Self::Failed,
        Self::IntegrityFailure,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::Charged => "charged",
            Self::Saved => "saved",
            Self::Failed => "failed",
            Self::IntegrityFailure => "integrity_failure",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether it may still happen.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Sent | Self::Unknown | Self::Pending)
    }
}

/// What the rules need to know of an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) id: AttemptId,
    pub(crate) kind: AttemptKind,
    pub(crate) state: AttemptState,
    pub(crate) amount: Money,
    pub(crate) sent_at: Timestamp,
}

/// What is to be done about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It stays open, in this state.
    Open(AttemptState),
    /// It happened as asked.
    Charge(Done),
    /// It did not happen.
    Fail(Refusal),
    /// Something else happened.
    Distrust(Done),
    /// It was decided before, and this changes nothing.
    Nothing,
}

/// A provider may list an order a while after it took it. What it has not heard of after this long did not arrive.
const ARRIVES_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// Longer before money is sent a second time.
const LEAVES_WITHIN: SignedDuration = SignedDuration::from_mins(30);

impl Standing {
    /// What the answer to a query makes of it.
    pub(crate) fn decide(&self, observed: Result<Observed, ProviderError>, now: Timestamp) -> Decision {
        match observed {
            Ok(Observed::Done(done)) => self.done(done),
            Ok(Observed::Refused(refusal)) if self.state.is_open() => Decision::Fail(refusal),
            Ok(Observed::NotFound) if self.state.is_open() => self.not_found(now),
            Ok(Observed::Pending(_)) if self.state.is_open() => Decision::Open(AttemptState::Pending),
            // No answer, or a question that is refused: neither says anything of the order. What was known before still is.
            Err(_) if self.state.is_open() => Decision::Open(self.state_after_silence()),
            _ => Decision::Nothing,
        }
    }

    fn done(&self, done: Done) -> Decision {
        // What a payer paid after we had given up is taken note of; what we sent is never counted twice.
        let late = self.kind == AttemptKind::Collect && self.state == AttemptState::Failed;
        if !self.state.is_open() && !late {
            return Decision::Nothing;
        }
        let ours = done.reference.as_deref().is_none_or(|reference| is_ours(reference, self.id));
        if ours && done.amount.is_none_or(|amount| amount == self.amount) {
            Decision::Charge(done)
        } else {
            Decision::Distrust(done)
        }
    }

    fn not_found(&self, now: Timestamp) -> Decision {
        let within = match self.kind {
            AttemptKind::Collect | AttemptKind::Save => ARRIVES_WITHIN,
            AttemptKind::Refund | AttemptKind::Payout => LEAVES_WITHIN,
        };
        // Taken before and gone now: nobody knows.
        if self.state == AttemptState::Pending || now.duration_since(self.sent_at) < within {
            return Decision::Open(self.state_after_silence());
        }
        let refusal = Refusal { code: "payment-never-arrived", detail: "not found".into(), advice: Advice::Retry };
        Decision::Fail(refusal)
    }

    const fn state_after_silence(&self) -> AttemptState {
        if matches!(self.state, AttemptState::Pending) { AttemptState::Pending } else { AttemptState::Unknown }
    }
}

/// Providers write our reference with or without hyphens.
fn is_ours(reference: &str, id: AttemptId) -> bool {
    uuid::Uuid::try_parse(reference).is_ok_and(|reference| reference == id.as_uuid())
}

/// Whether nobody has given up on a try, or pays another way: of providers that wait for our word before money moves.
pub(crate) fn is_waited_for(attempt: AttemptState, intent: IntentState) -> bool {
    match attempt {
        AttemptState::Failed => intent == IntentState::RequiresAction,
        state => state.is_open() && intent.takes_money(),
    }
}

/// When to ask next of an order that was sent so long ago: soon while the payer holds the phone, then ever more rarely. It does
/// not depend on how often we asked: callbacks that come again and again make us ask, and do not make us wait.
pub(crate) fn pause(since_sent: SignedDuration) -> SignedDuration {
    (since_sent / 2).clamp(SignedDuration::from_secs(15), SignedDuration::from_hours(24))
}

/// How long a payment that failed is still asked about: some providers take it all the same, and tell nobody.
pub(crate) const ASKED_AFTER_FAILURE: SignedDuration = SignedDuration::from_hours(7 * 24);
