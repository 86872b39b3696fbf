//! What messages look like outside.

use contracts::media::AssetId;
use jiff::Timestamp;
use messaging::{MessageState, MessageView, SearchHit, SearchResults, filter::Kind};
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};
use uuid::Uuid;

use crate::words;

pub(super) fn message_states() -> Schema {
    words::of(MessageState::ALL.iter().map(|word| word.as_str()))
}

fn masked_kinds() -> Schema {
    words::of(Kind::ALL.iter().map(|word| word.as_str()))
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub(in crate::conversations) struct MessageBody {
    /// The message.
    id: Uuid,
    /// Where it stands.
    conversation_id: Uuid,
    /// Its number there, from 1, without gaps.
    number: i64,
    /// Who wrote it; null once their account was erased.
    author_id: Option<Uuid>,
    /// How they are called.
    author_name: String,
    /// Whether the caller wrote it.
    own: bool,
    /// Whether it was written for the caller's side.
    own_side: bool,
    /// What it says, with `•••` for what was masked; empty where the caller may not read it.
    text: String,
    /// Which kinds of personal data were masked.
    #[schema(schema_with = masked_list)]
    masked: Vec<Kind>,
    /// The files beside it.
    attachments: Vec<Uuid>,
    /// Whether it can be read.
    #[schema(schema_with = message_states)]
    state: MessageState,
    /// Why the staff hid it, for its author and the staff.
    hidden_reason: Option<String>,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

fn masked_list() -> Schema {
    utoipa::openapi::ArrayBuilder::new().items(RefOr::T(masked_kinds())).build().into()
}

impl From<MessageView> for MessageBody {
    fn from(view: MessageView) -> Self {
        Self {
            id: view.id.as_uuid(),
            conversation_id: view.conversation_id.as_uuid(),
            number: view.number,
            author_id: view.author.id.map(|id| id.as_uuid()),
            author_name: view.author.name,
            own: view.own,
            own_side: view.own_side,
            text: view.text,
            masked: view.masked,
            attachments: view.attachments.iter().map(AssetId::as_uuid).collect(),
            state: view.state,
            hidden_reason: view.hidden_reason,
            created_at: view.created_at,
        }
    }
}

/// A message to send.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewMessage)]
#[serde(deny_unknown_fields)]
pub(in crate::conversations) struct NewMessageBody {
    /// Made by the caller: what is sent twice under one id is one message.
    pub(in crate::conversations) client_id: Uuid,
    /// At most 4000 characters; empty only beside files.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub(in crate::conversations) text: String,
    /// At most five documents or pictures of the caller's, checked and ready.
    #[serde(default)]
    #[schema(max_items = 5)]
    pub(in crate::conversations) attachments: Vec<Uuid>,
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageHits)]
pub(in crate::conversations) struct HitsBody {
    /// The messages, the newest first; 50 at most.
    hits: Vec<HitBody>,
    /// Whether nothing has the words as written, and these resemble them.
    resembling: bool,
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageHit)]
struct HitBody {
    message_id: Uuid,
    conversation_id: Uuid,
    /// Its number there.
    number: i64,
    /// How its author is called.
    author_name: String,
    /// The part of its text where the words stand.
    excerpt: String,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<SearchHit> for HitBody {
    fn from(hit: SearchHit) -> Self {
        Self {
            message_id: hit.message_id.as_uuid(),
            conversation_id: hit.conversation_id.as_uuid(),
            number: hit.number,
            author_name: hit.author.name,
            excerpt: hit.excerpt,
            created_at: hit.created_at,
        }
    }
}

impl From<SearchResults> for HitsBody {
    fn from(found: SearchResults) -> Self {
        Self { hits: found.hits.into_iter().map(Into::into).collect(), resembling: found.resembling }
    }
}
