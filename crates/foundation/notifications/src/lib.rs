//! Notifications: what a person is told about what concerns them, in the page and by letter, in their language. See README.md.
//!
//! Invariants: what is told commits with what happened, once; a person is told by the ways they want, except for what they must
//! have (receipts, refunds), which always leaves by letter; a letter that can be refused carries the way to refuse it, which needs
//! no account. Knows nothing of projects or payments: `flows` says who is told what.

mod error;
mod inbox;
mod notice;
mod notify;
mod preferences;
mod unsubscribe;

use std::sync::Arc;

use platform::{Db, Mail, Secrets, jobs::Registry, secrets::KeyedHash};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::{
    error::NotificationsError,
    inbox::NoticeView,
    notice::{Channel, Kind, Notice, Topic, Value},
    notify::Addressee,
    preferences::Preference,
};

/// The notifications context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Notifications {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    mail: Mail,
    /// Signs the links by which letters are refused.
    hash: KeyedHash,
    public_url: Url,
    product: String,
}

/// Forgets old notices.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct SweepJob {}

impl platform::jobs::Job for SweepJob {
    const NAME: &'static str = "notifications.sweep";
}

impl Notifications {
    /// The context on its neighbours. `public_url` is what links in letters begin with, `product` who signs them.
    pub fn new(db: Db, mail: Mail, secrets: &Secrets, public_url: Url, product: impl Into<String>) -> Self {
        let hash = secrets.keyed_hash("notifications.unsubscribe");
        Self { inner: Arc::new(Inner { db, mail, hash, public_url, product: product.into() }) }
    }

    /// Registers this context's jobs.
    pub fn register(&self, registry: &mut Registry) {
        let notifications = self.clone();
        registry.job(move |_job: SweepJob, _run| {
            let notifications = notifications.clone();
            async move { Ok(notifications.sweep().await?) }
        });
        registry.cron::<SweepJob>("23 4 * * *");
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }
}
