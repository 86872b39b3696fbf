//! Sending one text, at most once.

use platform::jobs::{Job, JobError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{provider::Outcome, store};
use crate::{Notifications, NotificationsError};

/// A text to send.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TextJob {
    pub(crate) id: Uuid,
    /// The number and the words.
    pub(crate) sealed: Vec<u8>,
}

impl Job for TextJob {
    const NAME: &'static str = "notifications.text";
}

/// The provider did not take it.
#[derive(Debug, thiserror::Error)]
#[error("the text was not taken: {0}")]
struct NotTaken(String);

impl Notifications {
    /// Marked as unknown before it leaves: whoever dies in between leaves it so, and nobody sends it again.
    pub(crate) async fn send_text(&self, job: TextJob) -> Result<(), JobError> {
        let Some(sms) = &self.inner.config.sms else { return Err(JobError::fail(NotificationsError::NoSms)) };
        let opened = self.inner.secrets.open("notifications.sms", job.id.as_bytes(), &job.sealed).map_err(JobError::fail)?;
        let (number, text): (String, String) = serde_json::from_slice(&opened).map_err(JobError::fail)?;
        let db = self.db();
        if !store::take(db.pool(), job.id).await? {
            return Ok(());
        }
        let http = if sms.url.is_some() { &self.inner.trusted_http } else { &self.inner.http };
        match sms.send(http, &number, &text).await {
            Outcome::Sent(id) if id.is_empty() => Ok(store::settle(db.pool(), job.id, "sent", "", db.now()).await?),
            Outcome::Sent(id) => Ok(self.text_sent(job.id, &id).await?),
            Outcome::Refused(word) => {
                store::settle(db.pool(), job.id, "rejected", &word, db.now()).await?;
                self.number_refused(job.id, &word).await?;
                Err(JobError::fail(NotTaken(word)))
            }
            Outcome::Later(word) => {
                store::give_back(db.pool(), job.id, &word).await?;
                Err(JobError::retry(NotTaken(word)))
            }
            Outcome::Unknown => {
                tracing::warn!(id = %job.id, "nobody knows whether a text has left: it is not sent again");
                Ok(())
            }
        }
    }
}
