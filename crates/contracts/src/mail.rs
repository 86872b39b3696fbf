//! What becomes of letters.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A mail server did not take a letter, for good.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailRefused {
    /// The letter.
    pub mail_id: Uuid,
    /// Half of the SHA-256 of the address, in hexadecimal.
    pub address_key: String,
    /// When it was written.
    pub sent_at: Timestamp,
    /// What the server said: a status of RFC 3463.
    pub status: String,
}

impl crate::Event for MailRefused {
    const TOPIC: &'static str = "platform.mail-refused.v1";
    fn key(&self) -> Uuid {
        self.mail_id
    }
}
