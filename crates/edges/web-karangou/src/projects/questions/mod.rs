//! What people ask and answer on a project: `GET /projets/{slug}/questions`, the newest first; `POST` asks, or answers with `parent`.
//! 200; 303 to what was written; 422 and 429 with it; 404 for a project that is not public.

mod comment;
mod discussion;
mod thread;

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectCommentId;
use crowdfunding::{AddProjectComment, ProjectThread, ProjectView};
use kernel::{Page, PageRequest};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Shell, Visit, WebError, ui, ui::Icon};

use self::discussion::{About, Again, Discussion};
pub(crate) use self::thread::{delete, hide, show as show_thread, show_again};
use super::{PATH, refused::Refused};
use crate::{
    KarangouState,
    parts::next::{self, After},
};

const ROWS: u16 = 10;
/// How many the page of a project shows, and how many answers of each.
pub(super) const NEWEST: u16 = 3;
const ANSWERS_THERE: usize = 2;
/// How many answers the list shows of each.
const ANSWERS: usize = 10;

/// Where people ask, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("{}/questions", super::path(slug))
}

/// A comment and its place on its page.
fn place(slug: &str, thread: ProjectCommentId, id: ProjectCommentId) -> String {
    format!("{}/{thread}#question-{id}", path(slug))
}

pub(crate) async fn list(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let threads = state.crowdfunding.discussion(&visit.actor, view.id, &after.page(ROWS)).await?;
    let discussion = Discussion { visit: &visit, view: &view, again: None };
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&discussion, &threads).into_response());
    }
    let shell = shell(&visit, &view);
    Ok(if after.after.is_some() { shell.no_index() } else { shell }.body(&content(&discussion, &threads)))
}

/// What was written; an answer names what it answers.
#[derive(Debug, Deserialize)]
pub(crate) struct Written {
    #[serde(default)]
    text: String,
    parent: Option<ProjectCommentId>,
}

pub(crate) async fn add(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(form): CsrfForm<Written>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let command = AddProjectComment { project_id: view.id, parent_id: form.parent, text: form.text.clone() };
    match (state.crowdfunding.add_project_comment(&visit.actor, &command).await, form.parent) {
        (Ok(said), None) => {
            let here = format!("{}#question-{}", path(&slug), said.id);
            Ok(visit.redirect(&here).saying("question-added").into_response())
        }
        (Ok(said), Some(parent)) => {
            Ok(visit.redirect(&place(&slug, parent, said.id)).saying("question-answered").into_response())
        }
        (Err(error), parent) => {
            let refused = Refused::of(error, form.text, visit.t)?;
            match parent {
                Some(parent) => thread::again(&visit, &state, &view, parent, (About::Answer, refused)).await,
                None => again(&visit, &state, &view, refused).await,
            }
        }
    }
}

/// The list with what was refused.
async fn again(visit: &Visit, state: &KarangouState, view: &ProjectView, refused: Refused) -> Result<Response, WebError> {
    let first = PageRequest::new(Some(ROWS), None);
    let threads = state.crowdfunding.discussion(&visit.actor, view.id, &first).await?;
    let again = Again { about: About::Question, refused };
    let discussion = Discussion { visit, view, again: Some(&again) };
    Ok(again.refused.shell(shell(visit, view)).body(&content(&discussion, &threads)))
}

fn shell<'v>(visit: &'v Visit, view: &ProjectView) -> Shell<'v> {
    let title = visit.t.with("questions-of", &[("title", (&view.title).into())]);
    Shell::new(visit, title).og_image(format!("{}/partage.png", visit.url(&super::path(&view.slug))))
}

fn header(visit: &Visit, view: &ProjectView) -> Markup {
    let t = visit.t;
    html! {
        (ui::Breadcrumb::to(t, t.get("questions-title")).step(t.get("projects-title"), visit.url(PATH)).step(&view.title, visit.url(&super::path(&view.slug))))
        (ui::PageHeader::new(t.with("questions-of", &[("title", (&view.title).into())])))
    }
}

fn content(discussion: &Discussion, threads: &Page<ProjectThread>) -> Markup {
    let t = discussion.visit.t;
    html! {
        (header(discussion.visit, discussion.view))
        div class="grid max-w-3xl gap-6" {
            (discussion.ask())
            @if threads.items.is_empty() { p class="text-muted" { (t.get("questions-none")) } }
            (rows(discussion, threads))
        }
    }
}

/// The rows alone: what "Voir plus" adds.
fn rows(discussion: &Discussion, threads: &Page<ProjectThread>) -> Markup {
    let more = next::url(discussion.visit, &path(&discussion.view.slug), &[], threads.next.as_ref());
    html! {
        @for thread in &threads.items { (discussion.thread(thread, ANSWERS)) }
        (ui::Pagination::new(discussion.visit.t, more).appending_to("#questions"))
    }
}

/// The newest on the page of the project, and the way to ask.
pub(super) fn section(visit: &Visit, view: &ProjectView, threads: &Page<ProjectThread>) -> Markup {
    let t = visit.t;
    let discussion = Discussion { visit, view, again: None };
    let content = html! {
        div class="grid max-w-3xl gap-6" {
            (discussion.ask())
            @if threads.items.is_empty() { p class="text-muted" { (t.get("questions-none")) } }
            @for thread in &threads.items { (discussion.thread(thread, ANSWERS_THERE)) }
            @if threads.next.is_some() {
                p { (ui::Button::secondary(t.get("questions-all")).icon(Icon::Message).href(visit.url(&path(&view.slug)))) }
            }
        }
    };
    html! { (ui::Section::new(t.get("questions-title"), content).id("questions")) }
}
