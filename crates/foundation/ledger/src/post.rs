//! Posting journals: in the caller's transaction, or many callers' journals in one transaction of our own.
//!
//! The order of locks is always the same: accounts by id, nothing of the ledger before them. Who posts inside a transaction of
//! their own posts last.

mod at_once;
mod group;
mod resolve;

use std::collections::HashMap;

use jiff::Timestamp;
use platform::{DbError, Tx};
use sqlx::PgConnection;
use tokio::sync::oneshot;

pub(crate) use self::{group::Group, resolve::Prepared};
use crate::{
    Ledger, LedgerError, Refused,
    book::{Book, LineKind},
    journal::{Journal, JournalId},
    store::{self, Applied, Known},
};

/// How a journal was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Which.
    pub journal_id: JournalId,
    /// When it was posted first.
    pub posted_at: Timestamp,
    /// Whether it was posted before and nothing was done now.
    pub replayed: bool,
}

impl Ledger {
    /// Posts a journal in a transaction of its own, together with those of other callers. An answer that is lost, or
    /// [`LedgerError::Unknown`], leaves open whether it was posted: the same journal sent again gets the first result.
    pub async fn post(&self, journal: Journal) -> Result<Receipt, LedgerError> {
        resolve::require_well_formed(&journal)?;
        if let Some(turn) = self.group.idle() {
            let posted = self.core.post_alone(&journal).await;
            drop(turn);
            return posted;
        }
        let (answer, answered) = oneshot::channel();
        self.group.send(journal, answer)?;
        answered.await.map_err(|_stopped| LedgerError::Unknown)?
    }

    /// Posts a journal in the caller's transaction: it is posted if that commits. Call it last, when all else is written: from
    /// here on the accounts are locked. After an error the transaction may only be dropped.
    pub async fn post_in(&self, tx: &mut Tx, journal: &Journal) -> Result<Receipt, LedgerError> {
        let mut receipts = self.post_all_in(tx, std::slice::from_ref(journal)).await?;
        receipts.pop().ok_or(LedgerError::Refused(Refused::Malformed("nothing was posted")))
    }

    /// Posts several journals in the caller's transaction, in this order: all of them or none. As [`Ledger::post_in`], it comes
    /// last and once.
    pub async fn post_all_in(&self, tx: &mut Tx, journals: &[Journal]) -> Result<Vec<Receipt>, LedgerError> {
        journals.iter().try_for_each(resolve::require_well_formed)?;
        if journals.is_empty() {
            return Ok(Vec::new());
        }
        let now = tx.now();
        let prepared = self.core.prepare_in(tx.conn(), journals, now).await?;
        let results = post_prepared(tx.conn(), journals, &prepared, now).await?;
        Ok(results.into_iter().collect::<Result<_, _>>()?)
    }
}

/// One result per journal, in order.
pub(crate) type Results = Vec<Result<Receipt, Refused>>;

/// Locks, decides, writes. The caller commits.
pub(crate) async fn post_prepared(
    conn: &mut PgConnection,
    journals: &[Journal],
    prepared: &Prepared,
    now: Timestamp,
) -> Result<Results, DbError> {
    let accounts = store::lock_accounts(conn, &prepared.account_ids()).await?;
    let ids: Vec<_> = journals.iter().map(|journal| journal.id.as_uuid()).collect();
    let known = store::find_journals(conn, &ids).await?;
    let reservations = match prepared.references().as_slice() {
        [] => HashMap::new(),
        references => store::find_reservations(conn, references).await?,
    };
    let mut decided = Decided { book: Book::new(accounts, reservations), known, applied: Vec::new() };
    let results = journals.iter().map(|journal| decided.take(journal, prepared, now)).collect();
    let Decided { book, applied, .. } = decided;
    if applied.is_empty() {
        return Ok(results);
    }
    let counters: Vec<_> = prepared.account_ids().into_iter().filter_map(|id| Some((id, book.counters(id)?))).collect();
    store::insert_journals(conn, &applied, &counters, now).await?;
    if applied.iter().flat_map(|one| &one.lines).any(|line| line.resolves.is_some() || line.timeout_at.is_some()) {
        store::resolve(conn, &applied).await?;
    }
    metrics::counter!("griot_ledger_journals_total").increment(applied.len() as u64);
    Ok(results)
}

/// A batch while it is decided.
struct Decided<'j> {
    book: Book,
    known: HashMap<JournalId, Known>,
    applied: Vec<Applied<'j>>,
}

impl<'j> Decided<'j> {
    fn take(&mut self, journal: &'j Journal, prepared: &Prepared, now: Timestamp) -> Result<Receipt, Refused> {
        let hash = journal.request_hash();
        if let Some(known) = self.known.get(&journal.id) {
            let receipt = Receipt { journal_id: journal.id, posted_at: known.posted_at, replayed: true };
            return if known.hash == hash { Ok(receipt) } else { Err(Refused::IdTaken) };
        }
        let steps = prepared.steps(journal)?;
        let lines = self.book.apply(journal.id, &steps, now)?;
        debug_assert_eq!(lines.len(), journal.transfers.len(), "every transfer is stored");
        debug_assert!(lines.iter().all(|line| (line.kind == LineKind::Pending) || line.timeout_at.is_none()));
        self.known.insert(journal.id, Known { hash, posted_at: now });
        self.applied.push(Applied { journal, hash, lines });
        Ok(Receipt { journal_id: journal.id, posted_at: now, replayed: false })
    }
}
