//! `/messages/{id}/fichiers/{message}/{asset}`: a file beside a message, to save, for those who may read the message. 200; 404.

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use contracts::{
    media::AssetId,
    messaging::{ConversationId, MessageId},
};
use web_kit::{Visit, WebError, to_save};

use super::MessagesState;

pub(super) async fn save(
    visit: Visit,
    State(state): State<MessagesState>,
    Path((_conversation, message, asset)): Path<(ConversationId, MessageId, AssetId)>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    state.messaging.require_attachment(&visit.actor, message, asset).await?;
    let file = state.media.file(asset).await?;
    let name = format!("{}-{asset}.{}", visit.t.get("messages-file-name"), file.extension);
    Ok(to_save(&name, file.content_type, file.size_bytes, Body::from_stream(file.bytes)))
}
