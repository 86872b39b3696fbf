//! A transaction as the simulator keeps it.

use jiff::Timestamp;
use serde_json::Value;

use crate::{Failure, Kind, Provider, Transaction, TransactionState};

/// What a provider writes down when it accepts a request.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) provider: Provider,
    pub(crate) kind: Kind,
    pub(crate) merchant_reference: String,
    pub(crate) provider_reference: String,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) party: String,
    pub(crate) callback_url: Option<String>,
    pub(crate) return_url: Option<String>,
    pub(crate) parent: Option<usize>,
    /// What the provider's answers need and nobody else.
    pub(crate) detail: Value,
}

/// A transaction as the simulator keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) provider: Provider,
    pub(crate) kind: Kind,
    pub(crate) merchant_reference: String,
    pub(crate) provider_reference: String,
    pub(crate) amount_minor: i64,
    pub(crate) received_minor: i64,
    pub(crate) refunded_minor: i64,
    pub(crate) currency: String,
    pub(crate) party: String,
    pub(crate) state: TransactionState,
    pub(crate) failure: Option<Failure>,
    pub(crate) callback_url: Option<String>,
    pub(crate) return_url: Option<String>,
    pub(crate) parent: Option<usize>,
    pub(crate) detail: Value,
    pub(crate) created_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    /// A late success is on its way: nothing else decides any more.
    pub(crate) late: bool,
}

impl Entry {
    pub(super) fn open(opening: Opening, id: String, now: Timestamp) -> Self {
        Self {
            id,
            provider: opening.provider,
            kind: opening.kind,
            merchant_reference: opening.merchant_reference,
            provider_reference: opening.provider_reference,
            amount_minor: opening.amount_minor,
            received_minor: 0,
            refunded_minor: 0,
            currency: opening.currency,
            party: opening.party,
            state: TransactionState::Pending,
            failure: None,
            callback_url: opening.callback_url,
            return_url: opening.return_url,
            parent: opening.parent,
            detail: opening.detail,
            created_at: now,
            settled_at: None,
            late: false,
        }
    }

    /// What its fate hangs on: who, what and the merchant's reference.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", self.provider.slug(), self.kind.name(), self.merchant_reference)
    }

    /// Whether this is one of its references.
    pub(super) fn is_called(&self, reference: &str) -> bool {
        self.merchant_reference == reference || self.provider_reference == reference || self.detail("reference_id") == reference
    }

    /// Whether it is still open, or closed in a way that this provider may take back.
    pub(crate) fn may_succeed(&self) -> bool {
        match self.state {
            TransactionState::Pending | TransactionState::Authorized => true,
            TransactionState::Succeeded => false,
            TransactionState::Failed if self.provider == Provider::Stripe => self.kind == Kind::Collect,
            TransactionState::Failed | TransactionState::Expired => self.provider.may_revive() && self.kind == Kind::Collect,
        }
    }

    pub(super) fn settle(&mut self, received_minor: i64, now: Timestamp) {
        self.state = TransactionState::Succeeded;
        self.failure = None;
        self.received_minor = received_minor;
        self.settled_at = Some(now);
    }

    /// A text that the request brought.
    pub(crate) fn detail(&self, name: &str) -> &str {
        self.detail.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// As the outside sees it.
    pub(crate) fn view(&self, all: &[Self]) -> Transaction {
        Transaction {
            id: self.id.clone(),
            provider: self.provider,
            kind: self.kind,
            our_reference: self.merchant_reference.clone(),
            provider_reference: self.provider_reference.clone(),
            amount_minor: self.amount_minor,
            received_minor: self.received_minor,
            currency: self.currency.clone(),
            state: self.state,
            failure: self.failure,
            party: self.party.clone(),
            refund_of: self.parent.and_then(|parent| all.get(parent)).map(|parent| parent.id.clone()),
            created_at: self.created_at,
            settled_at: self.settled_at,
        }
    }
}
