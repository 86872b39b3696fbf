//! Messages as people see them.

use contracts::{
    media::AssetId,
    messaging::{ConversationId, MessageId},
};
use jiff::Timestamp;
use kernel::AccountId;
use serde::Serialize;
use uuid::Uuid;

use super::MessageState;
use crate::{filter::Kind, values::Place};

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Author {
    /// Their account; none once it was erased.
    pub id: Option<AccountId>,
    /// How they are called; empty once their account was erased.
    pub name: String,
}

/// A message, as one person may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// The message.
    pub id: MessageId,
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// Its number there, from 1, without gaps.
    pub number: i64,
    /// Who wrote it.
    pub author: Author,
    /// Whether the reader wrote it.
    pub own: bool,
    /// Whether it was written for the reader's side.
    pub own_side: bool,
    /// What it says, with `•••` for what was masked; empty where the reader may not read it.
    pub text: String,
    /// Which kinds of personal data were masked before it was stored.
    pub masked: Vec<Kind>,
    /// The files beside it.
    pub attachments: Vec<AssetId>,
    /// Whether it can be read.
    pub state: MessageState,
    /// Why the staff hid it, for its author and the staff.
    pub hidden_reason: Option<String>,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// Whose eyes read: who wrote a message reads what was hidden of theirs, the staff reads everything.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader {
    /// A person of one side.
    Person(AccountId, Place),
    /// The staff, where a message was reported.
    Staff,
}

/// A message as it is stored.
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) conversation_id: Uuid,
    pub(super) number: i64,
    pub(super) place: String,
    pub(super) author_id: Option<Uuid>,
    pub(super) author_name: String,
    pub(super) text: String,
    pub(super) masked: Vec<String>,
    pub(super) state: String,
    pub(super) hidden_reason: Option<String>,
    pub(super) created_at: jiff_sqlx::Timestamp,
    pub(super) attachments: Vec<Uuid>,
}

impl Row {
    pub(super) fn view(self, reader: Reader) -> MessageView {
        let (own, own_side) = match reader {
            Reader::Person(account_id, place) => (self.author_id == Some(account_id.as_uuid()), self.place == place.as_str()),
            Reader::Staff => (false, false),
        };
        // A word that is not known is read by nobody.
        let state = MessageState::parse(&self.state).unwrap_or(MessageState::Hidden);
        let inside = own || matches!(reader, Reader::Staff);
        let readable = match state {
            MessageState::Visible => true,
            MessageState::Hidden => inside,
            MessageState::Withdrawn => false,
        };
        let masked = self.masked.iter().filter_map(|word| Kind::parse(word)).filter(|_| readable);
        MessageView {
            id: self.id.into(),
            conversation_id: self.conversation_id.into(),
            number: self.number,
            author: Author { id: self.author_id.map(Into::into), name: self.author_name },
            own,
            own_side,
            masked: masked.collect(),
            text: if readable { self.text } else { String::new() },
            attachments: if readable { self.attachments.into_iter().map(Into::into).collect() } else { Vec::new() },
            state,
            hidden_reason: self.hidden_reason.filter(|_| inside),
            created_at: self.created_at.to_jiff(),
        }
    }
}
