//! Clicks on their way into the database: each waits until it is there, and all that wait at the same moment go together (group commit).
//!
//! Bounded: when more wait than [`QUEUE`], the next is refused rather than kept in a memory that a crash would empty.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use platform::{Db, DbError};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    time::{Interval, MissedTickBehavior},
};

use super::{model::Click, store};

/// How many clicks may wait.
const QUEUE: usize = 20_000;
/// How many go together.
const AT_ONCE: usize = 2_000;
/// How many such groups are on their way at once: while one waits for the disk, the next is made.
const WRITERS: u32 = 2;
/// How far apart groups begin: who comes alone goes at once, and many together cost little more than a few.
const APART: Duration = Duration::from_millis(1);
/// The longest that anybody waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// A click, and who waits for it.
struct Waiting {
    click: Click,
    written: oneshot::Sender<()>,
}

/// Where groups are made, one after the other.
struct Door {
    waiting: mpsc::Receiver<Waiting>,
    pace: Interval,
}

impl Door {
    /// The next group; none when no more will come.
    async fn group(&mut self, group: &mut Vec<Waiting>) -> usize {
        let first = self.waiting.recv_many(group, AT_ONCE).await;
        if first == 0 {
            return 0;
        }
        self.pace.tick().await;
        // Who came meanwhile goes with it.
        while group.len() < AT_ONCE
            && let Ok(one) = self.waiting.try_recv()
        {
            group.push(one);
        }
        group.len()
    }
}

fn pace() -> Interval {
    let mut pace = tokio::time::interval(APART);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

/// The click was not written down: whether it will be is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unwritten;

/// Hands clicks to the writers.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    queue: mpsc::Sender<Waiting>,
}

impl Recorder {
    /// Starts the writers, each with a connection of its own; they end when the last handle is dropped.
    pub(crate) fn start(db: &Db) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let db = db.apart(WRITERS);
        let door = Arc::new(Mutex::new(Door { waiting, pace: pace() }));
        for _ in 0..WRITERS {
            tokio::spawn(write(db.clone(), Arc::clone(&door)));
        }
        Self { queue }
    }

    /// Returns once the click is in the database, safe from a crash.
    pub(super) async fn write(&self, click: Click) -> Result<(), Unwritten> {
        let (written, answer) = oneshot::channel();
        self.queue.try_send(Waiting { click, written }).map_err(|_full| Unwritten)?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Unwritten),
        }
    }
}

async fn write(db: Db, door: Arc<Mutex<Door>>) {
    let mut group = Vec::with_capacity(AT_ONCE);
    loop {
        if door.lock().await.group(&mut group).await == 0 {
            return;
        }
        let clicks: Vec<&Click> = group.iter().map(|one| &one.click).collect();
        match write_group(&db, &clicks).await {
            Ok(()) => {
                metrics::counter!("griot_affiliate_clicks_total").increment(clicks.len() as u64);
                // Who went away does not hear that their click is there.
                for one in group.drain(..) {
                    let _gone = one.written.send(());
                }
            }
            Err(error) => {
                tracing::error!(%error, clicks = clicks.len(), "clicks were not written; their visitors are asked to try again");
                group.clear();
            }
        }
    }
}

async fn write_group(db: &Db, clicks: &[&Click]) -> Result<(), DbError> {
    match store::insert(db.pool(), clicks).await {
        // The month has no partition yet: the job that makes them ahead did not run. Or some are there already, as in a past that is told
        // again: those stay.
        Err(error) if error.is_about_the_data() => {
            let earliest = clicks.iter().map(|click| click.at).min().unwrap_or_else(|| db.now());
            store::open_partitions(db.pool(), earliest, db.now() + SignedDuration::from_hours(24)).await?;
            let known = store::known(db.pool(), clicks).await?;
            let new: Vec<&Click> = clicks.iter().copied().filter(|click| !known.contains(&click.id.as_uuid())).collect();
            if new.is_empty() { Ok(()) } else { store::insert(db.pool(), &new).await }
        }
        done => done,
    }
}
