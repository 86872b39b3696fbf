//! What reports of messages look like outside.

use jiff::Timestamp;
use messaging::{Decision, MessageState, ReportReason, ReportView};
use serde::{Deserialize, Serialize};
use utoipa::{ToSchema, openapi::Schema};
use uuid::Uuid;

use super::message::message_states;
use crate::{Problem, words};

fn report_reasons() -> Schema {
    words::of(ReportReason::ALL.iter().map(|word| word.as_str()))
}

fn decisions() -> Schema {
    words::of(["dismiss", "hide", "bar"].into_iter())
}

/// Why a message is reported.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReportMessage)]
#[serde(deny_unknown_fields)]
pub(in crate::conversations) struct ReportMessageBody {
    /// Why.
    #[schema(schema_with = report_reasons)]
    pub(in crate::conversations) reason: ReportReason,
    /// In the reporter's words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub(in crate::conversations) note: String,
}

/// A line of the staff's queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageReport)]
pub(in crate::conversations) struct MessageReportBody {
    id: Uuid,
    message_id: Uuid,
    conversation_id: Uuid,
    /// Who wrote the message; null once their account was erased.
    author_id: Option<Uuid>,
    /// How they are called.
    author_name: String,
    /// What it said when it was reported.
    said: String,
    /// Whether it can be read now.
    #[schema(schema_with = message_states)]
    message_state: MessageState,
    /// Why it was reported.
    #[schema(schema_with = report_reasons)]
    reason: ReportReason,
    /// In the reporter's words; may be empty.
    note: String,
    /// How many open reports the message has.
    open_reports: i64,
    /// When it was reported.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<ReportView> for MessageReportBody {
    fn from(view: ReportView) -> Self {
        Self {
            id: view.id.as_uuid(),
            message_id: view.message_id.as_uuid(),
            conversation_id: view.conversation_id.as_uuid(),
            author_id: view.author.id.map(|id| id.as_uuid()),
            author_name: view.author.name,
            said: view.said,
            message_state: view.message_state,
            reason: view.reason,
            note: view.note,
            open_reports: view.open_reports,
            created_at: view.created_at,
        }
    }
}

/// What the staff does about a reported message.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = MessageDecision)]
#[serde(deny_unknown_fields)]
pub(in crate::conversations) struct DecisionBody {
    /// `dismiss`, `hide` the message, or hide it and `bar` its author from writing.
    #[schema(schema_with = decisions)]
    decision: String,
    /// Why, 3 to 500 characters: its author reads it. Not for `dismiss`.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
    /// Until when its author does not write, for `bar`; at most two years ahead.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

impl DecisionBody {
    pub(in crate::conversations) fn command(self) -> Result<Decision, Problem> {
        match (self.decision.as_str(), self.until) {
            ("dismiss", _) => Ok(Decision::Dismiss),
            ("hide", _) => Ok(Decision::Hide { reason: self.reason }),
            ("bar", Some(until)) => Ok(Decision::Bar { reason: self.reason, until }),
            ("bar", None) => Err(Problem::field("until", "field-required")),
            _ => Err(Problem::field("decision", "field-unknown-value")),
        }
    }
}
