//! A journal: transfers that happen together or not at all.
//!
//! The caller makes the id and keeps it before sending: it is the idempotency key. The same id with the same content gives the
//! first result again; with another content it is refused. Nothing posted is ever changed: a correction is another journal.

use jiff::Timestamp;
use kernel::{Id, Money};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::chart::AccountKey;

/// The id of a journal.
pub type JournalId = Id<Journal>;

/// The most of one transfer, in minor units.
pub const AMOUNT_MAX_MINOR: i64 = 1_000_000_000_000_000;

/// The most transfers of one journal.
pub const LINES_MAX: usize = 200;

/// Why a journal is posted, as a word: `pledge-received`. Also the key of its text on statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct JournalKind(pub &'static str);

/// What a journal was posted for: a pledge, a payout, a statement line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// What it is, as a word: `pledge`.
    pub kind: &'static str,
    /// Which.
    pub id: Uuid,
}

/// One transfer inside a journal, by the place of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct TransferRef {
    /// The journal.
    pub journal_id: JournalId,
    /// The line, from 0.
    pub line: i16,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transfer {
    /// Takes from `debit` and gives to `credit`.
    Single(Movement),
    /// Reserves: nothing moves before it is posted; voided or left to time out, nothing ever does.
    Pending {
        /// What is reserved.
        movement: Movement,
        /// When it is void by itself.
        timeout_at: Option<Timestamp>,
    },
    /// Makes a reservation happen, whole or in part; what is left of it is released.
    Post {
        /// The reservation.
        pending: TransferRef,
        /// How much of it; all, if none.
        amount: Option<Money>,
    },
    /// Releases a reservation.
    Void {
        /// The reservation.
        pending: TransferRef,
    },
}

/// An amount from one account to another of the same currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The account that is debited.
    pub debit: AccountKey,
    /// The account that is credited.
    pub credit: AccountKey,
    /// More than nothing.
    pub amount: Money,
}

/// Transfers that happen together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Made by the caller and kept before it is sent.
    pub id: JournalId,
    /// Why.
    pub kind: JournalKind,
    /// What for.
    pub cause: Cause,
    /// When it happened outside, as when a provider says a payment was made.
    pub event_at: Timestamp,
    /// What moves.
    pub transfers: Vec<Transfer>,
}

impl Journal {
    /// A journal without transfers yet.
    pub const fn new(id: JournalId, kind: JournalKind, cause: Cause, event_at: Timestamp) -> Self {
        Self { id, kind, cause, event_at, transfers: Vec::new() }
    }

    /// The same with one more transfer.
    #[must_use]
    pub fn with(mut self, transfer: Transfer) -> Self {
        self.transfers.push(transfer);
        self
    }

    /// The same moving one more amount.
    #[must_use]
    pub fn moving(self, debit: AccountKey, credit: AccountKey, amount: Money) -> Self {
        self.with(Transfer::Single(Movement { debit, credit, amount }))
    }

    /// The reference of a line of this journal.
    pub const fn line(&self, line: i16) -> TransferRef {
        TransferRef { journal_id: self.id, line }
    }

    /// SHA-256 of everything but the id: two bodies with the same hash are the same body.
    pub(crate) fn request_hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        field(self.kind.0.as_bytes());
        field(self.cause.kind.as_bytes());
        field(self.cause.id.as_bytes());
        // PostgreSQL keeps microseconds: what is finer is no difference.
        field(&self.event_at.as_microsecond().to_be_bytes());
        for transfer in &self.transfers {
            describe(transfer, &mut field);
        }
        hash.finalize().into()
    }
}

fn describe(transfer: &Transfer, field: &mut impl FnMut(&[u8])) {
    let amount = |money: &Money, field: &mut dyn FnMut(&[u8])| {
        field(&money.amount_minor.to_be_bytes());
        field(money.currency.code().as_bytes());
    };
    let movement = |movement: &Movement, field: &mut dyn FnMut(&[u8])| {
        field(movement.debit.to_string().as_bytes());
        field(movement.credit.to_string().as_bytes());
        amount(&movement.amount, field);
    };
    let pending = |pending: &TransferRef, field: &mut dyn FnMut(&[u8])| {
        field(pending.journal_id.as_uuid().as_bytes());
        field(&pending.line.to_be_bytes());
    };
    match transfer {
        Transfer::Single(moved) => {
            field(b"single");
            movement(moved, field);
        }
        Transfer::Pending { movement: moved, timeout_at } => {
            field(b"pending");
            movement(moved, field);
            field(&timeout_at.map_or(i64::MAX, Timestamp::as_microsecond).to_be_bytes());
        }
        Transfer::Post { pending: reserved, amount: part } => {
            field(b"post");
            pending(reserved, field);
            if let Some(part) = part {
                amount(part, field);
            }
        }
        Transfer::Void { pending: reserved } => {
            field(b"void");
            pending(reserved, field);
        }
    }
}
