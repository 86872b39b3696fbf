//! A kept mail.

use jiff::Timestamp;
use uuid::Uuid;

/// A mail of the demo mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxMail {
    /// Its id; later mails have later ids.
    pub id: Uuid,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// To whom.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// Where one request refuses letters like this one.
    pub unsubscribe: Option<String>,
}
