//! Reservations that ran out, voided by the minute.
//!
//! A reservation past its time cannot be posted even before this comes round; voiding it gives back what it held.

mod queries;

use jiff::Timestamp;
use platform::jobs::{Job, JobError, JobRun, Registry};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Cause, Journal, JournalKind, Ledger, LedgerError, Refused, Transfer, TransferRef, journal::JournalId};

/// How many reservations are voided between two looks at the stop.
const PIECE: i64 = 500;

/// Voids the reservations that ran out.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct VoidExpiredJob {}

impl Job for VoidExpiredJob {
    const NAME: &'static str = "ledger.void-expired";
}

pub(crate) fn register(ledger: &Ledger, registry: &mut Registry) {
    let ledger = ledger.clone();
    registry.job(move |_job: VoidExpiredJob, run| void_all(ledger.clone(), run));
    registry.cron::<VoidExpiredJob>("* * * * *");
}

async fn void_all(ledger: Ledger, run: JobRun) -> Result<(), JobError> {
    while ledger.void_expired().await? > 0 {
        if run.shutdown.is_cancelled() {
            return Err(JobError::retry("stopped between two pieces"));
        }
    }
    Ok(())
}

impl Ledger {
    /// Voids one piece of the reservations that ran out, and says how many.
    pub async fn void_expired(&self) -> Result<usize, LedgerError> {
        let due = queries::list_due(self.core.db.pool(), self.core.db.now(), PIECE).await?;
        let voids = due.iter().map(|(pending, timeout_at)| {
            let cause = Cause { kind: "reservation", id: pending.journal_id.as_uuid() };
            let journal = Journal::new(void_id(*pending, *timeout_at), JournalKind("reservation-expired"), cause, *timeout_at);
            self.post(journal.with(Transfer::Void { pending: *pending }))
        });
        let mut voided = 0;
        for result in futures::future::join_all(voids).await {
            match result {
                Ok(receipt) => voided += usize::from(!receipt.replayed),
                // Somebody was faster: it is resolved.
                Err(LedgerError::Refused(Refused::PendingResolved)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(voided)
    }
}

/// The id of the journal that voids this reservation: whoever comes round, it is the same one. Ordered by the time at which the
/// reservation ran out, as ids are.
fn void_id(pending: TransferRef, timeout_at: Timestamp) -> JournalId {
    let hash = Sha256::new()
        .chain_update("reservation-expired")
        .chain_update(pending.journal_id.as_uuid())
        .chain_update(pending.line.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut random = [0; 10];
    random.iter_mut().zip(digest).for_each(|(byte, digest)| *byte = digest);
    let millis = u64::try_from(timeout_at.as_millisecond()).unwrap_or(0);
    JournalId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
