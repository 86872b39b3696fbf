//! A conversation as its commands need it, and what people see of it.

use contracts::messaging::ConversationId;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    MessagingError, Side, Subject,
    values::{Place, words},
};

words! {
    /// Whether what is written is masked where it is personal data.
    pub(crate) Filter {
        /// It is.
        On = "on",
        /// Both sides agreed to share it.
        Off = "off",
    }
}

words! {
    /// How far two sides are in sharing telephone numbers, addresses and the like.
    pub Sharing {
        /// Nobody offered: it is masked.
        Masked = "masked",
        /// One's own side offered: it is masked until the other accepts.
        Offered = "offered",
        /// The other side offered: accept it, or leave it.
        Proposed = "proposed",
        /// Both agreed: nothing is masked any more.
        Shared = "shared",
    }
}

/// A conversation, seen from the side of who acts.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: ConversationId,
    pub(crate) first: Side,
    pub(crate) second: Side,
    pub(crate) filter: Filter,
    pub(crate) offered_by: Option<Place>,
    pub(crate) last_number: i64,
    pub(crate) closed: bool,
    /// Where who acts stands.
    pub(crate) place: Place,
    /// Who of the two blocked the other.
    pub(crate) blocked_by_own: bool,
    pub(crate) blocked_by_other: bool,
}

impl Conversation {
    pub(crate) const fn side(&self, place: Place) -> Side {
        match place {
            Place::First => self.first,
            Place::Second => self.second,
        }
    }

    pub(crate) const fn sides(&self) -> [Side; 2] {
        [self.first, self.second]
    }

    pub(crate) const fn own(&self) -> Side {
        self.side(self.place)
    }

    pub(crate) const fn other(&self) -> Side {
        self.side(self.place.other())
    }

    /// Whether its sides may write to each other at all.
    pub(crate) const fn require_open(&self) -> Result<(), MessagingError> {
        if self.closed {
            return Err(MessagingError::Closed);
        }
        if self.blocked_by_other {
            return Err(MessagingError::Blocked);
        }
        if self.blocked_by_own { Err(MessagingError::Blocking) } else { Ok(()) }
    }

    pub(crate) fn sharing(&self) -> Sharing {
        match (self.filter, self.offered_by) {
            (Filter::Off, _) => Sharing::Shared,
            (Filter::On, None) => Sharing::Masked,
            (Filter::On, Some(place)) if place == self.place => Sharing::Offered,
            (Filter::On, Some(_)) => Sharing::Proposed,
        }
    }
}

/// A conversation, as one of its people sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversationView {
    /// The conversation.
    pub id: ConversationId,
    /// What it is about.
    pub subject: Subject,
    /// The reader's side.
    pub own: Side,
    /// Whom they talk with.
    pub other: Side,
    /// How the other is called; empty for who is gone.
    pub other_name: String,
    /// How far the two are in sharing personal data.
    pub sharing: Sharing,
    /// Whether the reader's side blocked the other.
    pub blocking: bool,
    /// Whether the other side blocked the reader's.
    pub blocked: bool,
    /// Whether a side is gone: nobody writes any more.
    pub closed: bool,
    /// The number of the newest message; 0 before the first.
    pub last_number: i64,
    /// How many messages of others the reader has not read.
    pub unread: i64,
    /// Up to which number somebody of the other side has read; 0 for nothing.
    pub read_by_other: i64,
    /// When something was last said, or the conversation opened.
    pub active_at: Timestamp,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// Opens a conversation.
#[derive(Debug, Clone, Copy)]
pub struct OpenConversation {
    /// What about.
    pub subject: Subject,
    /// Who opens it.
    pub opener: Side,
    /// With whom.
    pub other: Side,
}
