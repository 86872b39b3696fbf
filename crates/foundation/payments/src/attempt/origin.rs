//! What an attempt belongs to, and how something of it became known.

use contracts::payments::{DisbursementId, IntentId};
use uuid::Uuid;

/// What an attempt belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parent {
    Intent(IntentId),
    Disbursement(DisbursementId),
}

impl Parent {
    pub(super) fn of(intent_id: Option<Uuid>, disbursement_id: Option<Uuid>) -> Option<Self> {
        match (intent_id, disbursement_id) {
            (Some(id), None) => Some(Self::Intent(id.into())),
            (None, Some(id)) => Some(Self::Disbursement(id.into())),
            _ => None,
        }
    }
}

/// How something became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Request,
    Query,
    Staff,
    Agent,
    Statement,
}

impl Source {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Query => "query",
            Self::Staff => "staff",
            Self::Agent => "agent",
            Self::Statement => "statement",
        }
    }
}
