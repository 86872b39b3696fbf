//! `GET /moderation/messages` (`after`): messages that were reported; `POST /moderation/messages/{report}` decides on one, and with it on
//! every open report of the message; `GET /moderation/messages/conversations/{id}` (`after`): the conversation around one, each look at which
//! is written down. 200; 303; 403 for others than the staff; 404; 409 when somebody decided meanwhile; 422 without a reason.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::messaging::{ConversationId, MessageReportId};
use http::StatusCode;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{AppError as _, ErrorKind, Page};
use maud::{Markup, html};
use messaging::{Author, Decision, MessageState, MessageView, ReportView};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Translator, Visit, WebError, next,
    next::After,
    ui::{self, Icon, Tone},
};

use super::{MessagesState, parts};

const PATH: &str = "/moderation/messages";
const ROWS: u16 = 20;
const MESSAGES: u16 = 50;

/// A decision as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    decision: String,
    reason: String,
    /// The last day on which the author writes nothing.
    until: String,
}

impl Typed {
    fn decision(&self, t: Translator) -> Result<Decision, FormErrors> {
        let reason = self.reason.clone();
        match self.decision.as_str() {
            "dismiss" => Ok(Decision::Dismiss),
            "hide" => Ok(Decision::Hide { reason }),
            "bar" => match end_of(&self.until) {
                Some(until) => Ok(Decision::Bar { reason, until }),
                None => Err(FormErrors::none().and("until", t.get("messages-staff-until-wrong"))),
            },
            _ => Err(FormErrors::general(t.get("field-unknown-value"))),
        }
    }
}

/// The end of a day of UTC.
fn end_of(day: &str) -> Option<Timestamp> {
    let next = day.trim().parse::<Date>().ok()?.tomorrow().ok()?;
    next.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// What was refused of which report.
type Refused<'r> = Option<(MessageReportId, &'r Typed, &'r FormErrors)>;

pub(super) async fn list(
    visit: Visit,
    State(state): State<MessagesState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let found = state.messaging.reports(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &found, None).into_response());
    }
    Ok(shell(&visit).body(&content(&visit, &found, None)))
}

