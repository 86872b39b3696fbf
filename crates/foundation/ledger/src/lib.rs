//! The ledger: double entry in PostgreSQL, append-only, exact. See README.md.
//!
//! Invariants: every transfer debits one account and credits another of the same currency by the same amount; an account never
//! goes beyond its bounds, reservations counted; a reservation is resolved at most once; an id is posted at most once, and with
//! one content; nothing posted is changed or removed. `verify` proves them from the rows.
//!
//! Knows nothing of providers, projects or people: who posts says what for ([`Cause`]).

mod account;
mod book;
mod chart;
mod checkpoint;
mod error;
mod export;
mod journal;
mod post;
mod queries;
mod statement;
mod store;
mod timeout;
mod verify;

use std::sync::Arc;

use moka::sync::Cache;
use platform::{Db, jobs::Registry};

use self::post::Group;
pub use self::{
    account::Balance,
    chart::{AccountCode, AccountKey, Bounds, WrongOwner},
    checkpoint::Checkpoint,
    error::{LedgerError, Refused},
    export::{ExportError, ExportFormat},
    journal::{AMOUNT_MAX_MINOR, Cause, Journal, JournalId, JournalKind, LINES_MAX, Movement, Transfer, TransferRef},
    post::Receipt,
    statement::{LineState, StatementLine},
    verify::{Finding, Invariant, Verified},
};

/// How many account ids are kept in memory; the others are asked for.
const ACCOUNTS_KEPT: u64 = 100_000;

/// The ledger. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    core: Core,
    group: Group,
}

/// What posting needs, without the queue into it.
#[derive(Debug, Clone)]
pub(crate) struct Core {
    db: Db,
    /// The ids of accounts that are known to be committed.
    accounts: Arc<Cache<AccountKey, i64>>,
}

impl Ledger {
    /// The ledger on this database. It writes from a task of its own, which ends when the last handle is dropped.
    pub fn start(db: Db) -> Self {
        let core = Core { db, accounts: Arc::new(Cache::new(ACCOUNTS_KEPT)) };
        let (group, waiting) = Group::new();
        tokio::spawn(waiting.run(core.clone()));
        Self { core, group }
    }

    /// Registers this context's jobs: reservations that ran out, checkpoints.
    pub fn register(&self, registry: &mut Registry) {
        timeout::register(self, registry);
        checkpoint::register(self, registry);
    }
}
