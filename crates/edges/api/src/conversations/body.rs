//! What conversations look like outside.

mod message;
mod report;

use contracts::messaging::ConversationId;
use jiff::Timestamp;
use messaging::{ConversationView, Sharing, Side, SubjectKind, UnreadCount};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::Schema};
use uuid::Uuid;

pub(super) use self::{
    message::{HitsBody, MessageBody, NewMessageBody},
    report::{DecisionBody, MessageReportBody, ReportMessageBody},
};
use crate::words;

fn sharings() -> Schema {
    words::of(Sharing::ALL.iter().map(|word| word.as_str()))
}

fn subject_kinds() -> Schema {
    words::of(SubjectKind::ALL.iter().map(|word| word.as_str()))
}

fn side_kinds() -> Schema {
    words::of(["account", "organisation"].into_iter())
}

/// A side of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationSide)]
pub(super) struct SideBody {
    /// A person, or an organisation whose members read and write for it.
    #[schema(schema_with = side_kinds)]
    kind: &'static str,
    /// Which.
    id: Uuid,
}

impl From<Side> for SideBody {
    fn from(side: Side) -> Self {
        match side {
            Side::Account(id) => Self { kind: "account", id: id.as_uuid() },
            Side::Organisation(id) => Self { kind: "organisation", id: id.as_uuid() },
        }
    }
}

/// A conversation, as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub(super) struct ConversationBody {
    /// The conversation.
    id: Uuid,
    /// What it is about.
    #[schema(schema_with = subject_kinds)]
    subject_kind: SubjectKind,
    /// Which one.
    subject_id: Uuid,
    /// The caller's side.
    own: SideBody,
    /// Whom they talk with.
    other: SideBody,
    /// How the other is called; empty for who is gone.
    other_name: String,
    /// How far the two are in sharing contact details.
    #[schema(schema_with = sharings)]
    sharing: Sharing,
    /// Whether the caller's side blocked the other.
    blocking: bool,
    /// Whether the other side blocked the caller's.
    blocked: bool,
    /// Whether a side is gone: nobody writes any more.
    closed: bool,
    /// The number of the newest message; 0 before the first.
    last_number: i64,
    /// How many messages of others the caller has not read.
    unread: i64,
    /// Up to which number somebody of the other side has read.
    read_by_other: i64,
    /// When something was last said, or the conversation opened.
    #[schema(value_type = String, format = DateTime)]
    active_at: Timestamp,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
}

impl From<ConversationView> for ConversationBody {
    fn from(view: ConversationView) -> Self {
        Self {
            id: view.id.as_uuid(),
            subject_kind: view.subject.kind,
            subject_id: view.subject.id,
            own: view.own.into(),
            other: view.other.into(),
            other_name: view.other_name,
            sharing: view.sharing,
            blocking: view.blocking,
            blocked: view.blocked,
            closed: view.closed,
            last_number: view.last_number,
            unread: view.unread,
            read_by_other: view.read_by_other,
            active_at: view.active_at,
            opened_at: view.opened_at,
        }
    }
}

/// A conversation that was found or opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConversationRef {
    /// The conversation.
    #[schema(value_type = Uuid)]
    pub(super) id: ConversationId,
}

/// How many messages are unread.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnreadMessages {
    /// At most 99 are counted.
    #[schema(minimum = 0, maximum = 99)]
    unread: i64,
    /// Whether there are more.
    more: bool,
}

impl From<UnreadCount> for UnreadMessages {
    fn from(count: UnreadCount) -> Self {
        Self { unread: count.count, more: count.more }
    }
}

/// Up to where the caller has read.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReadUpTo)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadUpToBody {
    /// The number of a message.
    #[schema(minimum = 0)]
    pub(super) number: i64,
}

/// A server-sent event named `conversation`.
#[derive(Debug, ToSchema)]
#[schema(as = ConversationChanged)]
#[expect(dead_code, reason = "describes in the document what `web_kit::live` writes")]
pub(super) struct ChangedBody {
    /// The number of the newest message.
    last_number: i64,
    /// How many messages of others the caller has not read.
    unread: i64,
}

/// How far contact details are to be shared.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SetSharing)]
#[serde(deny_unknown_fields)]
pub(super) struct SharingBody {
    /// `offered`, `shared` or `masked`.
    #[schema(schema_with = sharings)]
    pub(super) sharing: Sharing,
}

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WordsQuery {
    /// Two to a hundred characters.
    #[param(min_length = 2, max_length = 100)]
    pub(super) q: String,
}
