//! The service: what it stands on, and the end of every change.

use std::sync::Arc;

use futures::StreamExt as _;
use kernel::{Actor, Forbidden, Principal};
use platform::{Bus, Db, RateLimiter, Tx, bus::Heard};
use serde_json::json;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{CatalogError, cache::Cache};

/// The live channel on which processes tell each other that listed films changed: `{"films": [slug …]}`.
const CHANNEL: &str = "catalog.films";

/// Films, people, lists, ratings, comments. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Catalog {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    limits: RateLimiter,
    cache: Cache,
    _stop: DropGuard,
}

impl Catalog {
    /// The service on this database. Must be called inside the runtime: it listens for changes that other processes make.
    pub fn new(db: Db, bus: &Bus) -> Self {
        let cache = Cache::new();
        let stop = CancellationToken::new();
        tokio::spawn(forget_changes(bus.clone(), cache.clone(), stop.clone()));
        let limits = RateLimiter::new(db.clone());
        Self { inner: Arc::new(Inner { db, limits, cache, _stop: stop.drop_guard() }) }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn limits(&self) -> &RateLimiter {
        &self.inner.limits
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.inner.cache
    }

    /// Commits a change of films and forgets them, here at once and in the other processes as they hear of it.
    pub(crate) async fn commit_change(&self, mut tx: Tx, slugs: &[&str]) -> Result<(), CatalogError> {
        tx.notify(CHANNEL, &json!({ "films": slugs })).await?;
        tx.commit().await?;
        self.cache().forget(slugs.iter().copied()).await;
        Ok(())
    }
}

/// Whether the actor is somebody; the program itself counts.
pub(crate) const fn known(actor: &Actor) -> Result<(), Forbidden> {
    match actor.principal {
        Principal::Anonymous => Err(Forbidden::NotSignedIn),
        Principal::SignedIn(_) | Principal::System(_) => Ok(()),
    }
}

async fn forget_changes(bus: Bus, cache: Cache, stop: CancellationToken) {
    let mut changes = bus.subscribe_with_gaps(CHANNEL);
    drop(bus);
    while let Some(Some(heard)) = stop.run_until_cancelled(changes.next()).await {
        match heard {
            Heard::Message(message) => {
                let slugs = message["films"].as_array().into_iter().flatten().filter_map(|slug| slug.as_str());
                cache.forget(slugs).await;
            }
            Heard::Gap => cache.forget_all(),
        }
    }
}
