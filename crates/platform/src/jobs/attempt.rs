//! One attempt of one job: run it, bounded in time, and write down how it ended.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use uuid::Uuid;

use super::{
    JobError, JobRun,
    backoff::backoff,
    registry::Registry,
    store::{
        groups,
        queue::{self, Leased, Outcome, Settlement},
    },
};
use crate::{Db, telemetry::QueryCount};

/// The longest error text that is kept.
const LONGEST_ERROR: usize = 2000;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// After how many processes that ended with it a group is tried no more: one of its events may be what ends them.
const LOST_TOGETHER: i16 = 2;

/// What the attempts of one worker share.
#[derive(Clone)]
pub(super) struct Workplace {
    pub(super) db: Db,
    pub(super) registry: Arc<Registry>,
    pub(super) worker_id: Uuid,
    pub(super) label: Arc<str>,
    /// Asks the handlers to stop.
    pub(super) shutdown: CancellationToken,
    /// Ends the handlers that did not.
    pub(super) abort: CancellationToken,
    /// Ends even the writing down: the row of the worker is gone, or the time for stopping is over.
    pub(super) give_up: CancellationToken,
}

/// How the handler ended, before it is judged.
enum Ended {
    Well,
    Badly(JobError),
    Aborted,
}

/// Runs the job and settles it.
pub(super) async fn attempt(place: Workplace, job: Leased) {
    let span = tracing::info_span!("job", job = %job.name, id = job.id, attempt = job.attempt);
    run(place, job).instrument(span).await;
}

async fn run(place: Workplace, job: Leased) {
    let queries = QueryCount::new();
    let clock = std::time::Instant::now();
    let ended = execute(&place, &job, &queries).await;
    let settlement = judge(&place, &job, ended, queries.get());
    report(&job, &settlement, clock.elapsed());
    tokio::select! {
        () = settle(&place, &settlement) => {}
        () = place.give_up.cancelled() => tracing::warn!("the end of the attempt could not be written down: it will run again"),
    }
}

async fn execute(place: &Workplace, job: &Leased, queries: &QueryCount) -> Ended {
    let Some(entry) = place.registry.entries.get(&job.name) else {
        return Ended::Badly(JobError::fail("no handler for this kind of job"));
    };
    if singly(place, job).is_some() && job.attempt > LOST_TOGETHER {
        return Ended::Badly(JobError::retry("it was never heard of again, more than once"));
    }
    let run = JobRun {
        job_id: job.id,
        attempt: job.attempt,
        max_attempts: job.max_attempts,
        shutdown: place.shutdown.child_token(),
        worker_id: place.worker_id,
    };
    let handler = (entry.handler)(job.payload.clone(), run);
    let queries = queries.clone();
    // A task of its own: a panic stays in it, and a handler that blocks cannot keep the worker from stopping.
    let mut task = tokio::spawn(async move { queries.scope(handler).await }.in_current_span());
    let ended = tokio::select! {
        ended = &mut task => Some(ended),
        () = tokio::time::sleep(entry.timeout) => None,
        () = place.abort.cancelled() => { task.abort(); return Ended::Aborted; }
    };
    match ended {
        Some(Ok(Ok(()))) => Ended::Well,
        Some(Ok(Err(error))) => Ended::Badly(error),
        Some(Err(panic)) => Ended::Badly(JobError::retry(panicked(panic))),
        None => {
            task.abort();
            Ended::Badly(JobError::retry(format!("took longer than {} s", entry.timeout.as_secs())))
        }
    }
}

fn panicked(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "was cancelled".to_owned() };
    let message = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panicked: {}", message.unwrap_or_default())
}

/// The job of each part, if this one is several in one.
fn singly<'a>(place: &'a Workplace, job: &Leased) -> Option<&'a str> {
    let parts = job.payload.as_array().map_or(0, Vec::len);
    place.registry.entries.get(&job.name)?.singly.as_deref().filter(|_job| parts > 1)
}

fn judge<'a>(place: &'a Workplace, job: &Leased, ended: Ended, queries: u32) -> Settlement<'a> {
    let now = place.db.now();
    let stopping = place.shutdown.is_cancelled();
    let singly = singly(place, job);
    let is_one = singly.is_none();
    let (outcome, error, pause) = match ended {
        Ended::Well => (Outcome::Done, None, None),
        Ended::Aborted => (Outcome::Returned, None, None),
        Ended::Badly(JobError::Snooze(pause)) => (Outcome::Snoozed, None, Some(pause)),
        Ended::Badly(error @ JobError::Fail(_)) if is_one => (Outcome::Failed, Some(error.to_string()), None),
        // Asked to stop, a handler stops with an error: that is no fault of the job.
        Ended::Badly(error) if stopping => (Outcome::Returned, Some(error.to_string()), None),
        Ended::Badly(error) if is_one && job.attempt >= job.max_attempts => (Outcome::Failed, Some(error.to_string()), None),
        Ended::Badly(error) => (Outcome::Retried, Some(error.to_string()), Some(backoff(job.attempt, place.db.rng()))),
    };
    Settlement {
        job_id: job.id,
        worker_id: place.worker_id,
        label: &place.label,
        outcome,
        error: error.map(|text| tidy(&text)),
        queries,
        ended_at: now,
        run_at: pause.map(|pause| after(now, pause)),
        singly: singly.filter(|_job| outcome == Outcome::Retried),
    }
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    SignedDuration::try_from(pause).ok().and_then(|pause| now.checked_add(pause).ok()).unwrap_or(Timestamp::MAX)
}

/// PostgreSQL refuses the character NUL in a text.
fn tidy(text: &str) -> String {
    text.chars().filter(|character| *character != '\0').take(LONGEST_ERROR).collect()
}

/// One line and two metrics per attempt.
fn report(job: &Leased, end: &Settlement<'_>, took: Duration) {
    let outcome = end.outcome.as_str();
    let (duration_ms, queries, error) = (took.as_millis(), end.queries, end.error.as_deref());
    match end.outcome {
        Outcome::Failed => tracing::error!(outcome, duration_ms, queries, error, "job"),
        Outcome::Retried => tracing::warn!(outcome, duration_ms, queries, error, "job"),
        Outcome::Done | Outcome::Snoozed | Outcome::Returned => tracing::info!(outcome, duration_ms, queries, error, "job"),
    }
    metrics::counter!("griot_jobs_total", "job" => job.name.clone(), "outcome" => outcome).increment(1);
    metrics::histogram!("griot_job_duration_seconds", "job" => job.name.clone()).record(took.as_secs_f64());
}

/// Writes the end down, however long the database is away.
async fn settle(place: &Workplace, settlement: &Settlement<'_>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let settled = match settlement.singly {
            Some(name) => groups::disband(place.db.pool(), settlement, name).await,
            None => queue::settle(place.db.pool(), settlement).await,
        };
        match settled {
            Ok(true) => return,
            Ok(false) => {
                tracing::warn!("the job was given to another worker meanwhile: this result does not count");
                return;
            }
            Err(error) => tracing::warn!(%error, "the end of an attempt could not be written down yet"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
