//! `/messages/{id}/signalement/{message}`: telling the staff that a message is not as it should be. 200; 303; 404; 422.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::messaging::{ConversationId, MessageId};
use maud::html;
use messaging::{MessageView, ReportMessage, ReportReason};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Visit, WebError,
    ui::{self, Choice},
};

use super::{MessagesState, parts};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<MessagesState>,
    Path((id, message)): Path<(ConversationId, MessageId)>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let message = of(&visit, &state, id, message).await?;
    Ok(page(&visit, &message, &Typed::default(), &FormErrors::none()))
}

pub(super) async fn send(
    visit: Visit,
    State(state): State<MessagesState>,
    Path((id, message)): Path<(ConversationId, MessageId)>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let message = of(&visit, &state, id, message).await?;
    let Some(reason) = ReportReason::parse(&typed.reason) else {
        let errors = FormErrors::none().and("reason", visit.t.get("field-required"));
        return Ok(page(&visit, &message, &typed, &errors));
    };
    let command = ReportMessage { message_id: message.id, reason, note: typed.note.clone() };
    match state.messaging.report(&visit.actor, &command).await {
        Ok(_id) => Ok(visit.redirect(&format!("/messages/{id}")).saying("messages-reported").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(page(&visit, &message, &typed, &errors))
        }
    }
}

async fn of(visit: &Visit, state: &MessagesState, id: ConversationId, message: MessageId) -> Result<MessageView, WebError> {
    let message = state.messaging.message(&visit.actor, message).await?;
    if message.conversation_id == id { Ok(message) } else { Err(WebError::not_found()) }
}

fn page(visit: &Visit, message: &MessageView, typed: &Typed, errors: &FormErrors) -> Response {
    let t = visit.t;
    let place = format!("/messages/{}", message.conversation_id);
    let reasons = ReportReason::ALL
        .iter()
        .map(|reason| Choice::new(reason.as_str(), t.get(&format!("messages-reason-{}", reason.as_str()))))
        .collect();
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::RadioGroup::new("reason", t.get("messages-report-why"), reasons).chosen(&typed.reason).errors(errors))
        (ui::Field::textarea("note", t.get("messages-report-note")).value(&typed.note).errors(errors).optional(t).max_length(500).rows(3))
        div class="flex flex-wrap gap-3" {
            (ui::Button::primary(t.get("messages-report-send")))
            (ui::Button::quiet(t.get("messages-report-back")).href(visit.url(&place)))
        }
    };
    let content = html! {
        (ui::PageHeader::new(t.get("messages-report-title")).text(t.get("messages-report-lead")))
        blockquote class="mb-6 border-l-2 border-line pl-4 break-words" { (parts::text(&message.text)) }
        (ui::Form::post(visit, visit.url(&format!("{place}/signalement/{}", message.id)), fields).stacked())
    };
    let shell = parts::shell(visit, t.get("messages-report-title"));
    let shell = if errors.is_empty() { shell } else { shell.invalid() };
    shell.body(&content)
}
