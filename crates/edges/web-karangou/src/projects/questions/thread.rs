//! `GET /projets/{slug}/questions/{id}`: one question with all its answers, also by the id of an answer. `POST …/supprimer` takes one's
//! own away; `…/masquer`, with a reason, and `…/montrer` are for the staff. 200; 303; 403, 404 for others; 422 with the form.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectCommentId;
use crowdfunding::{ProjectThread, ProjectView};
use kernel::Cursor;
use maud::{Markup, html};
use web_kit::{CsrfForm, Visit, WebError, ui};

use super::{
    discussion::{About, Again, Discussion},
    header, path, place, shell,
};
use crate::{
    KarangouState,
    film::watch::Nothing,
    parts::next::{self, After},
    projects::{refused::Refused, updates::Why},
};

const ROWS: u16 = 50;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, ProjectCommentId)>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let mut thread = state.crowdfunding.project_thread(&visit.actor, view.id, id).await?;
    let mut more = rest(&thread);
    if after.after.is_some() {
        let page = state.crowdfunding.answers(&visit.actor, thread.comment.id, &after.page(ROWS)).await?;
        (thread.answers, more) = (page.items, page.next);
    }
    let discussion = Discussion { visit: &visit, view: &view, again: None };
    if visit.htmx && after.after.is_some() {
        return Ok(answers(&discussion, &thread, more.as_ref()).into_response());
    }
    Ok(shell(&visit, &view).no_index().body(&content(&discussion, &thread, more.as_ref())))
}

/// Where the answers go on that the thread does not hold.
fn rest(thread: &ProjectThread) -> Option<Cursor> {
    let is_cut = i64::try_from(thread.answers.len()).is_ok_and(|held| held < thread.answer_count);
    let last = thread.answers.last().filter(|_| is_cut)?;
    Some(Cursor::after(&(last.created_at, last.id.as_uuid())))
}

fn content(discussion: &Discussion, thread: &ProjectThread, more: Option<&Cursor>) -> Markup {
    let (visit, view) = (discussion.visit, discussion.view);
    html! {
        (header(visit, view))
        div class="max-w-3xl" { (discussion.framed(thread, &answers(discussion, thread, more))) }
        p class="mt-6" { (ui::Link::new(visit.url(&path(&view.slug)), visit.t.get("questions-all"))) }
    }
}

/// The answers alone: what "Voir plus" adds.
fn answers(discussion: &Discussion, thread: &ProjectThread, more: Option<&Cursor>) -> Markup {
    let page = format!("{}/{}", path(&discussion.view.slug), thread.comment.id);
    html! {
        @for answer in &thread.answers { (discussion.comment(answer)) }
        (ui::Pagination::new(discussion.visit.t, next::url(discussion.visit, &page, &[], more)).appending_to("#answers"))
    }
}

/// The page with what was refused.
pub(super) async fn again(
    visit: &Visit,
    state: &KarangouState,
    view: &ProjectView,
    id: ProjectCommentId,
    (about, refused): (About, Refused),
) -> Result<Response, WebError> {
    let thread = state.crowdfunding.project_thread(&visit.actor, view.id, id).await?;
    let again = Again { about, refused };
    let discussion = Discussion { visit, view, again: Some(&again) };
    let content = content(&discussion, &thread, rest(&thread).as_ref());
    Ok(again.refused.shell(shell(visit, view)).body(&content))
}

pub(crate) async fn delete(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, ProjectCommentId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.delete_project_comment(&visit.actor, id).await?;
    Ok(visit.redirect(&path(&slug)).saying("question-deleted").into_response())
}

pub(crate) async fn hide(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, ProjectCommentId)>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    match state.crowdfunding.hide_project_comment(&visit.actor, id, &why.reason).await {
        Ok(()) => Ok(visit.redirect(&place(&slug, id, id)).saying("question-hidden-now").into_response()),
        Err(error) => {
            let refused = Refused::of(error, why.reason, visit.t)?;
            let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
            again(&visit, &state, &view, id, (About::Hiding(id), refused)).await
        }
    }
}

pub(crate) async fn show_again(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, ProjectCommentId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.show_project_comment(&visit.actor, id).await?;
    Ok(visit.redirect(&place(&slug, id, id)).saying("question-shown").into_response())
}
