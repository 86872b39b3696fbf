//! Group commit: the journals of many callers in one transaction, and so in one write to the disk.
//!
//! One batch at a time: while it is written, the next ones gather. When nobody waits, a journal goes at once, alone.

use kernel::Actor;
use platform::DbError;
use tokio::sync::{mpsc, oneshot};

use super::{Receipt, Results, post_prepared};
use crate::{Core, LedgerError, journal::Journal};

/// The most journals of one transaction.
const BATCH_MAX: usize = 1000;
/// The most journals that wait.
const WAITING_MAX: usize = 20_000;
/// How often a batch is tried again that met another process on the same ids.
const TRIES: u32 = 3;

type Answer = oneshot::Sender<Result<Receipt, LedgerError>>;

/// The queue into the batches.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    queue: mpsc::Sender<(Journal, Answer)>,
}

impl Group {
    pub(crate) fn new() -> (Self, Waiting) {
        let (queue, waiting) = mpsc::channel(WAITING_MAX);
        (Self { queue }, Waiting(waiting))
    }

    pub(super) fn send(&self, journal: Journal, answer: Answer) -> Result<(), LedgerError> {
        self.queue.try_send((journal, answer)).map_err(|_full_or_stopped| LedgerError::Busy)
    }
}

/// The other end of the queue.
#[derive(Debug)]
pub(crate) struct Waiting(mpsc::Receiver<(Journal, Answer)>);

impl Waiting {
    /// Writes batch after batch until the last handle on the ledger is gone.
    pub(crate) async fn run(mut self, core: Core) {
        let mut batch = Vec::new();
        while self.0.recv_many(&mut batch, BATCH_MAX).await > 0 {
            let (journals, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
            metrics::histogram!("griot_ledger_batch_journals")
                .record(f64::from(u32::try_from(journals.len()).unwrap_or(u32::MAX)));
            let results = core.post_batch(&journals).await;
            answer_all(answers, results);
        }
    }
}

fn answer_all(answers: Vec<Answer>, results: Result<Results, LedgerError>) {
    match results {
        Ok(results) => {
            for (answer, result) in answers.into_iter().zip(results) {
                // Who no longer waits asks again with the same id.
                let _gone = answer.send(result.map_err(LedgerError::Refused));
            }
        }
        Err(error) => {
            tracing::error!(%error, journals = answers.len(), "a batch of the ledger failed");
            for answer in answers {
                let _gone = answer.send(Err(LedgerError::Unknown));
            }
        }
    }
}

impl Core {
    async fn post_batch(&self, journals: &[Journal]) -> Result<Results, LedgerError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_batch(journals).await {
                Err(LedgerError::Db(error)) if tries < TRIES && met_another(&error) => {
                    tracing::warn!(%error, "a batch of the ledger met another process");
                }
                done => return done,
            }
        }
    }

    async fn try_batch(&self, journals: &[Journal]) -> Result<Results, LedgerError> {
        let prepared = self.prepare(journals).await?;
        let mut tx = self.db.begin(&Actor::system("ledger")).await?;
        let now = tx.now();
        let results = post_prepared(tx.conn(), journals, &prepared, now).await?;
        tx.commit().await?;
        Ok(results)
    }
}

/// The same id from two processes with other accounts in each, so that no common lock kept them apart: the second look finds it.
fn met_another(error: &DbError) -> bool {
    error.is_unique("journals_pkey")
}
