//! What people report, and what the staff sees of it and decides.

use contracts::{
    identity::AccountId,
    messaging::{ConversationId, MessageId, MessageReportId},
};
use jiff::Timestamp;
use serde::Serialize;

use crate::{Author, MessageState, Subject, values::words};

words! {
    /// Why somebody reports a message.
    pub ReportReason {
        /// Advertising, nonsense.
        Spam = "spam",
        /// A fraud, or an attempt at one.
        Scam = "scam",
        /// Attacks on a person, threats.
        Harassment = "harassment",
        /// Hatred of a group.
        Hate = "hate",
        /// Sexual content.
        Sexual = "sexual",
        /// Somebody's personal data.
        PersonalData = "personal-data",
        /// An invitation to pay or to deal elsewhere.
        OffPlatform = "off-platform",
        /// Something else: the note says what.
        Other = "other",
    }
}

/// Reports a message of the other side to the staff.
#[derive(Debug, Clone)]
pub struct ReportMessage {
    /// Which one.
    pub message_id: MessageId,
    /// Why.
    pub reason: ReportReason,
    /// In the reporter's words, at most 500 characters.
    pub note: String,
}

/// What the staff does about a reported message. It closes every open report of the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Nothing is wrong.
    Dismiss,
    /// Hides the message.
    Hide {
        /// Why, 3 to 500 characters: its author reads it.
        reason: String,
    },
    /// Hides the message, and keeps its author from writing to anybody.
    Bar {
        /// Why, 3 to 500 characters: its author reads it.
        reason: String,
        /// Until when; at most two years ahead.
        until: Timestamp,
    },
}

/// A line of the staff's queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportView {
    /// The report.
    pub id: MessageReportId,
    /// The message.
    pub message_id: MessageId,
    /// The conversation, which the staff may read while the report is open and thirty days after.
    pub conversation_id: ConversationId,
    /// What the conversation is about.
    pub subject: Subject,
    /// Who wrote the message.
    pub author: Author,
    /// What it said when it was reported.
    pub said: String,
    /// Whether it can be read now.
    pub message_state: MessageState,
    /// Why it was reported.
    pub reason: ReportReason,
    /// In the reporter's words; may be empty.
    pub note: String,
    /// Who reported it; none once their account was erased.
    pub reporter_id: Option<AccountId>,
    /// How many open reports the message has.
    pub open_reports: i64,
    /// When it was reported.
    pub created_at: Timestamp,
}
