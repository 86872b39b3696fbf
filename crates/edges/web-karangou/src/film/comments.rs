//! Comments with replies: `POST /films/{slug}/commentaires`, `POST /commentaires/{id}/modifier|supprimer`,
//! `GET /commentaires/{id}/reponses`. 303 to the page; for htmx the section, or the rows that were asked.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{AddComment, CommentState, CommentThread, CommentView, EditComment, FilmPage, FilmState};
use contracts::catalog::CommentId;
use kernel::{Page, PageRequest};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui, ui::Icon};

use super::{place, rating};
use crate::{
    KarangouState,
    parts::{
        card,
        next::{self, After},
        stars,
    },
};

const ANCHOR: &str = "commentaires";
const REPLIES: u16 = 50;

/// A comment as written; a reply names what it answers.
#[derive(Debug, Deserialize)]
pub(crate) struct Written {
    text: String,
    parent: Option<CommentId>,
}

pub(crate) async fn add(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(form): CsrfForm<Written>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    let cmd = AddComment { film_id: film.card.id, parent_id: form.parent, text: form.text };
    state.catalog.add_comment(&visit.actor, cmd).await?;
    answer(&visit, &state, &slug, "film-comment-added").await
}

/// Where a comment stands, and its new text.
#[derive(Debug, Deserialize)]
pub(crate) struct Changed {
    film: String,
    #[serde(default)]
    text: String,
}

pub(crate) async fn edit(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(comment_id): Path<CommentId>,
    CsrfForm(form): CsrfForm<Changed>,
) -> Result<Response, WebError> {
    state.catalog.edit_comment(&visit.actor, EditComment { comment_id, text: form.text }).await?;
    answer(&visit, &state, &form.film, "film-comment-changed").await
}

pub(crate) async fn delete(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(comment_id): Path<CommentId>,
    CsrfForm(form): CsrfForm<Changed>,
) -> Result<Response, WebError> {
    state.catalog.delete_comment(&visit.actor, comment_id).await?;
    answer(&visit, &state, &form.film, "film-comment-deleted").await
}

pub(crate) async fn replies(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(comment_id): Path<CommentId>,
    Query(after): Query<After>,
) -> Result<Markup, WebError> {
    let replies = state.catalog.list_replies(&visit.actor, comment_id, &after.page(REPLIES)).await?;
    let more = next::url(&visit, &format!("/commentaires/{comment_id}/reponses"), &[], replies.next.as_ref());
    Ok(html! {
        @for reply in &replies.items { (one(&visit, reply, None)) }
        (ui::Pagination::new(visit.t, more).appending_to("#replies"))
    })
}

async fn answer(visit: &Visit, state: &KarangouState, slug: &str, said: &'static str) -> Result<Response, WebError> {
    if !visit.htmx {
        return Ok(visit.redirect(&place(slug, ANCHOR)).saying(said).into_response());
    }
    let film = state.catalog.get_film(&visit.actor, slug).await?;
    let page = PageRequest::new(Some(super::COMMENTS), None);
    let comments = state.catalog.list_comments(&visit.actor, film.card.id, &page).await?;
    let toast = ui::Toast::new(ui::Tone::Ok, visit.t.get(said)).out_of_band();
    Ok(html! { (section(visit, &film, &comments)) (toast) }.into_response())
}

/// The discussion of a film.
pub(super) fn section(visit: &Visit, film: &FilmPage, comments: &Page<CommentThread>) -> Markup {
    let t = visit.t;
    html! {
        section id=(ANCHOR) {
            h2 class="mb-3" { (t.get("film-comments")) " " span class="font-normal text-muted" { "(" (web_kit::format::number(t.locale(), film.comment_count)) ")" } }
            @if film.state == FilmState::Published {
                @match visit.account {
                    Some(_) => (write(visit, film, None)),
                    None => (rating::sign_in(visit, &film.card.slug, "film-comment-sign-in")),
                }
            }
            @if comments.items.is_empty() { p class="mt-4 text-muted" { (t.get("film-comments-empty")) } }
            div class="mt-4 grid gap-5" { (rows(visit, film, comments)) }
        }
    }
}

/// A page of threads: what "Voir plus" adds.
pub(super) fn rows(visit: &Visit, film: &FilmPage, comments: &Page<CommentThread>) -> Markup {
    let more = next::url(visit, &card::path(&film.card.slug), &[], comments.next.as_ref());
    html! {
        @for thread in &comments.items { (self::thread(visit, film, thread)) }
        (ui::Pagination::new(visit.t, more).appending_to("#comments"))
    }
}

