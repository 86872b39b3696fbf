//! A transaction with its actor and its instant.

use std::{collections::HashSet, fmt::Display};

use contracts::Event;
use jiff::Timestamp;
use kernel::Actor;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::{DbError, store};
use crate::jobs::{self, Enqueue, Job};

/// An open transaction. Only service methods open one; it never spans a network call.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    actor: Actor,
    now: Timestamp,
    /// Whether who delivers events is woken at commit.
    wakes: bool,
}

impl Tx {
    pub(crate) const fn new(inner: Transaction<'static, Postgres>, actor: Actor, now: Timestamp) -> Self {
        Self { inner, actor, now, wakes: false }
    }

    /// The connection, for the store functions of a context.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// The instant at which the transaction was opened: the one time that all its rows carry.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who acts.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Tells the other contexts, once this transaction commits.
    pub async fn emit<E: Event>(&mut self, event: &E) -> Result<(), DbError> {
        let payload = serde_json::to_value(event).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let event_id = Uuid::now_v7();
        store::insert_event(&mut self.inner, event_id, E::TOPIC, event.key(), &payload, self.now).await?;
        self.wake().await
    }

    /// Several events of one kind, in their order, by one statement.
    pub async fn emit_all<E: Event>(&mut self, events: &[E]) -> Result<(), DbError> {
        if events.is_empty() {
            return Ok(());
        }
        let payloads = events.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
        let payloads = payloads.map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let keys: Vec<Uuid> = events.iter().map(Event::key).collect();
        store::insert_events(&mut self.inner, E::TOPIC, &keys, &payloads, self.now).await?;
        self.wake().await
    }

    /// Wakes who delivers events, once.
    async fn wake(&mut self) -> Result<(), DbError> {
        if !self.wakes {
            store::notify(&mut self.inner, crate::outbox::WAKE_CHANNEL, "").await?;
            self.wakes = true;
        }
        Ok(())
    }

    /// From here on statements are planned without their parameters, once for each connection: for those whose planning takes longer than
    /// running them, and whose plan is the same whatever is asked.
    pub async fn plan_once(&mut self) -> Result<(), DbError> {
        store::plan_once(&mut self.inner).await
    }

    /// Queues a job, which runs only if this transaction commits.
    pub async fn enqueue<J: Job>(&mut self, job: &J, options: Enqueue) -> Result<(), DbError> {
        let options = Enqueue { run_at: options.run_at.or(Some(self.now)), ..options };
        jobs::enqueue(&mut self.inner, job, options).await
    }

    /// Tells the live subscribers of a channel, at commit. At most 7 KB.
    pub async fn notify(&mut self, channel: &str, payload: &serde_json::Value) -> Result<(), DbError> {
        let message = crate::bus::encode(channel, payload)?;
        store::notify(&mut self.inner, crate::bus::PG_CHANNEL, &message).await
    }

    /// Several messages, each to its channel, by one statement.
    pub async fn notify_all(&mut self, told: &[(String, serde_json::Value)]) -> Result<(), DbError> {
        if told.is_empty() {
            return Ok(());
        }
        let messages = told.iter().map(|(channel, payload)| crate::bus::encode(channel, payload));
        store::notify_all(&mut self.inner, crate::bus::PG_CHANNEL, &messages.collect::<Result<Vec<_>, _>>()?).await
    }

    /// Writes a line of the audit trail: who did what to which thing, from which session and address.
    pub async fn audit(
        &mut self,
        action: &'static str,
        subject: impl Display,
        details: serde_json::Value,
    ) -> Result<(), DbError> {
        let line = store::AuditLine { actor: &self.actor, action, subject: subject.to_string(), details, at: self.now };
        store::insert_audit(&mut self.inner, line).await
    }

    /// Marks an event as handled by this consumer; false when it was already, and the handler must do nothing.
    pub async fn first_delivery(&mut self, consumer: &'static str, event_id: Uuid) -> Result<bool, DbError> {
        store::insert_inbox(&mut self.inner, consumer, event_id, self.now).await
    }

    /// Marks events as handled by this consumer, by one statement; those that are not in the answer were already.
    pub async fn first_deliveries(&mut self, consumer: &'static str, event_ids: &[Uuid]) -> Result<HashSet<Uuid>, DbError> {
        if event_ids.is_empty() {
            return Ok(HashSet::new());
        }
        let new = store::insert_inboxes(&mut self.inner, consumer, event_ids, self.now).await?;
        Ok(new.into_iter().collect())
    }

    /// Makes everything true at once.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.inner.commit().await?)
    }
}
