//! Checkpoints: every hour a hash over all that was posted since the last one, and over the last one's hash.
//!
//! Whoever keeps one hash outside can tell later whether anything before it was changed: [`Ledger::verify`] computes the chain again.
//! A checkpoint covers whole transactions only: it is cut at an instant at which nobody posts.

mod queries;
mod store;

use futures::TryStreamExt as _;
use jiff::Timestamp;
use platform::jobs::{Job, JobError, Registry};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

pub(crate) use self::queries::{Sealed, list as list_checkpoints};
use crate::{Core, Ledger, LedgerError};

/// Seals what was posted since the last checkpoint.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct CheckpointJob {}

impl Job for CheckpointJob {
    const NAME: &'static str = "ledger.checkpoint";
}

pub(crate) fn register(ledger: &Ledger, registry: &mut Registry) {
    let ledger = ledger.clone();
    registry.job(move |_job: CheckpointJob, _run| {
        let ledger = ledger.clone();
        async move { ledger.checkpoint().await.map(drop).map_err(JobError::from) }
    });
    registry.cron::<CheckpointJob>("7 * * * *");
}

/// A sealed part of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checkpoint {
    /// The number of the checkpoint, from 1.
    pub seq: i64,
    /// How many journals it adds to the one before.
    pub journals: i64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<Sealed> for Checkpoint {
    fn from(sealed: Sealed) -> Self {
        let Sealed { seq, journals, hash, created_at, .. } = sealed;
        Self { seq, journals, hash: hex::encode(hash), created_at }
    }
}

impl Ledger {
    /// Seals what was posted since the last checkpoint; none when nothing was.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, LedgerError> {
        let pool = self.core.db.pool();
        let last = queries::find_last(pool).await?.unwrap_or_default();
        let upto_seq = self.core.quiet_seq().await?;
        if upto_seq <= last.upto_seq {
            return Ok(None);
        }
        let seq = last.seq + 1;
        let (hash, journals) = seal(pool, &last, seq, upto_seq).await?;
        let made = Sealed { seq, upto_seq, journals, hash: hash.to_vec(), created_at: self.core.db.now() };
        let mut tx = self.core.db.begin(&kernel::Actor::system("ledger")).await?;
        if !store::insert(tx.conn(), &made).await? {
            // Another process made the same one.
            return Ok(None);
        }
        tx.commit().await?;
        let made = Checkpoint::from(made);
        tracing::info!(seq, journals, hash = made.hash, "the ledger was sealed");
        Ok(Some(made))
    }
}

impl Core {
    /// The last journal at an instant at which nobody posts: all before it are committed, all after it come later.
    async fn quiet_seq(&self) -> Result<i64, LedgerError> {
        let mut tx = self.db.begin(&kernel::Actor::system("ledger")).await?;
        let seq = store::last_seq_alone(tx.conn()).await?;
        tx.commit().await?;
        Ok(seq)
    }
}

/// The hash of a checkpoint over what it adds, and how many journals that is.
pub(crate) async fn seal(pool: &PgPool, before: &Sealed, seq: i64, upto_seq: i64) -> Result<([u8; 32], i64), LedgerError> {
    let mut hash = Sha256::new();
    hash.update(&before.hash);
    hash.update(seq.to_be_bytes());
    let mut journals = 0;
    let mut rows = queries::stream_rows(pool, before.upto_seq, upto_seq);
    while let Some(row) = rows.try_next().await.map_err(platform::DbError::from)? {
        if row.line.is_none_or(|line| line == 0) {
            journals += 1;
        }
        hash.update(row.content.as_bytes());
        hash.update(b"\n");
    }
    Ok((hash.finalize().into(), journals))
}
