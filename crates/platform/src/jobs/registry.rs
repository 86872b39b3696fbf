//! Which handler runs which job: every context registers its own.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use contracts::Event;
use futures::{FutureExt as _, future::BoxFuture};
use serde::Deserialize;
use uuid::Uuid;

use super::{Job, JobError, JobRun, WorkRole, schedule::Schedule};

/// A handler with its types forgotten.
pub(crate) type Handler = Arc<dyn Fn(serde_json::Value, JobRun) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// One kind of job.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) role: WorkRole,
    pub(crate) timeout: Duration,
    pub(crate) handler: Handler,
    /// Of a job whose payload is a list: the job that takes each of it alone, once they failed together.
    pub(crate) singly: Option<String>,
}

/// Who wants to hear of a topic.
#[derive(Debug, Clone)]
pub(crate) struct Consumer {
    pub(crate) topic: &'static str,
    pub(crate) name: &'static str,
    /// The job of one event.
    pub(crate) job_name: String,
    /// The job of several, for who takes them together.
    pub(crate) group_name: Option<String>,
}

/// A job to queue at fixed times.
#[derive(Clone)]
pub(crate) struct CronEntry {
    pub(crate) name: &'static str,
    pub(crate) schedule: &'static str,
    pub(crate) role: WorkRole,
    pub(crate) max_attempts: i16,
    pub(crate) payload: fn() -> Result<serde_json::Value, serde_json::Error>,
}

/// An event as its consumer receives it.
#[derive(Debug, Clone, Deserialize)]
pub struct Delivered<E> {
    /// What to give to [`crate::Tx::first_delivery`].
    pub event_id: Uuid,
    /// What happened.
    pub event: E,
}

/// Why a registry is refused.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Two handlers for one kind of job, or two consumers of one name and topic.
    #[error("two handlers for {0}")]
    Twice(String),
    /// Not a cron expression.
    #[error("the schedule `{schedule}` of {name} is not a cron expression")]
    Schedule {
        /// The job.
        name: &'static str,
        /// The expression.
        schedule: &'static str,
    },
    /// A cron entry whose job nobody runs.
    #[error("no handler for the cron job {0}")]
    NoHandler(&'static str),
}

/// The handlers of this process.
#[derive(Clone, Default)]
pub struct Registry {
    pub(crate) entries: BTreeMap<String, Entry>,
    pub(crate) consumers: Vec<Consumer>,
    pub(crate) crons: Vec<CronEntry>,
    pub(crate) twice: Vec<String>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").field("jobs", &self.entries.keys()).field("consumers", &self.consumers).finish_non_exhaustive()
    }
}

impl Registry {
    /// How often an event is offered to a consumer before it is given up; some ten hours of retries.
    pub const DELIVERY_ATTEMPTS: i16 = 20;

    /// No handlers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs jobs of this kind by this handler.
    pub fn job<J: Job, F, Fut>(&mut self, handler: F)
    where
        F: Fn(J, JobRun) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let entry = Entry { role: J::QUEUE_ROLE, timeout: J::TIMEOUT, handler: decoding(handler), singly: None };
        self.insert(J::NAME.to_owned(), entry);
    }

    /// Hands every event of this topic to the consumer, at least once, in the order of each aggregate.
    pub fn consumer<E: Event, F, Fut>(&mut self, name: &'static str, handler: F)
    where
        F: Fn(Delivered<E>, JobRun) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let job_name = one_event::<E>(name);
        self.insert(job_name.clone(), delivery(decoding(handler), None));
        self.consumers.push(Consumer { topic: E::TOPIC, name, job_name, group_name: None });
    }

    /// Hands the events of this topic to the consumer, at least once, together with others that were committed at about the same time:
    /// up to a hundred, in the order in which they were written. No order is kept between two groups, not even of one aggregate, and
    /// groups run at the same time: whoever needs an order is a [`Registry::consumer`].
    ///
    /// The handler does all of it or nothing, in one transaction, for those that are new by [`crate::Tx::first_deliveries`]. When it fails on
    /// several, each is delivered alone from then on, with attempts of its own: one that cannot be taken holds back no other.
    pub fn consumer_of_many<E: Event, F, Fut>(&mut self, name: &'static str, handler: F)
    where
        F: Fn(Vec<Delivered<E>>, JobRun) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        // One alone keeps the name and the payload that a consumer's has: what waited before it took many is understood, and an older
        // process leaves groups to those who know them.
        let (job_name, group_name) = (one_event::<E>(name), format!("events:{name}:{}", E::TOPIC));
        let of_many = handler.clone();
        self.insert(job_name.clone(), delivery(decoding(move |told: Delivered<E>, run| handler(vec![told], run)), None));
        self.insert(group_name.clone(), delivery(decoding(of_many), Some(job_name.clone())));
        self.consumers.push(Consumer { topic: E::TOPIC, name, job_name, group_name: Some(group_name) });
    }

    /// Queues the job at the times of a cron expression in UTC: minute, hour, day of month, month, day of week.
    pub fn cron<J: Job + Default>(&mut self, schedule: &'static str) {
        self.crons.push(CronEntry {
            name: J::NAME,
            schedule,
            role: J::QUEUE_ROLE,
            max_attempts: J::MAX_ATTEMPTS,
            payload: || serde_json::to_value(J::default()),
        });
    }

    /// Whether every job has one handler, every cron entry a schedule and a handler.
    pub(crate) fn check(&self) -> Result<(), RegistryError> {
        if let Some(name) = self.twice.first() {
            return Err(RegistryError::Twice(name.clone()));
        }
        for entry in &self.crons {
            if Schedule::parse(entry.schedule).is_none() {
                return Err(RegistryError::Schedule { name: entry.name, schedule: entry.schedule });
            }
            if !self.entries.contains_key(entry.name) {
                return Err(RegistryError::NoHandler(entry.name));
            }
        }
        Ok(())
    }

    /// The names of the jobs that this role runs.
    pub(crate) fn names(&self, role: WorkRole) -> Vec<String> {
        self.entries.iter().filter(|(_, entry)| entry.role == role).map(|(name, _)| name.clone()).collect()
    }

    fn insert(&mut self, name: String, entry: Entry) {
        if self.entries.insert(name.clone(), entry).is_some() {
            self.twice.push(name);
        }
    }
}

fn one_event<E: Event>(name: &'static str) -> String {
    format!("event:{name}:{}", E::TOPIC)
}

fn delivery(handler: Handler, singly: Option<String>) -> Entry {
    Entry { role: WorkRole::Worker, timeout: Duration::from_mins(5), handler, singly }
}

fn decoding<P, F, Fut>(handler: F) -> Handler
where
    P: serde::de::DeserializeOwned + Send + 'static,
    F: Fn(P, JobRun) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<(), JobError>> + Send + 'static,
{
    Arc::new(move |payload, run| match serde_json::from_value::<P>(payload) {
        Ok(value) => handler(value, run).boxed(),
        Err(error) => futures::future::ready(Err(JobError::Fail(Box::new(error)))).boxed(),
    })
}
