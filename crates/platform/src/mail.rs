//! Mail: queued in the transaction that decides it, delivered by SMTP (RFC 5321), or kept in a mailbox table in demo mode.
//!
//! A mail leaves only if its transaction commits, and is tried again while the server is away. A refusal for good (5xx) is
//! not tried again: the job keeps the reason, and an event says so. A letter carries a mark by which it is known when it comes back
//! (`returns`). An address is never written to the logs.

mod config;
mod mailbox;
mod returns;
mod smtp;
mod status;
mod store;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Db, DbError, Secrets, Tx,
    jobs::{Enqueue, Job, Registry},
};

pub use config::{MailConfig, MailTls};
pub use mailbox::MailboxMail;
pub use returns::{AddressKey, Returned, Returns};
pub use smtp::MailError;
pub use status::Status;

use self::smtp::Smtp;

/// A mail to one person, already in their language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingMail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// Where one request refuses letters like this one (RFC 8058): an https address. None for letters that cannot be refused.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

impl OutgoingMail {
    /// With the address by which letters like this one are refused.
    #[must_use]
    pub fn refused_at(mut self, address: impl Into<String>) -> Self {
        self.unsubscribe = Some(address.into());
        self
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SendMailJob {
    pub(crate) id: Uuid,
    pub(crate) mail: OutgoingMail,
}

impl Job for SendMailJob {
    const NAME: &'static str = "platform.send-mail";
}

/// Sends mail. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Mail {
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Smtp(Arc<Smtp>),
    Mailbox(Db),
}

impl Mail {
    /// By SMTP, as configured.
    pub fn try_smtp(config: &MailConfig, db: Db, secrets: &Secrets) -> Result<Self, MailError> {
        Ok(Self { way: Way::Smtp(Arc::new(Smtp::try_new(config, db, Returns::new(secrets))?)) })
    }

    /// Into the mailbox table, to be read on a page: the demo mode and tests.
    pub const fn mailbox(db: Db) -> Self {
        Self { way: Way::Mailbox(db) }
    }

    /// Whether mails are kept instead of sent.
    pub const fn is_mailbox(&self) -> bool {
        matches!(self.way, Way::Mailbox(_))
    }

    /// Queues the mail; it leaves only if the transaction commits.
    pub async fn send_in(&self, tx: &mut Tx, mail: OutgoingMail) -> Result<(), DbError> {
        if let Way::Mailbox(_) = self.way {
            // No server to wait for: it is there when the page that announces it is.
            let now = tx.now();
            return store::insert(tx.conn(), &mail, now).await;
        }
        tx.enqueue(&SendMailJob { id: Uuid::now_v7(), mail }, Enqueue::default()).await
    }

    /// Registers the delivery.
    pub fn register(&self, registry: &mut Registry) {
        let way = self.way.clone();
        registry.job(move |job: SendMailJob, _run| {
            let way = way.clone();
            async move {
                match way {
                    Way::Smtp(smtp) => smtp.deliver(job).await,
                    Way::Mailbox(db) => {
                        let mut connection = db.pool().acquire().await?;
                        Ok(store::insert(&mut connection, &job.mail, db.now()).await?)
                    }
                }
            }
        });
    }

    /// The kept mails, the newest first; all of them, or those to one address. Empty where mail is really sent.
    pub async fn list_mailbox(&self, recipient: Option<&str>, limit: u16) -> Result<Vec<MailboxMail>, DbError> {
        match &self.way {
            Way::Smtp(_) => Ok(Vec::new()),
            Way::Mailbox(db) => store::list(db.pool(), recipient, limit).await,
        }
    }
}
