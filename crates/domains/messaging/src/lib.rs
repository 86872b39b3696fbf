//! Messaging: conversations of merchants and influencers about what they do together. See README.md.
//!
//! Invariants: between two sides about one thing there is one conversation; only its sides read it, and the staff only where a
//! message was reported, which is written down; personal data is masked before it is stored, until both sides agreed to share it; a
//! read marker only moves forward; what was said does not change, it is withdrawn or hidden.

mod block;
mod conversation;
mod cursor;
mod departure;
mod error;
pub mod filter;
mod jobs;
mod live;
mod message;
mod reading;
mod report;
mod search;
mod values;

use std::sync::Arc;

use platform::{Db, RateLimiter, Secrets, secrets::KeyedHash};

pub use self::{
    conversation::{ConversationView, OpenConversation, Sharing},
    error::MessagingError,
    message::{Author, MessageNews, MessageState, MessageView, SendMessage},
    reading::UnreadCount,
    report::{Decision, ReportMessage, ReportReason, ReportView},
    search::{SearchHit, SearchResults},
    values::{Side, Subject, SubjectKind},
};

/// The messaging context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Messaging {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    limits: RateLimiter,
    digests: KeyedHash,
}

impl Messaging {
    /// The context on its database.
    pub fn new(db: Db, secrets: &Secrets) -> Self {
        let (limits, digests) = (RateLimiter::new(db.clone()), secrets.keyed_hash("messaging.sent"));
        Self { inner: Arc::new(Inner { db, limits, digests }) }
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn limits(&self) -> &RateLimiter {
        &self.inner.limits
    }

    fn digests(&self) -> &KeyedHash {
        &self.inner.digests
    }
}

/// Why the staff takes something away: whom it concerns reads it.
fn required_reason(reason: &str) -> Result<String, MessagingError> {
    let reason = reason.trim();
    let fits = (3..=500).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    fits.then(|| reason.to_owned()).ok_or_else(|| MessagingError::field("reason", "messaging-reason-length"))
}
