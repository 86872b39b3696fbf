//! What an administrator sees of the queue.

use jiff::Timestamp;
use serde::Serialize;

use crate::jobs::WorkRole;

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for its time or for a worker.
    Waiting,
    /// A worker is at it.
    Running,
    /// Given up.
    Failed,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Running, Self::Failed];

    /// The word for it in addresses and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }

    /// The state of such a word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobCard {
    /// Its number.
    pub id: i64,
    /// What kind it is.
    pub name: String,
    /// What it is doing.
    pub state: JobState,
    /// `worker` or `media`.
    pub role: String,
    /// How often it was tried.
    pub attempts: i16,
    /// How often it is tried at most.
    pub max_attempts: i16,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it is due, or was last due.
    pub run_at: Timestamp,
    /// The serial queue it waits in.
    pub serial: Option<String>,
    /// The key that keeps it from being queued twice.
    pub unique_key: Option<String>,
    /// What the last attempt ended with, when not well.
    pub last_error: Option<String>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunLine {
    /// Which attempt.
    pub attempt: i16,
    /// Who made it: role, machine, process.
    pub worker: String,
    /// From when.
    pub started_at: Timestamp,
    /// Until when.
    pub ended_at: Timestamp,
    /// `done`, `retried`, `failed`, `snoozed`, `returned` or `lost`.
    pub outcome: String,
    /// Why, when not well.
    pub error: Option<String>,
    /// How many statements it sent to the database.
    pub queries: i32,
}

/// A job with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobView {
    /// The job; none when it is finished and only its history is left.
    pub job: Option<JobCard>,
    /// Its latest attempts, the newest first.
    pub runs: Vec<RunLine>,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobCount {
    /// The kind.
    pub name: String,
    /// `worker` or `media`.
    pub role: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub jobs: i64,
}

/// A process that runs jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerLine {
    /// `worker` or `media`.
    pub role: String,
    /// Role, machine, process.
    pub label: String,
    /// Since when it lives.
    pub started_at: Timestamp,
    /// Its last sign of life; two seconds ago is usual, a minute ago is dead.
    pub seen_at: Timestamp,
    /// How many jobs it has in hand.
    pub running: i64,
}

/// An entry of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CronLine {
    /// The kind of job.
    pub name: String,
    /// The cron expression, in UTC.
    pub schedule: String,
    /// The last tick that was turned into a job.
    pub last_tick: Timestamp,
    /// The tick after now; none when the expression names no day to come.
    pub next_tick: Option<Timestamp>,
    /// How its last attempt ended; none when it never ran, or longer ago than attempts are kept.
    pub last_outcome: Option<String>,
}

/// Which jobs to list; an empty filter lists all.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only those in this state.
    pub state: Option<JobState>,
    /// Only those of this kind of worker.
    pub role: Option<WorkRole>,
    /// Only those whose kind contains these letters.
    pub name: Option<String>,
}
