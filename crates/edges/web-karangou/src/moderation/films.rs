//! `GET /moderation/films`: what waits for a decision, the longest waiting first; `POST …/{id}/publier|refuser`.
//! 200 and 303 for moderators; 403 for others; 422 for a refusal without reason.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{PublishFilm, StudioFilm};
use contracts::catalog::FilmId;
use kernel::{Page, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card, facts, names,
        next::{self, After},
        picture,
    },
};

const PATH: &str = "/moderation/films";
const ROWS: u16 = 20;

pub(crate) async fn queue(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::FilmModerate)?;
    let films = state.catalog.list_submitted_films(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &films).into_response());
    }
    Ok(Shell::new(&visit, visit.t.get("moderation-films-title")).tool().body(&content(&visit, &films)))
}

/// The version that the moderator had before them: a film that changed since is looked at again.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    version: i32,
}

pub(crate) async fn publish(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(seen): CsrfForm<Seen>,
) -> Result<Response, WebError> {
    let cmd = PublishFilm { film_id, version: Some(seen.version) };
    state.catalog.publish_film(&visit.actor, cmd).await?;
    Ok(visit.redirect(PATH).saying("moderation-published").into_response())
}

/// Why a film is refused: its author reads it.
#[derive(Debug, Deserialize)]
pub(crate) struct Why {
    #[serde(default)]
    reason: String,
}

pub(crate) async fn refuse(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    state.catalog.refuse_film(&visit.actor, film_id, &why.reason).await?;
    Ok(visit.redirect(PATH).saying("moderation-refused").into_response())
}

fn content(visit: &Visit, films: &Page<StudioFilm>) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("moderation-films-title")))
        @if films.items.is_empty() { (ui::EmptyState::new(Icon::CheckCircle, t.get("moderation-films-empty"))) }
        div class="grid gap-4" { (rows(visit, films)) }
    }
}

fn rows(visit: &Visit, films: &Page<StudioFilm>) -> Markup {
    let more = next::url(visit, PATH, &[], films.next.as_ref());
    html! {
        @for film in &films.items { (row(visit, film)) }
        (ui::Pagination::new(visit.t, more).appending_to("#queue"))
    }
}

fn row(visit: &Visit, film: &StudioFilm) -> Markup {
    let (t, film_card) = (visit.t, &film.page.card);
    let countries: Vec<_> = film_card.countries.iter().map(|code| names::country(t, code)).collect();
    let line = [film_card.year.map(|year| year.to_string()), facts::length(film_card.duration_ms), Some(countries.join(", "))];
    let see = ui::Button::secondary(t.get("moderation-preview")).icon(Icon::Play).href(visit.url(&card::path(&film_card.slug)));
    html! {
        article class="flex flex-col gap-4 rounded-[10px] border border-line bg-surface p-4 sm:flex-row" {
            div class="w-28 shrink-0" aria-hidden="true" { (picture::poster(visit, film_card)) }
            div class="grid min-w-0 grow gap-2" {
                h2 class="text-lg font-semibold" { (film_card.title) }
                p class="text-sm text-muted" {
                    @for fact in line.into_iter().flatten().filter(|fact| !fact.is_empty()) { (fact) " · " }
                    @if let Some(submitted) = film.submitted_at { (t.get("moderation-since")) " " (ui::When::relative(visit.locale, submitted)) }
                }
                p class="max-w-[65ch] whitespace-pre-line" { (film.page.synopsis(visit.locale)) }
                (decisions(visit, film, &see))
            }
        }
    }
}

fn decisions(visit: &Visit, film: &StudioFilm, see: &ui::Button) -> Markup {
    let t = visit.t;
    let action = |verb: &str| visit.url(&format!("{PATH}/{}/{verb}", film.page.card.id));
    let publish = html! {
        input type="hidden" name="version" value=(film.page.version);
        (ui::Button::primary(t.get("moderation-publish")).icon(Icon::Check))
    };
    let reason = html! {
        label class="grid gap-1" {
            span class="text-sm font-semibold" { (t.get("moderation-reason")) }
            textarea class="input" name="reason" rows="3" maxlength="1000" required {}
        }
        p class="mt-2" { (ui::Button::danger(t.get("moderation-refuse"))) }
    };
    html! {
        div class="flex flex-wrap gap-2" {
            (see)
            (ui::Form::post(visit, action("publier"), publish).inline())
        }
        details {
            summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("moderation-refuse-open")) }
            (ui::Form::post(visit, action("refuser"), reason).attr("hx-post", action("refuser")))
        }
    }
}
