//! What is done to a conversation besides writing: opened, read, blocked, shared, taken back.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{
    affiliate::{ConversionId, PartnershipId, ProgramId},
    messaging::{ConversationId, MessageId},
};
use http::StatusCode;
use kernel::{AccountId, AppError as _};
use messaging::MessagingError;
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui::Tone};

use super::MessagesState;

/// Leads to the conversation of a partnership, for those who stand on one of its sides.
pub(super) async fn of_partnership(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<PartnershipId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let conversation_id = state.conversations.of_partnership(&visit.actor, id).await?;
    Ok(visit.redirect(&format!("/messages/{conversation_id}")).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct To {
    influencer: AccountId,
}

/// Leads to the conversation of a program with an influencer, for those who manage its merchant.
pub(super) async fn about_program(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ProgramId>,
    CsrfForm(to): CsrfForm<To>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let conversation_id = state.conversations.of_program(&visit.actor, id, to.influencer).await?;
    Ok(visit.redirect(&format!("/messages/{conversation_id}")).into_response())
}

/// Leads to the conversation about a lead or a sale, for those who stand on a side of its partnership.
pub(super) async fn about_order(
    visit: Visit,
    State(state): State<MessagesState>,
    Path((id, order)): Path<(PartnershipId, ConversionId)>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let conversation_id = state.conversations.of_order(&visit.actor, id, order).await?;
    Ok(visit.redirect(&format!("/messages/{conversation_id}")).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Read {
    number: i64,
}

/// A page that is looked at says how far it was read.
pub(super) async fn read(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
    CsrfForm(read): CsrfForm<Read>,
) -> Result<Response, WebError> {
    state.messaging.mark_read(&visit.actor, id, read.number).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn block(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
) -> Result<Response, WebError> {
    let done = state.messaging.block(&visit.actor, id).await;
    back(&visit, id, done.map(|_view| ()), "messages-blocked-done")
}

pub(super) async fn unblock(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
) -> Result<Response, WebError> {
    let done = state.messaging.unblock(&visit.actor, id).await;
    back(&visit, id, done.map(|_view| ()), "messages-unblocked-done")
}

#[derive(Debug, Deserialize)]
pub(super) struct Sharing {
    #[serde(default)]
    act: String,
}

pub(super) async fn share(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
    CsrfForm(sharing): CsrfForm<Sharing>,
) -> Result<Response, WebError> {
    let messaging = &state.messaging;
    let (done, saying) = match sharing.act.as_str() {
        "offer" => (messaging.offer_sharing(&visit.actor, id).await, "messages-sharing-offered"),
        "accept" => (messaging.accept_sharing(&visit.actor, id).await, "messages-sharing-accepted"),
        "stop" => (messaging.stop_sharing(&visit.actor, id).await, "messages-sharing-stopped"),
        _ => return Err(WebError::not_found()),
    };
    back(&visit, id, done.map(|_view| ()), saying)
}

pub(super) async fn withdraw(
    visit: Visit,
    State(state): State<MessagesState>,
    Path((id, message)): Path<(ConversationId, MessageId)>,
) -> Result<Response, WebError> {
    let done = state.messaging.withdraw(&visit.actor, message).await;
    back(&visit, id, done.map(|_view| ()), "messages-withdrawn-done")
}

/// The conversation again, which says what was done, or that it changed meanwhile.
fn back(visit: &Visit, id: ConversationId, done: Result<(), MessagingError>, saying: &'static str) -> Result<Response, WebError> {
    let redirect = visit.redirect(&format!("/messages/{id}"));
    match done {
        Ok(()) => Ok(redirect.saying(saying).into_response()),
        Err(error @ (MessagingError::TooLate | MessagingError::SharingState)) => {
            Ok(redirect.with_tone(Tone::Bad, error.code()).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
