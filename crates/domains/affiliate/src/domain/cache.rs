//! What this process knows of hosts, so that a click on an own domain costs no more than one on ours.
//!
//! As with links: a host that changed is forgotten when its transaction commits, by a message on the bus; when messages may have been
//! missed, all are. What was being read meanwhile is not kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::StreamExt as _;
use moka::future::Cache;
use platform::{Bus, DbError, bus::Heard};
use serde::Deserialize;
use sqlx::PgPool;

use super::{CHANNEL, HostKnown, queries};

/// How many hosts are known. Names that nobody claimed are kept apart: whoever invents them pushes out none that is served.
const HOSTS: u64 = 50_000;
const NOBODYS: u64 = 10_000;
const NOBODYS_FOR: Duration = Duration::from_secs(30);
/// For how long a host is known without having been read again, whatever messages said.
const KNOWN_FOR: Duration = Duration::from_mins(10);

#[derive(Debug, Deserialize)]
struct Changed {
    host: String,
}

/// Hosts by their names. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    claimed: Cache<String, Arc<HostKnown>>,
    nobodys: Cache<String, ()>,
    /// Counts what was forgotten.
    turns: Arc<AtomicU64>,
}

impl Hosts {
    /// Knows nothing yet, and listens.
    pub(crate) fn start(bus: &Bus) -> Self {
        let hosts = Self {
            claimed: Cache::builder().max_capacity(HOSTS).time_to_live(KNOWN_FOR).build(),
            nobodys: Cache::builder().max_capacity(NOBODYS).time_to_live(NOBODYS_FOR).build(),
            turns: Arc::default(),
        };
        let (listening, mut heard) = (hosts.clone(), bus.subscribe_with_gaps(CHANNEL));
        tokio::spawn(async move {
            while let Some(heard) = heard.next().await {
                listening.forget(heard).await;
            }
        });
        hosts
    }

    /// What a host is.
    pub(super) async fn find(&self, pool: &PgPool, host: &str) -> Result<Arc<HostKnown>, DbError> {
        if let Some(known) = self.claimed.get(host).await {
            return Ok(known);
        }
        if self.nobodys.contains_key(host) {
            return Ok(Arc::new(HostKnown::Nobodys));
        }
        let turn = self.turns.load(Ordering::Acquire);
        let read = Arc::new(queries::host(pool, host).await?);
        match *read {
            HostKnown::Nobodys => self.nobodys.insert(host.to_owned(), ()).await,
            HostKnown::Unproved | HostKnown::Served { .. } => self.claimed.insert(host.to_owned(), Arc::clone(&read)).await,
        }
        if self.turns.load(Ordering::Acquire) != turn {
            self.invalidate(host).await;
        }
        Ok(read)
    }

    async fn forget(&self, heard: Heard) {
        self.turns.fetch_add(1, Ordering::AcqRel);
        let changed: Option<Changed> = match heard {
            Heard::Message(message) => serde_json::from_value(message).ok(),
            Heard::Gap => None,
        };
        match changed {
            Some(changed) => self.invalidate(&changed.host).await,
            None => {
                self.claimed.invalidate_all();
                self.nobodys.invalidate_all();
            }
        }
    }

    async fn invalidate(&self, host: &str) {
        self.claimed.invalidate(host).await;
        self.nobodys.invalidate(host).await;
    }
}
