//! Writing: `POST /messages/{id}`. With scripts the answer is the thread and a fresh form, without it is the page again. 303; 422 with what
//! was typed.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{media::AssetId, messaging::ConversationId};
use http::StatusCode;
use kernel::Permission;
use maud::{Markup, html};
use messaging::{ConversationView, MessageView, SendMessage};
use serde::Deserialize;
use uuid::Uuid;
use web_kit::{
    CsrfForm, FormErrors, Visit, WebError,
    ui::{self, Icon, Tone},
};

use super::{
    MessagesState, parts,
    thread::{self, Thread},
};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    text: String,
    client_id: Option<Uuid>,
    #[serde(default)]
    attachments: Vec<String>,
}

pub(super) async fn send(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(conversation_id): Path<ConversationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let attachments = typed.attachments.iter().filter_map(|text| text.parse::<AssetId>().ok()).collect();
    let client_id = typed.client_id.unwrap_or_else(Uuid::now_v7);
    let command = SendMessage { conversation_id, client_id, text: typed.text.clone(), attachments };
    let (typed, errors, sent) = match state.messaging.send(&visit.actor, &command).await {
        Ok(sent) if !visit.htmx => {
            let place = format!("/messages/{conversation_id}?envoye={}#m{}", sent.id, sent.number);
            return Ok(visit.redirect(&place).into_response());
        }
        Ok(sent) => (Typed::default(), FormErrors::none(), Some(sent)),
        Err(error) => (typed, refused(&visit, error)?, None),
    };
    let thread = Thread::load(&visit, &state, conversation_id, None).await?;
    if !visit.htmx {
        return thread::page(visit, &state, &thread, &typed, &errors, None).await;
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let parts = html! {
        div data-thread { (thread.fragment(&visit)) }
        div data-composer { (composer(&visit, &thread.view, &typed, &errors, sent.as_ref())) }
    };
    Ok((status, parts).into_response())
}

/// What the form can say: what is wrong with the text, and that the other side does not want to hear it.
fn refused(visit: &Visit, error: messaging::MessagingError) -> Result<FormErrors, WebError> {
    match error {
        messaging::MessagingError::Blocked | messaging::MessagingError::Blocking | messaging::MessagingError::Barred { .. } => {
            Ok(FormErrors::general(visit.t.error(&error)))
        }
        error => Ok(FormErrors::of(error, visit.t)?),
    }
}

/// Where one writes, with what was masked of what was just sent.
pub(super) fn composer(
    visit: &Visit,
    view: &ConversationView,
    typed: &Typed,
    errors: &FormErrors,
    sent: Option<&MessageView>,
) -> Markup {
    let t = visit.t;
    html! {
        @if let Some(sent) = sent.filter(|sent| !sent.masked.is_empty()) { (warning(visit, view, sent)) }
        @if view.closed { p class="text-muted" { (t.get("messages-state-closed")) } }
        @else if view.blocking || view.blocked {
            p class="text-muted" { (t.get(if view.blocking { "messages-blocking-text" } else { "messages-blocked-text" })) }
        } @else { (form(visit, view, typed, errors)) }
    }
}

/// Told to the sender at once: what was removed, and that the rest has left.
fn warning(visit: &Visit, view: &ConversationView, sent: &MessageView) -> Markup {
    let t = visit.t;
    let what = parts::masked(t, &sent.masked);
    let other = parts::name(t, view);
    let content = html! {
        p { strong { (t.with("messages-warning-removed", &[("what", what.into())])) } }
        p { (t.with("messages-warning-kept", &[("name", other.into())])) }
        blockquote class="mt-2 border-l-2 border-line pl-3 break-words" { (parts::text(&sent.text)) }
        p class="mt-2" { (t.get("messages-warning-share")) }
    };
    html! { div class="mb-4" { (ui::Banner::new(Tone::Warn, content).attr("data-masked", "")) } }
}

fn form(visit: &Visit, view: &ConversationView, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    // A form that came back is the same message still: sent twice it is one.
    let client_id = typed.client_id.unwrap_or_else(Uuid::now_v7);
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        input type="hidden" name="client_id" value=(client_id);
        (ui::Field::textarea("text", t.get("messages-text")).value(&typed.text).errors(errors).rows(3).max_length(4000)
            .hint(t.get("messages-text-hint")))
        @if visit.actor.may(Permission::Participate) { (attachment(visit, typed, errors)) }
        p { (ui::Button::primary(t.get("messages-send")).icon(Icon::Send)) }
    };
    html! { (ui::Form::post(visit, visit.url(&format!("/messages/{}", view.id)), fields).attr("class", "grid gap-3")) }
}

/// One file for a message, from this page; a program sends up to five.
fn attachment(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let error = errors.on("attachments");
    let upload =
        ui::Upload::new(visit, "attachments", t.get("messages-attach"), "application/pdf,image/jpeg,image/png,image/webp")
            .hint(t.get("messages-attach-hint"))
            .purpose("document")
            .progress_from("/api/v1/assets/{asset}/events")
            .asset(typed.attachments.first().cloned().unwrap_or_default());
    html! {
        details open[error.is_some()] {
            summary class="min-h-11 cursor-pointer content-center" { (t.get("messages-attach-open")) }
            (upload)
            noscript { p class="text-muted" { (t.get("messages-attach-scripts")) } }
        }
        @if let Some(error) = error { p class="field-error" id="f-attachments" { (Icon::Alert) span { (error) } } }
    }
}
