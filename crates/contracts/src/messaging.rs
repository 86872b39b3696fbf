//! Conversations between two sides about a partnership, a program or an order.

use kernel::{AccountId, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Marks the ids of conversations.
#[derive(Debug)]
pub struct Conversation;
/// The id of a conversation.
pub type ConversationId = Id<Conversation>;

/// Marks the ids of messages.
#[derive(Debug)]
pub struct Message;
/// The id of a message.
pub type MessageId = Id<Message>;

/// Marks the ids of reports of messages.
#[derive(Debug)]
pub struct MessageReport;
/// The id of a report of a message.
pub type MessageReportId = Id<MessageReport>;

/// Two sides have a conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConversationOpened {
    /// The conversation.
    pub conversation_id: ConversationId,
}

impl crate::Event for ConversationOpened {
    const TOPIC: &'static str = "messaging.conversation-opened.v1";
    fn key(&self) -> Uuid {
        self.conversation_id.as_uuid()
    }
}

/// Somebody wrote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageSent {
    /// The message.
    pub message_id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
}

impl crate::Event for MessageSent {
    const TOPIC: &'static str = "messaging.message-sent.v1";
    fn key(&self) -> Uuid {
        self.conversation_id.as_uuid()
    }
}

/// Somebody took a message back: its text is gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageWithdrawn {
    /// The message.
    pub message_id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
}

impl crate::Event for MessageWithdrawn {
    const TOPIC: &'static str = "messaging.message-withdrawn.v1";
    fn key(&self) -> Uuid {
        self.conversation_id.as_uuid()
    }
}

/// Somebody read further than before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConversationRead {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Who read.
    pub account_id: AccountId,
}

impl crate::Event for ConversationRead {
    const TOPIC: &'static str = "messaging.conversation-read.v1";
    fn key(&self) -> Uuid {
        self.conversation_id.as_uuid()
    }
}

/// Somebody reported a message to the staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageReported {
    /// The report.
    pub report_id: MessageReportId,
    /// The message.
    pub message_id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
}

impl crate::Event for MessageReported {
    const TOPIC: &'static str = "messaging.message-reported.v1";
    fn key(&self) -> Uuid {
        self.conversation_id.as_uuid()
    }
}

/// The staff hid a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageHidden {
    /// The message.
    pub message_id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
}

impl crate::Event for MessageHidden {
    const TOPIC: &'static str = "messaging.message-hidden.v1";
    fn key(&self) -> Uuid {
        self.conversation_id.as_uuid()
    }
}
