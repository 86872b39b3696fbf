//! `GET /moderation/signalements`: films and comments with open reports; `POST` decides on one. 200 and 303 for moderators;
//! 403 for others; 422 without a reason.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use catalog::{Decide, Decision, ModerationItem, ReportSubject};
use contracts::catalog::{CommentId, FilmId};
use kernel::{ErrorKind, Page, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card,
        next::{self, After},
    },
};

const PATH: &str = "/moderation/signalements";
const ROWS: u16 = 20;

pub(crate) async fn list(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::CommentModerate)?;
    let items = state.catalog.list_reported(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &items).into_response());
    }
    Ok(Shell::new(&visit, visit.t.get("moderation-reports-title")).tool().body(&content(&visit, &items)))
}

/// What is decided: either a film or a comment is named.
#[derive(Debug, Deserialize)]
pub(crate) struct Decided {
    film: Option<FilmId>,
    comment: Option<CommentId>,
    decision: String,
    #[serde(default)]
    reason: String,
}

impl Decided {
    fn into_command(self) -> Option<Decide> {
        let subject = match (self.film, self.comment) {
            (Some(film_id), None) => ReportSubject::Film(film_id),
            (None, Some(comment_id)) => ReportSubject::Comment(comment_id),
            _ => return None,
        };
        Some(Decide { subject, decision: Decision::parse(&self.decision)?, reason: self.reason })
    }
}

pub(crate) async fn decide(
    visit: Visit,
    State(state): State<KarangouState>,
    CsrfForm(decided): CsrfForm<Decided>,
) -> Result<Response, WebError> {
    let cmd = decided.into_command().ok_or_else(|| WebError::new(ErrorKind::Invalid, "error-form-unreadable"))?;
    state.catalog.decide(&visit.actor, cmd).await?;
    Ok(visit.redirect(PATH).saying("moderation-decided").into_response())
}

fn content(visit: &Visit, items: &Page<ModerationItem>) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("moderation-reports-title")))
        @if items.items.is_empty() { (ui::EmptyState::new(Icon::CheckCircle, t.get("moderation-reports-empty"))) }
        div class="grid gap-4" { (rows(visit, items)) }
    }
}

fn rows(visit: &Visit, items: &Page<ModerationItem>) -> Markup {
    let more = next::url(visit, PATH, &[], items.next.as_ref());
    html! {
        @for item in &items.items { (row(visit, item)) }
        (ui::Pagination::new(visit.t, more).appending_to("#reports"))
    }
}

fn row(visit: &Visit, item: &ModerationItem) -> Markup {
    let t = visit.t;
    let kind = match item.subject {
        ReportSubject::Film(_) => "moderation-kind-film",
        ReportSubject::Comment(_) => "moderation-kind-comment",
    };
    html! {
        article class="grid gap-3 rounded-[10px] border border-line bg-surface p-4" {
            header class="flex flex-wrap items-center gap-2" {
                (ui::Badge::new(ui::Tone::Warn, t.with("moderation-report-count", &[("n", item.report_count.into())])))
                strong { (t.get(kind)) }
                (ui::Link::new(visit.url(&card::path(&item.film_slug)), &item.film_title))
                span class="text-sm text-muted" { (item.author_name) " · " (ui::When::relative(visit.locale, item.first_reported_at)) }
                @if item.hidden { (ui::Badge::new(ui::Tone::Info, t.get("moderation-hidden"))) }
            }
            @if !item.text.is_empty() { blockquote class="border-l-4 border-line pl-4 break-words whitespace-pre-line" { (item.text) } }
            ul class="grid gap-1 text-sm" {
                @for report in &item.reports {
                    li {
                        strong { (t.get(&format!("film-report-reason-{}", report.reason.as_str()))) }
                        @if !report.note.is_empty() { " — " (report.note) }
                        span class="text-muted" { " · " (report.reporter_name) " · " (ui::When::relative(visit.locale, report.created_at)) }
                    }
                }
            }
            (decision(visit, item))
        }
    }
}

fn decision(visit: &Visit, item: &ModerationItem) -> Markup {
    let t = visit.t;
    let take = match item.subject {
        ReportSubject::Film(_) => "moderation-take-back",
        ReportSubject::Comment(_) => "moderation-hide",
    };
    let content = html! {
        @match item.subject {
            ReportSubject::Film(film_id) => input type="hidden" name="film" value=(film_id);,
            ReportSubject::Comment(comment_id) => input type="hidden" name="comment" value=(comment_id);,
        }
        label class="grid gap-1" {
            span class="text-sm font-semibold" { (t.get("moderation-decision-reason")) }
            input class="input" type="text" name="reason" maxlength="500" required;
        }
        p class="mt-2 flex flex-wrap gap-2" {
            @if item.hidden { (ui::Button::secondary(t.get("moderation-restore")).value("decision", "restore")) }
            @else { (ui::Button::danger(t.get(take)).value("decision", "hide")) }
            (ui::Button::secondary(t.get("moderation-dismiss")).value("decision", "dismiss"))
        }
    };
    html! { (ui::Form::post(visit, visit.url(PATH), content)) }
}
