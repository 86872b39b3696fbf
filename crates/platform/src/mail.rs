//! Mail: queued in the transaction that decides it, delivered by SMTP, or kept in a mailbox table in demo mode.

use serde::{Deserialize, Serialize};

use crate::{
    DbError, Tx,
    jobs::{Enqueue, Job},
};

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
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SendMailJob {
    pub(crate) mail: OutgoingMail,
}

impl Job for SendMailJob {
    const NAME: &'static str = "platform.send-mail";
}

/// Sends mail.
#[derive(Debug, Clone)]
pub struct Mail {}

impl Mail {
    /// Queues the mail; it leaves only if the transaction commits.
    pub async fn send_in(&self, tx: &mut Tx, mail: OutgoingMail) -> Result<(), DbError> {
        tx.enqueue(&SendMailJob { mail }, Enqueue::default()).await
    }
}
