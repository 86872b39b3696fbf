//! Live messages between processes, by LISTEN/NOTIFY: at most once, for whoever listens now.
//!
//! One connection per process listens; messages are handed to subscribers by channel. What must not be lost goes through
//! the outbox instead. Also carries the wake-up calls of the job runners and of the outbox relay.

mod listener;
mod store;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures::{Stream, StreamExt as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgPool;
use tokio::sync::broadcast;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{Db, DbError};

/// The channel of PostgreSQL that carries all our channels.
pub const PG_CHANNEL: &str = "griot_bus";

/// PostgreSQL refuses more than 8000 bytes; channel and envelope are counted in.
const MAX_MESSAGE_BYTES: usize = 7 * 1024;

/// How many messages a slow subscriber may be behind before it loses some.
const BACKLOG: usize = 256;

/// A message as it travels.
#[derive(Debug, Serialize, Deserialize)]
struct Envelope {
    c: String,
    p: Value,
}

/// What a subscriber hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A message.
    Message(Value),
    /// Messages may have been missed: the connection was lost, or this subscriber was too slow. Read the state again.
    Gap,
}

/// The live bus of this process.
#[derive(Debug, Clone)]
pub struct Bus {
    pool: PgPool,
    hub: Arc<Hub>,
    _stop: Arc<DropGuard>,
}

impl Bus {
    /// Starts to listen. Must be called inside the runtime; the last clone dropped ends it.
    pub fn start(db: &Db) -> Self {
        let hub = Arc::new(Hub::default());
        let stop = CancellationToken::new();
        tokio::spawn(listener::listen(db.pool().clone(), Arc::clone(&hub), stop.clone()));
        Self { pool: db.pool().clone(), hub, _stop: Arc::new(stop.drop_guard()) }
    }

    /// Tells the subscribers of a channel now. Inside a transaction use [`crate::Tx::notify`]. At most 7 KB.
    pub async fn publish(&self, channel: &str, payload: &Value) -> Result<(), DbError> {
        store::notify(&self.pool, PG_CHANNEL, &encode(channel, payload)?).await
    }

    /// The messages of a channel from now on; what is missed is missed.
    pub fn subscribe(&self, channel: &str) -> impl Stream<Item = Value> + Send + Unpin + use<> {
        self.subscribe_with_gaps(channel).filter_map(|heard| {
            std::future::ready(match heard {
                Heard::Message(value) => Some(value),
                Heard::Gap => None,
            })
        })
    }

    /// The messages of a channel from now on, told also when some may have been missed.
    pub fn subscribe_with_gaps(&self, channel: &str) -> impl Stream<Item = Heard> + Send + Unpin + use<> {
        BroadcastStream::new(self.hub.receiver(channel)).map(|item| match item {
            Ok(heard) => heard,
            Err(BroadcastStreamRecvError::Lagged(_count)) => Heard::Gap,
        })
    }

    /// Resolves once this process really listens: from then on no message is missed.
    pub async fn ready(&self) {
        let mut listening = self.hub.listening.subscribe();
        // The sender lives in the hub that we hold: waiting cannot fail.
        let _ = listening.wait_for(|ready| *ready).await;
    }

    /// The wake-up calls for runners and relay: the channel of PostgreSQL, or nothing when calls may have been missed.
    pub(crate) fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.hub.wakes.subscribe()
    }
}

/// A wake-up call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Jobs of this role are ready.
    Jobs(String),
    /// Events were committed.
    Outbox,
    /// Anything may have happened while nobody listened.
    All,
}

/// The text of a message on [`PG_CHANNEL`].
pub fn encode(channel: &str, payload: &Value) -> Result<String, DbError> {
    let text = serde_json::to_string(&Envelope { c: channel.to_owned(), p: payload.clone() })
        .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    if text.len() > MAX_MESSAGE_BYTES {
        let reason = format!("a live message of {} bytes on {channel}: at most {MAX_MESSAGE_BYTES}", text.len());
        return Err(sqlx::Error::Encode(reason.into()).into());
    }
    Ok(text)
}

/// Where the listener puts what it hears.
#[derive(Debug)]
struct Hub {
    channels: Mutex<HashMap<String, broadcast::Sender<Heard>>>,
    wakes: broadcast::Sender<Wake>,
    listening: tokio::sync::watch::Sender<bool>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            channels: Mutex::default(),
            wakes: broadcast::Sender::new(BACKLOG),
            listening: tokio::sync::watch::Sender::new(false),
        }
    }
}

impl Hub {
    fn receiver(&self, channel: &str) -> broadcast::Receiver<Heard> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.entry(channel.to_owned()).or_insert_with(|| broadcast::Sender::new(BACKLOG)).subscribe()
    }

    /// Hands a message to the subscribers of its channel; a channel without any is forgotten.
    fn tell(&self, envelope: Envelope) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = channels.get(&envelope.c) else { return };
        if sender.send(Heard::Message(envelope.p)).is_err() {
            channels.remove(&envelope.c);
        }
    }

    fn wake(&self, wake: Wake) {
        // Nobody waits: nobody to wake.
        let _ = self.wakes.send(wake);
    }

    /// Tells everybody that messages may have been missed.
    fn gap(&self) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, sender| sender.send(Heard::Gap).is_ok());
        drop(channels);
        self.wake(Wake::All);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_above_seven_kilobytes_is_refused() {
        assert!(encode("films", &json!("x".repeat(7000))).is_ok());
        assert!(encode("films", &json!("x".repeat(7200))).is_err());
    }
}
