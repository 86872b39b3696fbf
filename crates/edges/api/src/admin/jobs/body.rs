//! What the answers about jobs look like.

use jiff::Timestamp;
use platform::jobs::admin::{CronLine, JobCard, JobCount, JobView, RunLine, WorkerLine};
use serde::Serialize;
use utoipa::ToSchema;

/// A background job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub(crate) struct JobBody {
    /// Its number.
    id: i64,
    /// What kind it is: `context.what-to-do`, or `event:consumer:topic`, or `events:consumer:topic` of several at once.
    name: String,
    /// `waiting`, `running` or `failed`.
    state: &'static str,
    /// Which workers take it: `worker` or `media`.
    role: String,
    /// How often it was tried.
    attempts: i16,
    /// How often it is tried at most.
    max_attempts: i16,
    /// When it was queued.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it is due, or was last due.
    #[schema(value_type = String, format = DateTime)]
    run_at: Timestamp,
    /// The queue whose jobs run one after the other.
    serial: Option<String>,
    /// The key that keeps it from being queued twice.
    unique_key: Option<String>,
    /// What the last attempt ended with, when not well.
    last_error: Option<String>,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobAttempt)]
pub(crate) struct AttemptBody {
    /// Which attempt, from 1.
    attempt: i16,
    /// Who made it: role, machine, process.
    worker: String,
    /// From when.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    ended_at: Timestamp,
    /// `done`, `retried`, `failed`, `snoozed`, `returned` or `lost`.
    outcome: String,
    /// Why, when not well.
    error: Option<String>,
    /// How many statements it sent to the database.
    queries: i32,
}

/// A job with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobDetails)]
pub(crate) struct JobDetailsBody {
    /// The job; null when it is finished.
    job: Option<JobBody>,
    /// Its latest attempts, the newest first.
    attempts: Vec<AttemptBody>,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobCount)]
pub(crate) struct CountBody {
    /// The kind.
    name: String,
    /// `worker` or `media`.
    role: String,
    /// `waiting`, `running` or `failed`.
    state: &'static str,
    /// How many.
    jobs: i64,
}

/// A process that runs jobs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobWorker)]
pub(crate) struct WorkerBody {
    /// `worker` or `media`.
    role: String,
    /// Role, machine, process.
    label: String,
    /// Since when it lives.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Its last sign of life; one comes every two seconds.
    #[schema(value_type = String, format = DateTime)]
    seen_at: Timestamp,
    /// How many jobs it has in hand.
    running: i64,
}

/// What the clock queues.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobSchedule)]
pub(crate) struct ScheduleBody {
    /// The kind of job.
    name: String,
    /// The cron expression, in UTC: minute, hour, day of month, month, day of week.
    schedule: String,
    /// The last time it was queued for.
    #[schema(value_type = String, format = DateTime)]
    last_tick: Timestamp,
    /// The next time it is queued for.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_tick: Option<Timestamp>,
    /// How its last attempt ended, in the words of an attempt's `outcome`.
    last_outcome: Option<String>,
}

/// The queue as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobQueue)]
pub(crate) struct QueueBody {
    /// By kind and state; states without jobs are left out.
    counts: Vec<CountBody>,
    /// The living workers.
    workers: Vec<WorkerBody>,
    /// What the clock queues.
    schedule: Vec<ScheduleBody>,
}

impl QueueBody {
    pub(super) fn of(counts: Vec<JobCount>, workers: Vec<WorkerLine>, schedule: Vec<CronLine>) -> Self {
        Self {
            counts: counts.into_iter().map(Into::into).collect(),
            workers: workers.into_iter().map(Into::into).collect(),
            schedule: schedule.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<JobCard> for JobBody {
    fn from(job: JobCard) -> Self {
        Self {
            id: job.id,
            name: job.name,
            state: job.state.as_str(),
            role: job.role,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            created_at: job.created_at,
            run_at: job.run_at,
            serial: job.serial,
            unique_key: job.unique_key,
            last_error: job.last_error,
        }
    }
}

impl From<RunLine> for AttemptBody {
    fn from(run: RunLine) -> Self {
        Self {
            attempt: run.attempt,
            worker: run.worker,
            started_at: run.started_at,
            ended_at: run.ended_at,
            outcome: run.outcome,
            error: run.error,
            queries: run.queries,
        }
    }
}

impl From<JobView> for JobDetailsBody {
    fn from(view: JobView) -> Self {
        Self { job: view.job.map(Into::into), attempts: view.runs.into_iter().map(Into::into).collect() }
    }
}

impl From<JobCount> for CountBody {
    fn from(count: JobCount) -> Self {
        Self { name: count.name, role: count.role, state: count.state.as_str(), jobs: count.jobs }
    }
}

impl From<WorkerLine> for WorkerBody {
    fn from(worker: WorkerLine) -> Self {
        Self {
            role: worker.role,
            label: worker.label,
            started_at: worker.started_at,
            seen_at: worker.seen_at,
            running: worker.running,
        }
    }
}

impl From<CronLine> for ScheduleBody {
    fn from(line: CronLine) -> Self {
        Self {
            name: line.name,
            schedule: line.schedule,
            last_tick: line.last_tick,
            next_tick: line.next_tick,
            last_outcome: line.last_outcome,
        }
    }
}
