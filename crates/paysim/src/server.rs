//! The server: all routes, and the handle that they share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{Router, extract::DefaultBodyLimit};
use reqwest::Client;

use crate::{Config, bank, clock::Clock, control, delivery, pages, providers, world::World};

const BODY_BYTES: usize = 1024 * 1024;
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What every route shares.
#[derive(Debug, Clone)]
pub(crate) struct Sim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    world: Mutex<World>,
    http: Client,
    delivering: tokio::sync::Mutex<()>,
}

impl Sim {
    /// A simulator at this address.
    pub(crate) fn new(config: &Config, root: String, http: Client) -> Self {
        let clock = Clock::default();
        let world = Mutex::new(World::new(config, root, clock.now()));
        Self(Arc::new(Inner { clock, world, http, delivering: tokio::sync::Mutex::new(()) }))
    }

    /// The state, after what is due has happened. Nothing may be awaited while it is held.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.0.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.tick(self.0.clock.now());
        world
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
        drop(self.world());
    }

    /// What sends callbacks.
    pub(crate) fn http(&self) -> &Client {
        &self.0.http
    }

    /// Held by whoever sends callbacks, so that they leave in order.
    pub(crate) fn delivering(&self) -> &tokio::sync::Mutex<()> {
        &self.0.delivering
    }
}

/// All routes.
pub(crate) fn router(sim: Sim) -> Router {
    providers::router()
        .merge(pages::router())
        .merge(bank::router())
        .nest("/control", control::router())
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .with_state(sim)
}

/// Sends callbacks as they come due, for ever.
pub(crate) async fn deliver_for_ever(sim: Sim) {
    loop {
        delivery::deliver_due(&sim).await;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