fn thread(visit: &Visit, film: &FilmPage, thread: &CommentThread) -> Markup {
    let t = visit.t;
    let shown = i32::try_from(thread.replies.len()).unwrap_or(i32::MAX);
    let can_reply = visit.account.is_some() && film.state == FilmState::Published;
    html! {
        div class="border-b border-line pb-5" {
            (one(visit, &thread.comment, Some(film)))
            @if !thread.replies.is_empty() {
                div class="mt-3 ml-4 grid gap-3 border-l border-line pl-4" {
                    @for reply in &thread.replies { (one(visit, reply, Some(film))) }
                    @if thread.reply_count > shown {
                        @let next = thread.replies.last().map(|last| kernel::Cursor::after(&last.id.as_uuid()));
                        @let path = format!("/commentaires/{}/reponses", thread.comment.id);
                        (ui::Pagination::new(t, next::url(visit, &path, &[], next.as_ref())).appending_to("#replies"))
                    }
                }
            }
            @if can_reply {
                details class="mt-2" {
                    summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("film-comment-reply")) }
                    (write(visit, film, Some(thread.comment.id)))
                }
            }
        }
    }
}

/// One comment; the film is given where its forms lead back to it.
fn one(visit: &Visit, comment: &CommentView, film: Option<&FilmPage>) -> Markup {
    let t = visit.t;
    html! {
        article id={ "commentaire-" (comment.id) } {
            @if comment.state == CommentState::Deleted { p class="text-muted italic" { (t.get("film-comment-gone")) } }
            @else {
                header class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm" {
                    (ui::Avatar::new(&comment.author_name))
                    strong { (comment.author_name) }
                    @if let Some(given) = comment.author_stars { (stars::given(visit, given)) }
                    span class="text-muted" {
                        (ui::When::relative(visit.locale, comment.created_at))
                        @if comment.edited_at.is_some() { " · " (t.get("film-comment-edited")) }
                    }
                }
                @if comment.state == CommentState::Hidden {
                    @if comment.text.is_empty() { p class="mt-1 text-muted italic" { (t.get("film-comment-hidden")) } }
                    @else { (ui::Banner::new(ui::Tone::Warn, t.with("film-comment-hidden-why", &[("reason", (&comment.hidden_reason).into())]))) }
                }
                p class="mt-1 break-words whitespace-pre-line" { (comment.text) }
                @if let Some(film) = film { (acts(visit, comment, film)) }
            }
        }
    }
}

/// What one can do with a comment: change one's own, report another's.
fn acts(visit: &Visit, comment: &CommentView, film: &FilmPage) -> Markup {
    let t = visit.t;
    let slug = &film.card.slug;
    html! {
        @if comment.own {
            div class="flex flex-wrap gap-2" {
                details class="max-w-full min-w-0" {
                    summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("film-comment-edit")) }
                    (own_form(visit, comment, "modifier", &html! {
                        input type="hidden" name="film" value=(slug);
                        textarea class="input" name="text" rows="3" maxlength="2000" required aria-label=(t.get("film-comment-text")) { (comment.text) }
                        (ui::Button::secondary(t.get("film-comment-save")).small())
                    }))
                }
                (own_form(visit, comment, "supprimer", &html! {
                    input type="hidden" name="film" value=(slug);
                    (ui::Button::quiet(t.get("film-comment-delete")).small().icon(Icon::Trash))
                }))
            }
        } @else if visit.account.is_some() && comment.state == CommentState::Visible {
            a class="inline-flex min-h-11 items-center text-sm text-muted underline" rel="nofollow"
                href=(visit.url(&format!("/commentaires/{}/signaler?film={slug}", comment.id))) { (t.get("film-report-comment")) }
        }
    }
}

fn own_form(visit: &Visit, comment: &CommentView, verb: &str, content: &Markup) -> Markup {
    let action = visit.url(&format!("/commentaires/{}/{verb}", comment.id));
    html! {
        (ui::Form::post(visit, &action, content.clone()).attr("hx-post", &action).attr("hx-target", "#commentaires").attr("hx-swap", "outerHTML"))
    }
}

fn write(visit: &Visit, film: &FilmPage, parent: Option<CommentId>) -> Markup {
    let t = visit.t;
    let action = visit.url(&format!("{}/commentaires", card::path(&film.card.slug)));
    let (label, submit) = match parent {
        None => ("film-comment-text", "film-comment-submit"),
        Some(_) => ("film-comment-reply-text", "film-comment-reply-submit"),
    };
    let content = html! {
        @if let Some(parent) = parent { input type="hidden" name="parent" value=(parent); }
        label class="grid gap-1" {
            span class="text-sm font-semibold" { (t.get(label)) }
            textarea class="input" name="text" rows="3" maxlength="2000" required {}
        }
        p class="mt-2" { (ui::Button::secondary(t.get(submit)).icon(Icon::Send)) }
    };
    html! { (ui::Form::post(visit, &action, content).attr("hx-post", &action).attr("hx-target", "#commentaires").attr("hx-swap", "outerHTML")) }
}
