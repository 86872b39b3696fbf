//! Notifications: what a person is told about what concerns them, in the page and by letter, in their language. See README.md.
//!
//! Invariants: what is told commits with what happened, once; a person is told by the ways they want, except for what they must
//! have (receipts, refunds), which always leaves by letter; a letter that can be refused carries the way to refuse it, which needs
//! no account. Knows nothing of projects or payments: `flows` says who is told what.

mod bounces;
mod config;
mod digest;
mod error;
mod inbox;
mod notice;
mod notify;
mod preferences;
mod push;
mod sms;
mod topic;
mod unsubscribe;

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use platform::{
    Db, Mail, Secrets,
    http::{HttpClient, HttpConfig, HttpError},
    jobs::Registry,
    mail::Returns,
    secrets::KeyedHash,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use url::Url;

pub use self::{
    bounces::{CameBack, MAIL_LIMIT_BYTES, MailState},
    config::{NotificationsConfig, PushConfig},
    digest::{Cadence, TopicCadence},
    error::NotificationsError,
    inbox::{NoticeView, live::News},
    notice::{Kind, Notice, Value},
    notify::Addressee,
    preferences::Preference,
    push::{DeviceView, NewSubscription},
    sms::{
        PhoneView,
        provider::{SmsConfig, SmsProvider},
    },
    topic::{Channel, Topic},
};
use self::{
    inbox::live::Lines,
    push::{send::PushJob, vapid::Vapid},
    sms::send::TextJob,
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
    /// Knows our own letters when they come back.
    returns: Returns,
    public_url: Url,
    product: String,
    /// The streams on which people listen to this process.
    lines: Arc<Lines>,
    vapid: Vapid,
    secrets: Secrets,
    /// For push services that browsers name.
    http: HttpClient,
    /// For push services that the operator names.
    trusted_http: HttpClient,
    config: NotificationsConfig,
}

/// Forgets old notices and texts, and devices whose sign-in is over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct SweepJob {}

impl platform::jobs::Job for SweepJob {
    const NAME: &'static str = "notifications.sweep";
}

impl Notifications {
    /// The context on its neighbours. `public_url` is what links in letters begin with, `product` who signs them.
    pub fn try_new(
        db: Db,
        mail: Mail,
        secrets: &Secrets,
        public_url: Url,
        product: &str,
        config: NotificationsConfig,
    ) -> Result<Self, HttpError> {
        let contact = config.push.contact.as_ref().unwrap_or(&public_url).to_string();
        let inner = Inner {
            db,
            mail,
            hash: secrets.keyed_hash("notifications.unsubscribe"),
            returns: Returns::new(secrets),
            product: product.to_owned(),
            lines: Arc::default(),
            vapid: Vapid::new(secrets, contact),
            secrets: secrets.clone(),
            http: HttpClient::try_new(HttpConfig::default())?,
            trusted_http: HttpClient::try_new(HttpConfig { allow_private: true, ..HttpConfig::default() })?,
            public_url,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Registers this context's jobs.
    pub fn register(&self, registry: &mut Registry) {
        let notifications = self.clone();
        registry.job(move |_job: SweepJob, _run| {
            let notifications = notifications.clone();
            async move {
                notifications.sweep().await?;
                Ok(notifications.sweep_devices().await?)
            }
        });
        registry.cron::<SweepJob>("23 4 * * *");
        let notifications = self.clone();
        registry.job(move |job: PushJob, _run| {
            let notifications = notifications.clone();
            async move { notifications.push(job).await }
        });
        let notifications = self.clone();
        registry.job(move |job: TextJob, _run| {
            let notifications = notifications.clone();
            async move { notifications.send_text(job).await }
        });
        bounces::events::register(self, registry);
    }

    /// What stands in the path of a hook: whoever knows it may report.
    fn hook_secret(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.inner.hash.of::<24>(b"hook", purpose.as_bytes()))
    }

    fn check_hook(&self, purpose: &str, secret: &str) -> Result<(), NotificationsError> {
        let is_right = self.hook_secret(purpose).as_bytes().ct_eq(secret.as_bytes());
        bool::from(is_right).then_some(()).ok_or(NotificationsError::Link)
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }
}
