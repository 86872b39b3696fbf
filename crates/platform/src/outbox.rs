//! From a committed event to the jobs that deliver it: one per consumer of its topic, in the order of each aggregate.
//!
//! One relay at a time dispatches, under an advisory lock, so that the order in which events were written is the order in
//! which their deliveries are queued. A delivery is a job in the serial queue `consumer:aggregate`: a failing event holds
//! back the later ones of its aggregate for this consumer only. A consumer of many is given those of a batch together, in no serial
//! queue.

mod store;

use std::{sync::Arc, time::Duration};

use kernel::Actor;
use sha2::{Digest as _, Sha256};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

use self::store::Waiting;
use crate::{
    Db, DbError,
    bus::Wake,
    jobs::{self, Consumer, NewDelivery, Registry},
};

/// The channel on which PostgreSQL tells the relay that an event was committed.
pub const WAKE_CHANNEL: &str = "griot_outbox";

/// Events per transaction.
const BATCH: i64 = 200;
/// Events that a consumer of many is given together.
const TOGETHER: usize = 100;
/// How often to look although nobody called.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const AFTER_ERROR: Duration = Duration::from_secs(1);
/// How long nobody is called after events were dispatched: one goes at once, many go together.
const REST: Duration = Duration::from_millis(100);

/// Dispatches until stopped.
pub(crate) async fn relay(db: Db, mut wakes: broadcast::Receiver<Wake>, registry: Arc<Registry>, stop: CancellationToken) {
    loop {
        let (rest, pause) = match dispatch_all(&db, &registry).await {
            Ok(events) => (if events > 0 { REST } else { Duration::ZERO }, LOOK_EVERY),
            Err(error) => {
                tracing::warn!(%error, "events could not be dispatched yet");
                (Duration::ZERO, AFTER_ERROR)
            }
        };
        let waited = async {
            tokio::time::sleep(rest).await;
            tokio::select! {
                () = called(&mut wakes) => {}
                () = tokio::time::sleep(pause) => {}
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = waited => {}
        }
    }
}

/// Dispatches all committed events and returns how many; none when another relay is at it.
pub(crate) async fn dispatch_all(db: &Db, registry: &Registry) -> Result<usize, DbError> {
    let mut events = 0;
    loop {
        let batch = dispatch(db, registry).await?;
        if batch == 0 {
            return Ok(events);
        }
        events += batch;
    }
}

async fn dispatch(db: &Db, registry: &Registry) -> Result<usize, DbError> {
    let mut tx = db.begin(&Actor::system("outbox")).await?;
    if !store::lock(tx.conn()).await? {
        return Ok(0);
    }
    let events = store::waiting(tx.conn(), BATCH).await?;
    if events.is_empty() {
        return Ok(0);
    }
    let deliveries = deliveries(&events, registry);
    let now = tx.now();
    jobs::enqueue_deliveries(tx.conn(), &deliveries, now).await?;
    let ids: Vec<_> = events.iter().map(|event| event.event_id).collect();
    store::mark_dispatched(tx.conn(), &ids, now).await?;
    tx.commit().await?;
    metrics::counter!("griot_events_dispatched_total").increment(u64::try_from(events.len()).unwrap_or(0));
    Ok(events.len())
}

/// Of each consumer in the order of the events.
fn deliveries(events: &[Waiting], registry: &Registry) -> Vec<NewDelivery> {
    let mut deliveries = Vec::new();
    for consumer in &registry.consumers {
        let heard: Vec<&Waiting> = events.iter().filter(|event| event.topic == consumer.topic).collect();
        match &consumer.group_name {
            None => deliveries.extend(heard.into_iter().map(|event| {
                let serial = Some(format!("{}:{}", consumer.name, event.key));
                NewDelivery { serial, ..alone(consumer, event) }
            })),
            Some(name) => deliveries.extend(heard.chunks(TOGETHER).map(|group| match group {
                [event] => alone(consumer, event),
                group => together(name, group),
            })),
        }
    }
    deliveries
}

fn alone(consumer: &Consumer, event: &Waiting) -> NewDelivery {
    let (payload, unique_key) = (payload(event), event.event_id.to_string());
    NewDelivery { name: consumer.job_name.clone(), payload, serial: None, unique_key }
}

/// The key names all of them: a group that only shares some with one that waits is not the same.
fn together(name: &str, group: &[&Waiting]) -> NewDelivery {
    let ids: Vec<u8> = group.iter().flat_map(|event| event.event_id.into_bytes()).collect();
    let unique_key = hex::encode(Sha256::digest(ids));
    let payload = group.iter().copied().map(payload).collect();
    NewDelivery { name: name.to_owned(), payload, serial: None, unique_key }
}

fn payload(event: &Waiting) -> serde_json::Value {
    serde_json::json!({ "event_id": event.event_id, "event": event.payload })
}

async fn called(wakes: &mut broadcast::Receiver<Wake>) {
    loop {
        match wakes.recv().await {
            Ok(Wake::Outbox | Wake::All) | Err(RecvError::Lagged(_)) => return,
            Ok(Wake::Jobs(_)) => {}
            // Without a bus, the regular look remains.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
