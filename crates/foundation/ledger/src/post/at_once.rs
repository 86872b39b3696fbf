//! The short way of a batch: when all of it is plain and beyond doubt, PostgreSQL posts it in one statement.
//!
//! It decides nothing that the [`Book`](crate::book::Book) would decide otherwise: it takes a batch only if its journals are unknown and
//! its accounts open and within their bounds in whatever order the journals come. Whatever it leaves alone goes the long way.

use std::collections::HashSet;

use platform::DbError;

use super::{Prepared, Receipt, Results};
use crate::{Core, LedgerError, journal::Journal, store, store::Applied};

impl Core {
    /// One receipt per journal, or none at all: then nothing was posted.
    pub(super) async fn at_once(&self, journals: &[Journal], prepared: &Prepared) -> Result<Option<Results>, LedgerError> {
        let Some(plain) = plain(journals, prepared) else { return Ok(None) };
        let now = self.db.now();
        let mut conn = self.db.pool().acquire().await.map_err(DbError::from)?;
        if !store::post_at_once(&mut conn, &plain, now).await? {
            return Ok(None);
        }
        metrics::counter!("griot_ledger_journals_total").increment(plain.len() as u64);
        let receipt = |journal: &Journal| Ok(Receipt { journal_id: journal.id, posted_at: now, replayed: false });
        Ok(Some(journals.iter().map(receipt).collect()))
    }
}

/// The journals with what is stored of them, if all are plain and each comes once.
fn plain<'j>(journals: &'j [Journal], prepared: &Prepared) -> Option<Vec<Applied<'j>>> {
    let mut ids = HashSet::with_capacity(journals.len());
    let one = |journal: &'j Journal| {
        let steps = prepared.steps(journal).ok()?;
        let lines = steps.into_iter().map(crate::book::Step::plain).collect::<Option<Vec<_>>>()?;
        Some(Applied { journal, hash: journal.request_hash(), lines })
    };
    journals.iter().map(|journal| ids.insert(journal.id).then(|| one(journal)).flatten()).collect()
}
