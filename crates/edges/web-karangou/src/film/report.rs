//! Reports of films and comments: `POST /films/{slug}/signaler`, `GET|POST /commentaires/{id}/signaler`. 303 to the film;
//! 409 when the same person reports twice.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{FilmPage, Report, ReportReason, ReportSubject};
use contracts::catalog::CommentId;
use kernel::ErrorKind;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Shell, Visit, WebError, ui, ui::Choice, ui::Icon};

use crate::{KarangouState, parts::card};

/// Why, and in what words.
#[derive(Debug, Deserialize)]
pub(crate) struct Why {
    reason: String,
    #[serde(default)]
    note: String,
    /// The film under which a comment stands.
    #[serde(default)]
    film: String,
}

impl Why {
    fn about(self, subject: ReportSubject) -> Result<Report, WebError> {
        let reason =
            ReportReason::parse(&self.reason).ok_or_else(|| WebError::new(ErrorKind::Invalid, "film-report-no-reason"))?;
        Ok(Report { subject, reason, note: self.note })
    }
}

pub(crate) async fn film(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    let film_id = state.catalog.get_film(&visit.actor, &slug).await?.card.id;
    state.catalog.report(&visit.actor, why.about(ReportSubject::Film(film_id))?).await?;
    Ok(visit.redirect(&card::path(&slug)).saying("film-report-sent").into_response())
}

/// The film under which a comment stands.
#[derive(Debug, Deserialize)]
pub(crate) struct Under {
    #[serde(default)]
    film: String,
}

pub(crate) async fn ask(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(comment_id): Path<CommentId>,
    Query(under): Query<Under>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let comment = state.catalog.get_comment(&visit.actor, comment_id).await?;
    let t = visit.t;
    let action = visit.url(&format!("/commentaires/{comment_id}/signaler"));
    let fields = html! { input type="hidden" name="film" value=(under.film); (self::fields(&visit)) };
    let content = html! {
        (ui::PageHeader::new(t.get("film-report-comment-title")))
        blockquote class="my-4 border-l-4 border-line pl-4 whitespace-pre-line" { (comment.text) }
        (ui::Form::post(&visit, action, fields).stacked())
    };
    Ok(Shell::new(&visit, t.get("film-report-comment-title")).no_index().body(&content))
}

pub(crate) async fn comment(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(comment_id): Path<CommentId>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &why.film).await?;
    state.catalog.report(&visit.actor, why.about(ReportSubject::Comment(comment_id))?).await?;
    Ok(visit.redirect(&super::place(&film.card.slug, "commentaires")).saying("film-report-sent").into_response())
}

/// The folded form under a film.
pub(super) fn film_section(visit: &Visit, film: &FilmPage) -> Markup {
    let action = visit.url(&format!("{}/signaler", card::path(&film.card.slug)));
    html! {
        @if visit.account.is_some() {
            details class="rounded-[10px] border border-line" {
                summary class="flex min-h-11 cursor-pointer items-center gap-2 px-3 text-muted" { (Icon::Flag) (visit.t.get("film-report")) }
                div class="border-t border-line p-3" { (ui::Form::post(visit, action, fields(visit)).stacked()) }
            }
        }
    }
}

fn fields(visit: &Visit) -> Markup {
    let t = visit.t;
    let reasons = ReportReason::ALL
        .iter()
        .map(|reason| Choice::new(reason.as_str(), t.get(&format!("film-report-reason-{}", reason.as_str()))))
        .collect();
    html! {
        (ui::Select::new("reason", t.get("film-report-reason"), reasons).required())
        (ui::Field::textarea("note", t.get("film-report-note")).optional(t).max_length(500).rows(3))
        (ui::Button::secondary(t.get("film-report-submit")))
    }
}
