//! Webhooks out: the programs of others are told of what happens here, by signed POSTs (Standard Webhooks) or by the GET postbacks
//! that trackers want. See README.md.
//!
//! Invariants: what is told commits with what happened, once per message id and owner; each attempt of a message carries the same id,
//! and a receiver may see it twice; nothing is sent into our own network; one endpoint is asked one thing at a time, and one that is
//! slow or fails cannot hold up those that answer; a secret is sealed where it is stored. Knows nothing of films or sales: who
//! publishes names the type of an event.

mod address;
mod catalogue;
mod config;
mod delivery;
mod endpoint;
mod error;
mod message;
mod owner;
mod postback;
mod signature;
mod sweep;

use std::sync::Arc;

use platform::{
    Db, RateLimiter, Secrets,
    http::{HttpClient, HttpConfig, HttpError},
    jobs::Registry,
};

pub use contracts::webhooks::{DeliveryId, EndpointId, Owner};

use self::delivery::lanes::Lanes;
pub use self::{
    catalogue::EventType,
    config::WebhooksConfig,
    delivery::{
        model::{Failure, RETRY_PAUSES},
        resend::Resent,
        view::{AttemptView, DeliveryCard, DeliveryFilter, DeliveryState, DeliveryView},
    },
    endpoint::{
        Created,
        model::{ENDPOINTS_MAX, EndpointDraft, EndpointKind, EndpointState, EventPick},
        view::EndpointView,
    },
    error::WebhooksError,
    message::{Message, PAYLOAD_BYTES_MAX},
    postback::{Macro, PostbackValues},
    signature::OLD_SECRET_LASTS,
};

/// The webhooks context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Webhooks {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    secrets: Secrets,
    http: HttpClient,
    limiter: RateLimiter,
    lanes: Lanes,
    /// What can be told, in the order of the picker.
    catalogue: &'static [EventType],
    config: WebhooksConfig,
}

impl Webhooks {
    /// The context on its neighbours; `catalogue` is every type of event that is ever published.
    pub fn try_new(
        db: Db,
        secrets: &Secrets,
        catalogue: &'static [EventType],
        config: WebhooksConfig,
    ) -> Result<Self, HttpError> {
        let http = HttpConfig { timeout_ms: config.timeout_ms, allow_private: config.allow_private, ..HttpConfig::default() };
        let inner = Inner {
            limiter: RateLimiter::new(db.clone()),
            db,
            secrets: secrets.clone(),
            http: HttpClient::try_new(http)?,
            lanes: Lanes::new(config.at_once, config.troubled_at_once),
            catalogue,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Registers this context's jobs.
    pub fn register(&self, registry: &mut Registry) {
        delivery::jobs::register(self, registry);
        sweep::register(self, registry);
    }

    /// What an endpoint can be told, in the order of the picker.
    pub fn catalogue(&self) -> &'static [EventType] {
        self.inner.catalogue
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }
}