pub(super) async fn decide(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<MessageReportId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let decision = match typed.decision(visit.t) {
        Ok(decision) => decision,
        Err(errors) => return refused(&visit, &state, (id, &typed, &errors), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match state.messaging.decide(&visit.actor, id, &decision).await {
        Ok(()) => Ok(visit.redirect(PATH).saying("messages-staff-decided").into_response()),
        Err(error) => {
            let conflict = error.kind() == ErrorKind::Conflict;
            let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let errors = FormErrors::of(error, visit.t)?;
            refused(&visit, &state, (id, &typed, &errors), status).await
        }
    }
}

/// The list again, with what is wrong.
async fn refused(
    visit: &Visit,
    state: &MessagesState,
    refused: (MessageReportId, &Typed, &FormErrors),
    status: StatusCode,
) -> Result<Response, WebError> {
    let found = state.messaging.reports(&visit.actor, &After::default().page(ROWS)).await?;
    Ok(shell(visit).invalid().status(status).body(&content(visit, &found, Some(refused))))
}

fn shell(visit: &Visit) -> Shell<'_> {
    parts::shell(visit, visit.t.get("kit-nav-moderation-messages"))
}

fn content(visit: &Visit, found: &Page<ReportView>, refused: Refused<'_>) -> Markup {
    let t = visit.t;
    // What belongs to no card any more is told above them: somebody else decided, or it lies on another page.
    let above = refused.filter(|(id, _, errors)| errors.summary().is_some() || found.items.iter().all(|item| item.id != *id));
    html! {
        (ui::PageHeader::new(t.get("kit-nav-moderation-messages")).text(t.get("messages-staff-lead")))
        @if let Some((_, _, errors)) = above { (ui::FormSummary::new(t, errors)) }
        @if found.items.is_empty() { (ui::EmptyState::new(Icon::CheckCircle, t.get("messages-staff-none"))) }
        div class="grid gap-4" id="reports" { (rows(visit, found, refused)) }
    }
}

fn rows(visit: &Visit, found: &Page<ReportView>, refused: Refused<'_>) -> Markup {
    let more = next::url(visit, PATH, &[], found.next.as_ref());
    html! {
        @for item in &found.items { (row(visit, item, refused.filter(|(id, ..)| *id == item.id))) }
        (ui::Pagination::new(visit.t, more).appending_to("#reports"))
    }
}

fn name(t: Translator, author: &Author) -> String {
    if author.name.is_empty() { t.get("messages-gone") } else { author.name.clone() }
}

fn row(visit: &Visit, item: &ReportView, refused: Refused<'_>) -> Markup {
    let t = visit.t;
    let conversation = visit.url(&format!("{PATH}/conversations/{}", item.conversation_id));
    html! {
        article class="grid gap-3 rounded-card border border-line bg-surface p-4" data-report=(item.id) {
            header class="flex flex-wrap items-center gap-2" {
                (ui::Badge::new(Tone::Warn, t.get(&format!("messages-reason-{}", item.reason.as_str()))))
                @if item.open_reports > 1 { (ui::Badge::new(Tone::Info, t.with("messages-staff-reports", &[("n", item.open_reports.into())]))) }
                strong class="break-words" { (name(t, &item.author)) }
                span class="text-sm text-muted" { (ui::When::relative(visit.locale, item.created_at)) }
                @match item.message_state {
                    MessageState::Hidden => (ui::Badge::new(Tone::Info, t.get("messages-hidden"))),
                    MessageState::Withdrawn => (ui::Badge::new(Tone::Info, t.get("messages-withdrawn"))),
                    MessageState::Visible => {}
                }
            }
            blockquote class="border-l-4 border-line pl-4 break-words" { (parts::text(&item.said)) }
            @if !item.note.is_empty() { p class="text-sm break-words" { strong { (t.get("messages-staff-note")) } " " (item.note) } }
            p { (ui::Link::new(conversation, t.get("messages-staff-conversation"))) }
            (form(visit, item, refused))
        }
    }
}

/// Keeping it needs nothing; hiding it a reason; keeping its author from writing a day as well.
fn form(visit: &Visit, item: &ReportView, refused: Refused<'_>) -> Markup {
    let t = visit.t;
    let wrong = |field: &str| refused.and_then(|(_, _, errors)| errors.on(field));
    let typed = |of: fn(&Typed) -> &String| refused.map_or("", |(_, typed, _)| of(typed).as_str());
    let error = |text: &str| html! { span class="field-error" { (Icon::Alert) span { (text) } } };
    let fields = html! {
        div class="grid gap-3 sm:grid-cols-[2fr_1fr] *:min-w-0" {
            label class="grid gap-1" {
                span class="font-semibold" { (t.get("messages-staff-reason")) }
                span class="hint" { (t.get("messages-staff-reason-hint")) }
                input class="input" type="text" name="reason" maxlength="500" value=(typed(|typed| &typed.reason)) aria-invalid=[wrong("reason").map(|_| "true")];
                @if let Some(text) = wrong("reason") { (error(text)) }
            }
            label class="grid gap-1" {
                span class="font-semibold" { (t.get("messages-staff-until")) }
                span class="hint" { (t.get("messages-staff-until-hint")) }
                input class="input" type="date" name="until" value=(typed(|typed| &typed.until)) aria-invalid=[wrong("until").map(|_| "true")];
                @if let Some(text) = wrong("until") { (error(text)) }
            }
        }
        p class="mt-3 flex flex-wrap gap-2" {
            (ui::Button::secondary(t.get("messages-staff-dismiss")).value("decision", "dismiss"))
            (ui::Button::danger(t.get("messages-staff-hide")).value("decision", "hide"))
            (ui::Button::secondary(t.get("messages-staff-bar")).value("decision", "bar"))
        }
    };
    html! { (ui::Form::post(visit, visit.url(&format!("{PATH}/{}", item.id)), fields)) }
}

/// What was said around a reported message, the newest first.
pub(super) async fn conversation(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let found = state.messaging.reported_conversation(&visit.actor, id, &after.page(MESSAGES)).await?;
    let t = visit.t;
    let more = next::url(&visit, &format!("{PATH}/conversations/{id}"), &[], found.next.as_ref());
    let content = html! {
        (ui::Breadcrumb::to(t, t.get("messages-staff-conversation")).step(t.get("kit-nav-moderation-messages"), visit.url(PATH)))
        (ui::PageHeader::new(t.get("messages-staff-conversation")).text(t.get("messages-staff-looked")))
        ol class="grid gap-2" { @for message in &found.items { (one(&visit, message)) } }
        (ui::Pagination::new(t, more))
    };
    Ok(shell(&visit).body(&content))
}

fn one(visit: &Visit, message: &MessageView) -> Markup {
    let t = visit.t;
    html! {
        li class="grid gap-1 rounded-card border border-line bg-surface p-3" {
            p class="flex flex-wrap items-center gap-2 text-sm text-muted" {
                strong class="text-ink" { (name(t, &message.author)) } (ui::When::minute(visit.locale, message.created_at))
            }
            @match message.state {
                MessageState::Withdrawn => p class="italic text-muted" { (t.get("messages-withdrawn")) },
                MessageState::Hidden => p class="italic text-muted" {
                    (t.with("messages-hidden-because", &[("reason", message.hidden_reason.as_deref().unwrap_or_default().into())]))
                },
                MessageState::Visible => {}
            }
            @if !message.text.is_empty() { p class="break-words" { (parts::text(&message.text)) } }
            @if !message.attachments.is_empty() {
                p class="text-sm text-muted" { (t.with("messages-staff-files", &[("n", message.attachments.len().into())])) }
            }
        }
    }
}
