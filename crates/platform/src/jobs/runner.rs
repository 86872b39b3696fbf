//! The loop that takes jobs and runs them, whatever happens to the database meanwhile.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use tokio::{
    sync::broadcast::{self, error::RecvError},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    Pace, Registry, RegistryError, WorkRole,
    attempt::{Workplace, attempt},
    cron,
    presence::Presence,
    store::queue::{self, ONE_PER_SERIAL},
};
use crate::{Bus, Db, DbError, bus::Wake, outbox};

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// The time for each of the last statements when stopping.
const LAST_STATEMENT: Duration = Duration::from_secs(3);

/// How a runner works.
#[derive(Debug, Clone)]
pub struct RunnerConfig {
    /// Which jobs it takes.
    pub role: WorkRole,
    /// How many at once. No more is ever taken: what waits can be taken by others.
    pub concurrency: usize,
    /// How long running jobs may go on after [`RunnerHandle::stop`] before they are returned to the queue.
    pub stop_grace: Duration,
    /// How often to look although nobody called.
    pub poll: Duration,
    /// The signs of life.
    pub pace: Pace,
}

impl RunnerConfig {
    /// The usual way: five seconds of grace, a look every five seconds.
    pub fn new(role: WorkRole, concurrency: usize) -> Self {
        let five = Duration::from_secs(5);
        Self { role, concurrency: concurrency.max(1), stop_grace: five, poll: five, pace: Pace::default() }
    }
}

/// Runs the jobs of one role in this process. A runner of the role `worker` also relays events and keeps the cron.
#[derive(Debug, Clone, Copy)]
pub struct Runner;

impl Runner {
    /// Starts to work in the background. Fails only when the registry contradicts itself; a database that is away is waited
    /// for.
    pub fn start(db: &Db, bus: &Bus, registry: &Registry, config: RunnerConfig) -> Result<RunnerHandle, RegistryError> {
        registry.check()?;
        let registry = Arc::new(registry.clone());
        let stop = CancellationToken::new();
        let mut tasks = Vec::new();
        if config.role == WorkRole::Worker {
            tasks.push(tokio::spawn(cron::keep(db.clone(), Arc::clone(&registry), stop.clone())));
            tasks.push(tokio::spawn(outbox::relay(db.clone(), bus.wakes(), Arc::clone(&registry), stop.clone())));
        }
        let worker = Worker {
            names: registry.names(config.role),
            label: label(config.role),
            db: db.clone(),
            bus: bus.clone(),
            registry,
            config,
            stop: stop.clone(),
        };
        tasks.push(tokio::spawn(worker.work()));
        Ok(RunnerHandle { stop, tasks })
    }
}

/// A runner at work. Dropped without [`RunnerHandle::stop`], it stops in the background.
#[derive(Debug)]
pub struct RunnerHandle {
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl RunnerHandle {
    /// Takes no more jobs, lets the running ones end within the grace, returns the others to the queue with their attempt.
    /// Takes at most the grace and some ten seconds, even without a database.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for task in self.tasks.drain(..) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the job runner ended badly");
            }
        }
    }
}

impl Drop for RunnerHandle {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Worker {
    db: Db,
    bus: Bus,
    registry: Arc<Registry>,
    names: Vec<String>,
    label: Arc<str>,
    config: RunnerConfig,
    stop: CancellationToken,
}

impl Worker {
    /// Works under one identity after the other: a worker that was taken for dead starts anew.
    async fn work(self) {
        let mut pause = FIRST_PAUSE;
        while !self.stop.is_cancelled() {
            match Presence::announce(&self.db, self.config.role, &self.label, self.config.pace).await {
                Ok(presence) => {
                    pause = FIRST_PAUSE;
                    self.shift(presence).await;
                }
                Err(error) => {
                    tracing::warn!(%error, role = self.config.role.as_str(), "the job runner waits for the database");
                    pause = self.rest(pause).await;
                }
            }
        }
    }

    async fn rest(&self, pause: Duration) -> Duration {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
        (pause * 2).min(LONGEST_PAUSE)
    }

