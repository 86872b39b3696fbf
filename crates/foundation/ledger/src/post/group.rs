//! Group commit: the journals of many callers in one transaction, and so in one write to the disk.
//!
//! One batch at a time: while it is written, the next ones gather. When nobody waits, a journal goes at once, alone, without a detour
//! over the task that gathers. What
//! PostgreSQL refuses of a batch is found by posting its journals one by one: nobody fails for another's journal.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt as _;
use kernel::Actor;
use platform::DbError;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

use super::{Receipt, Results, post_prepared};
use crate::{Core, LedgerError, journal::Journal};

/// The most journals of one transaction.
const BATCH_MAX: usize = 1000;
/// The most transfers of one transaction; a journal larger than what is left goes with the next.
const BATCH_LINES_MAX: usize = 5000;
/// The most journals that wait.
const WAITING_MAX: usize = 20_000;
/// How often a batch is tried again that met another process.
const TRIES: u32 = 3;

type Answer = oneshot::Sender<Result<Receipt, LedgerError>>;
type Request = (Journal, Answer);

/// The queue into the batches.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    queue: mpsc::Sender<Request>,
    turn: Turn,
}

/// Held by whoever writes.
type Turn = Arc<Mutex<()>>;

impl Group {
    pub(crate) fn new() -> (Self, Waiting) {
        let (queue, waiting) = mpsc::channel(WAITING_MAX);
        let turn = Turn::default();
        (Self { queue, turn: Arc::clone(&turn) }, Waiting(waiting, turn))
    }

    /// The turn to write, if nobody writes and nobody waits.
    pub(super) fn idle(&self) -> Option<OwnedMutexGuard<()>> {
        let nobody_waits = self.queue.capacity() == self.queue.max_capacity();
        nobody_waits.then(|| Arc::clone(&self.turn).try_lock_owned().ok()).flatten()
    }

    pub(super) fn send(&self, journal: Journal, answer: Answer) -> Result<(), LedgerError> {
        self.queue.try_send((journal, answer)).map_err(|_full_or_stopped| LedgerError::Busy)
    }
}

/// The other end of the queue.
#[derive(Debug)]
pub(crate) struct Waiting(mpsc::Receiver<Request>, Turn);

impl Waiting {
    /// Writes batch after batch until the last handle on the ledger is gone.
    pub(crate) async fn run(mut self, core: Core) {
        let mut waiting = Vec::new();
        while !waiting.is_empty() || self.0.recv_many(&mut waiting, BATCH_MAX).await > 0 {
            let rest = waiting.split_off(batch_length(&waiting));
            let (journals, answers): (Vec<_>, Vec<_>) = std::mem::replace(&mut waiting, rest).into_iter().unzip();
            let size = u32::try_from(journals.len()).unwrap_or(u32::MAX);
            metrics::histogram!("griot_ledger_batch_journals").record(f64::from(size));
            // A panic is a bug, and whether the batch was committed is not known; the next one is none the worse for it.
            let turn = self.1.lock().await;
            let posted = AssertUnwindSafe(core.post_batch(&journals)).catch_unwind().await;
            drop(turn);
            answer_all(answers, posted.unwrap_or(Err(LedgerError::Unknown)));
        }
    }
}

/// How many of those who wait go together.
fn batch_length(waiting: &[Request]) -> usize {
    let mut lines = 0;
    let fit = waiting.iter().take_while(|(journal, _)| {
        lines += journal.transfers.len();
        lines <= BATCH_LINES_MAX
    });
    fit.count().max(1)
}

fn answer_all(answers: Vec<Answer>, results: Result<Vec<Result<Receipt, LedgerError>>, LedgerError>) {
    match results {
        Ok(results) => {
            for (answer, result) in answers.into_iter().zip(results) {
                // Who no longer waits asks again with the same id.
                let _gone = answer.send(result);
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
    /// Posts one journal in its caller's own task.
    pub(super) async fn post_alone(&self, journal: &Journal) -> Result<Receipt, LedgerError> {
        metrics::histogram!("griot_ledger_batch_journals").record(1.0);
        let posted = self.post_batch(std::slice::from_ref(journal)).await.map_err(|error| {
            tracing::error!(%error, "a journal of the ledger failed");
            LedgerError::Unknown
        });
        posted?.pop().ok_or(LedgerError::Unknown)?
    }

    async fn post_batch(&self, journals: &[Journal]) -> Result<Vec<Result<Receipt, LedgerError>>, LedgerError> {
        match self.post_together(journals).await {
            Ok(results) => Ok(results.into_iter().map(|result| result.map_err(LedgerError::Refused)).collect()),
            Err(LedgerError::Db(error)) if error.is_about_the_data() => {
                tracing::error!(%error, "PostgreSQL refused a batch of the ledger; its journals go one by one");
                Ok(self.post_each(journals).await)
            }
            Err(error) => Err(error),
        }
    }

    async fn post_each(&self, journals: &[Journal]) -> Vec<Result<Receipt, LedgerError>> {
        let mut results = Vec::with_capacity(journals.len());
        for journal in journals {
            let alone = self.post_together(std::slice::from_ref(journal)).await;
            let result = alone.and_then(|mut one| one.pop().ok_or(LedgerError::Unknown)?.map_err(LedgerError::Refused));
            results.push(result);
        }
        results
    }

    async fn post_together(&self, journals: &[Journal]) -> Result<Results, LedgerError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_together(journals).await {
                Err(LedgerError::Db(error)) if tries < TRIES && met_another(&error) => {
                    tracing::warn!(%error, "a batch of the ledger met another process");
                }
                done => return done,
            }
        }
    }

    async fn try_together(&self, journals: &[Journal]) -> Result<Results, LedgerError> {
        let prepared = self.prepare(journals).await?;
        if let Some(results) = self.at_once(journals, &prepared).await? {
            return Ok(results);
        }
        let mut tx = self.db.begin(&Actor::system("ledger")).await?;
        let now = tx.now();
        let results = post_prepared(tx.conn(), journals, &prepared, now).await?;
        tx.commit().await?;
        Ok(results)
    }
}

/// The same id from two processes with other accounts in each, so that no common lock kept them apart, or the same two ids in
/// another order: the second look finds them.
fn met_another(error: &DbError) -> bool {
    error.is_unique("journals_pkey") || error.is_deadlock()
}
