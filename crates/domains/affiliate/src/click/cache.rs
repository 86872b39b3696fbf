//! What this process knows of links, so that a click costs one write and no reading.
//!
//! A link that changed is forgotten when its transaction commits, by a message on the bus; when messages may have been missed, all are.
//! What was being read meanwhile is not kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use contracts::affiliate::ProgramId;
use futures::StreamExt as _;
use kernel::AccountId;
use moka::future::Cache;
use platform::{Bus, DbError, bus::Heard};
use serde::Deserialize;
use sqlx::PgPool;

use crate::link::{self, Known};

/// How many links are known.
const LINKS: u64 = 200_000;
/// How many keys are known to be nobody's, and for how long.
const MISSES: u64 = 10_000;
const MISSED_FOR: Duration = Duration::from_secs(30);
/// For how long a link is known without having been read again, whatever messages said.
const KNOWN_FOR: Duration = Duration::from_mins(10);

/// Which links changed.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Changed {
    One { key: String },
    Program { program_id: ProgramId },
    Influencer { account_id: AccountId },
}

/// Links by their keys. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    found: Cache<String, Arc<Known>>,
    missed: Cache<String, ()>,
    /// Counts what was forgotten.
    turns: Arc<AtomicU64>,
}

impl Links {
    /// Knows nothing yet, and listens.
    pub(crate) fn start(bus: &Bus) -> Self {
        let links = Self {
            found: Cache::builder().max_capacity(LINKS).time_to_live(KNOWN_FOR).support_invalidation_closures().build(),
            missed: Cache::builder().max_capacity(MISSES).time_to_live(MISSED_FOR).build(),
            turns: Arc::default(),
        };
        let (listening, mut heard) = (links.clone(), bus.subscribe_with_gaps(link::CHANNEL));
        tokio::spawn(async move {
            while let Some(heard) = heard.next().await {
                listening.forget(heard).await;
            }
        });
        links
    }

    /// The link of a key.
    pub(super) async fn find(&self, pool: &PgPool, key: &str) -> Result<Option<Arc<Known>>, DbError> {
        if let Some(link) = self.found.get(key).await {
            return Ok(Some(link));
        }
        if self.missed.contains_key(key) {
            return Ok(None);
        }
        let turn = self.turns.load(Ordering::Acquire);
        let read = link::find_target(pool, key).await?.map(Arc::new);
        match &read {
            Some(link) => self.found.insert(key.to_owned(), Arc::clone(link)).await,
            None => self.missed.insert(key.to_owned(), ()).await,
        }
        if self.turns.load(Ordering::Acquire) != turn {
            self.found.invalidate(key).await;
            self.missed.invalidate(key).await;
        }
        Ok(read)
    }

    async fn forget(&self, heard: Heard) {
        self.turns.fetch_add(1, Ordering::AcqRel);
        let changed = match heard {
            Heard::Message(message) => serde_json::from_value(message).ok(),
            Heard::Gap => None,
        };
        match changed {
            Some(Changed::One { key }) => {
                self.found.invalidate(&key).await;
                self.missed.invalidate(&key).await;
            }
            Some(Changed::Program { program_id }) => self.forget_those(move |link| link.program_id == program_id),
            Some(Changed::Influencer { account_id }) => self.forget_those(move |link| link.account_id == account_id),
            None => self.forget_all(),
        }
    }

    fn forget_those(&self, which: impl Fn(&Known) -> bool + Send + Sync + 'static) {
        let done = self.found.invalidate_entries_if(move |_key, link| which(link));
        if let Err(error) = done {
            tracing::error!(%error, "links that changed could not be forgotten one by one; all are");
            self.forget_all();
        }
    }

    fn forget_all(&self) {
        self.found.invalidate_all();
        self.missed.invalidate_all();
    }
}
