//! `GET /moderation/projets`: submitted projects, the longest waiting first; `GET …/{id}`: one of them, whole; `POST …/{id}/publier`
//! and `…/renvoyer`: what the staff decides. 200 and 303 for those who review; 403 for others; 409 when it is decided already or
//! changed meanwhile; 422 without a note.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{ProjectCard, ProjectState, ProjectView, Review};
use kernel::{AppError as _, ErrorKind, Page, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, format, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        names,
        next::{self, After},
    },
    projects::{documents, films, trailer::Trailer, whole},
};

const PATH: &str = "/moderation/projets";
const ROWS: u16 = 20;

pub(crate) async fn queue(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::ProjectReview)?;
    let projects = state.crowdfunding.projects_to_review(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &projects).into_response());
    }
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("moderation-projects-title")))
        @if projects.items.is_empty() { (ui::EmptyState::new(Icon::CheckCircle, t.get("moderation-projects-empty"))) }
        div class="grid gap-2" { (rows(&visit, &projects)) }
    };
    Ok(Shell::new(&visit, t.get("moderation-projects-title")).tool().body(&content))
}

fn rows(visit: &Visit, projects: &Page<ProjectCard>) -> Markup {
    let more = next::url(visit, PATH, &[], projects.next.as_ref());
    html! {
        @for project in &projects.items { (row(visit, project)) }
        (ui::Pagination::new(visit.t, more).appending_to("#queue"))
    }
}

fn row(visit: &Visit, project: &ProjectCard) -> Markup {
    let t = visit.t;
    let line =
        [format::money(visit.locale, project.goal), names::funding_mode(t, project.mode), names::country(t, &project.country)];
    html! {
        article class="grid gap-1 rounded-[10px] border border-line bg-surface p-4" {
            h2 class="text-base font-semibold break-words" { a class="link" href=(visit.url(&path(project.id))) { (project.title) } }
            p class="break-words" { (project.pitch) }
            p class="text-sm text-muted" {
                (line.join(" · ")) " · " (t.get("moderation-since")) " " (ui::When::relative(visit.locale, project.updated_at))
            }
        }
    }
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::ProjectReview)?;
    let view = state.crowdfunding.project(&visit.actor, id).await?;
    let shell = Shell::new(&visit, view.title.clone()).tool().script("islands/player.ts");
    let content = page(&visit, &state, &view, &Decided::default(), &FormErrors::none()).await?;
    Ok(shell.body(&content))
}

/// What is decided: the version that was read, and the note of a project that goes back.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Decided {
    version: Option<i32>,
    #[serde(default)]
    note: String,
}

pub(crate) async fn publish(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(decided): CsrfForm<Decided>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::ProjectReview)?;
    let view = state.crowdfunding.project(&visit.actor, id).await?;
    if decided.version != Some(view.version) {
        return Err(WebError::new(ErrorKind::Conflict, "crowdfunding-changed"));
    }
    state.crowdfunding.review_project(&visit.actor, id, &Review::Approve).await?;
    Ok(visit.redirect(PATH).saying("moderation-project-online").into_response())
}

pub(crate) async fn send_back(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(decided): CsrfForm<Decided>,
) -> Result<Response, WebError> {
    let review = Review::SendBack { note: decided.note.clone() };
    match state.crowdfunding.review_project(&visit.actor, id, &review).await {
        Ok(()) => Ok(visit.redirect(PATH).saying("moderation-project-sent-back").into_response()),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let errors = FormErrors::of(error, visit.t)?;
            let view = state.crowdfunding.project(&visit.actor, id).await?;
            let content = page(&visit, &state, &view, &decided, &errors).await?;
            Ok(Shell::new(&visit, view.title.clone()).tool().script("islands/player.ts").invalid().body(&content))
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    visit: &Visit,
    state: &KarangouState,
    view: &ProjectView,
    decided: &Decided,
    errors: &FormErrors,
) -> Result<Markup, WebError> {
    let t = visit.t;
    let (tone, word) = names::project_state(t, view.state);
    let films = films::of(&visit.actor, state, &view.films).await?;
    let documents = state.crowdfunding.documents(&visit.actor, view.id).await?;
    let trailer = Trailer::load(visit, state, view).await?;
    Ok(html! {
        (ui::Breadcrumb::to(t, &view.title).step(t.get("moderation-projects-title"), visit.url(PATH)))
        (ui::PageHeader::new(&view.title).state(ui::Badge::new(tone, word)))
        div class="grid gap-8 xl:grid-cols-[minmax(0,1fr)_22rem]" {
            div class="min-w-0" {
                @if view.trailer.is_some() && trailer.is_none() { (ui::Banner::new(ui::Tone::Warn, t.get("crowdfunding-trailer-waiting"))) }
                @if let Some(trailer) = &trailer { div class="mb-6 max-w-2xl" { (trailer.show(visit, state, view)) } }
                (whole::show(visit, view))
                (documents::section(visit, view, &documents))
                (films::section(visit, &films))
            }
            div class="grid content-start gap-8" { (decision(visit, view, decided, errors)) }
        }
    })
}

fn decision(visit: &Visit, view: &ProjectView, decided: &Decided, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let action = |verb: &str| visit.url(&format!("{}/{verb}", path(view.id)));
    let publish = html! {
        input type="hidden" name="version" value=(view.version);
        (ui::Button::primary(t.get("moderation-project-publish")).icon(Icon::Check).wide())
    };
    let note = html! {
        (ui::Field::textarea("note", t.get("moderation-project-note")).value(&decided.note).errors(errors)
            .hint(t.get("moderation-project-note-hint")).required().max_length(2000).rows(5))
        (ui::Button::danger(t.get("moderation-project-send-back")).wide())
    };
    let content = html! {
        @if view.state != ProjectState::Submitted { p { (t.get("moderation-project-decided")) } }
        @else if visit.actor.is(view.account_id) { p { (t.get("moderation-project-own")) } }
        @else {
            p class="mb-3" { (t.get("moderation-project-lead")) }
            (ui::Form::post(visit, action("publier"), publish))
            div class="mt-6 border-t border-line pt-6" { (ui::Form::post(visit, action("renvoyer"), note).stacked()) }
        }
    };
    html! { (ui::Card::new(content).title(t.get("moderation-project-decision"))) }
}

fn path(id: ProjectId) -> String {
    format!("{PATH}/{id}")
}