    async fn shift(&self, presence: Presence) {
        let place = Workplace {
            db: self.db.clone(),
            registry: Arc::clone(&self.registry),
            worker_id: presence.worker_id,
            label: Arc::clone(&self.label),
            shutdown: CancellationToken::new(),
            abort: CancellationToken::new(),
            give_up: presence.lost.child_token(),
        };
        let mut running = JoinSet::new();
        self.take_until_stopped(&place, &presence, &mut running).await;
        place.shutdown.cancel();
        if presence.lost.is_cancelled() {
            tracing::warn!("this worker was taken for dead: its jobs are somebody else's");
            place.abort.cancel();
        }
        end_shift(&place, presence, running, self.config.stop_grace).await;
    }

    async fn take_until_stopped(&self, place: &Workplace, presence: &Presence, running: &mut JoinSet<()>) {
        let mut wakes = self.bus.wakes();
        let mut pause = FIRST_PAUSE;
        loop {
            let mut wait = self.config.poll;
            match self.fill(place, running).await {
                Ok(next) => {
                    pause = FIRST_PAUSE;
                    wait = next.min(wait);
                }
                Err(error) => {
                    tracing::warn!(%error, "no jobs could be taken");
                    wait = pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = presence.lost.cancelled() => return,
                Some(_ended) = running.join_next() => while running.try_join_next().is_some() {},
                () = called(&mut wakes, self.config.role) => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Takes jobs until every place is filled or nothing is due; returns how long nothing will be.
    async fn fill(&self, place: &Workplace, running: &mut JoinSet<()>) -> Result<Duration, DbError> {
        let role = self.config.role;
        loop {
            let limit = self.config.concurrency.saturating_sub(running.len());
            if limit == 0 {
                return Ok(Duration::MAX);
            }
            let now = self.db.now();
            let take = queue::Take { worker_id: place.worker_id, role, names: &self.names, limit, now };
            let jobs = match queue::take(self.db.pool(), &take).await {
                Err(error) if error.is_unique(ONE_PER_SERIAL) => continue,
                other => other?,
            };
            let taken = jobs.len();
            for job in jobs {
                running.spawn(attempt(place.clone(), job));
            }
            if taken < limit {
                let due = queue::next_due(self.db.pool(), role, now).await?;
                return Ok(due.map_or(Duration::MAX, |due| until(now.duration_until(due))));
            }
        }
    }
}

fn until(left: SignedDuration) -> Duration {
    Duration::try_from(left).unwrap_or(Duration::ZERO).max(Duration::from_millis(1))
}

/// Lets the running jobs end, then returns them to the queue, then leaves; each within its time.
async fn end_shift(place: &Workplace, presence: Presence, mut running: JoinSet<()>, grace: Duration) {
    let orderly = timeout(grace, finish(&mut running)).await;
    if orderly.is_err() {
        place.abort.cancel();
        if timeout(LAST_STATEMENT, finish(&mut running)).await.is_err() {
            place.give_up.cancel();
            finish(&mut running).await;
        }
    }
    match timeout(LAST_STATEMENT, presence.withdraw()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the worker could not sign off: its jobs are freed by others"),
        Err(_elapsed) => tracing::warn!("the worker could not sign off in time: its jobs are freed by others"),
    }
}

async fn finish(running: &mut JoinSet<()>) {
    while running.join_next().await.is_some() {}
}

/// Resolves when this role is called.
async fn called(wakes: &mut broadcast::Receiver<Wake>, role: WorkRole) {
    loop {
        match wakes.recv().await {
            Ok(Wake::Jobs(name)) if name == role.as_str() => return,
            Ok(Wake::All) | Err(RecvError::Lagged(_)) => return,
            Ok(Wake::Jobs(_) | Wake::Outbox) => {}
            // The worker holds the bus, so its channel stays open while this waits.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// How a person recognises the worker: role, machine, process.
fn label(role: WorkRole) -> Arc<str> {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}@{}/{}", role.as_str(), machine.trim(), std::process::id()).into()
}
