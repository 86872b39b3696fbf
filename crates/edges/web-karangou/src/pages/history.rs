//! `GET /historique`: what the account watched, and `POST /historique/effacer` to forget one film or all of them.
//! 200 for the account alone; 303 after forgetting; a stranger is led to sign-in.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use catalog::HistoryEntry;
use contracts::catalog::FilmId;
use jiff::SignedDuration;
use kernel::Page;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Shell, Visit, WebError, format, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card, facts,
        next::{self, After},
        picture,
    },
};

const PATH: &str = "/historique";
const ROWS: u16 = 30;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let entries = state.catalog.list_history(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &entries).into_response());
    }
    Ok(Shell::new(&visit, visit.t.get("history-title")).no_index().body(&content(&visit, &entries)))
}

/// What to forget: one film, or everything when none is named.
#[derive(Debug, Deserialize)]
pub(crate) struct Forget {
    film: Option<FilmId>,
}

pub(crate) async fn forget(
    visit: Visit,
    State(state): State<KarangouState>,
    CsrfForm(form): CsrfForm<Forget>,
) -> Result<Response, WebError> {
    match form.film {
        Some(film_id) => state.playback.forget(&visit.actor, film_id).await?,
        None => state.playback.forget_all(&visit.actor).await?,
    }
    let said = if form.film.is_some() { "history-forgot-one" } else { "history-forgot-all" };
    Ok(visit.redirect(PATH).saying(said).into_response())
}

fn content(visit: &Visit, entries: &Page<HistoryEntry>) -> Markup {
    let t = visit.t;
    let clear = ui::Form::post(
        visit,
        visit.url("/historique/effacer"),
        html! { (ui::Button::quiet(t.get("history-clear")).icon(Icon::Trash)) },
    );
    html! {
        @if entries.items.is_empty() {
            (ui::PageHeader::new(t.get("history-title")))
            (ui::EmptyState::new(Icon::History, t.get("history-empty-title")).text(t.get("history-empty-text"))
                .action(ui::Button::primary(t.get("home-all")).href(visit.url("/films"))))
        } @else {
            (ui::PageHeader::new(t.get("history-title")).text(html! { (t.get("history-lead")) }).actions(clear))
            div class="grid gap-3" { (rows(visit, entries)) }
        }
    }
}

fn rows(visit: &Visit, entries: &Page<HistoryEntry>) -> Markup {
    let more = next::url(visit, PATH, &[], entries.next.as_ref());
    html! {
        @for entry in &entries.items { (row(visit, entry)) }
        (ui::Pagination::new(visit.t, more).appending_to("#history"))
    }
}

fn row(visit: &Visit, entry: &HistoryEntry) -> Markup {
    let (t, film) = (visit.t, &entry.film);
    let at = format::timecode(SignedDuration::from_millis(entry.position_ms));
    let stopped = if entry.finished { t.get("history-finished") } else { t.with("home-resume-at", &[("at", at.into())]) };
    let forget = html! {
        input type="hidden" name="film" value=(film.id);
        (ui::IconButton::new(Icon::Close, t.with("history-forget", &[("title", (&film.title).into())])))
    };
    html! {
        article class="flex items-center gap-4 border-b border-line pb-3" {
            a class="block w-14 shrink-0" href=(visit.url(&card::path(&film.slug))) tabindex="-1" aria-hidden="true" { (picture::poster(visit, film)) }
            div class="min-w-0 grow" {
                h2 class="text-base font-semibold" {
                    a class="link" href=(visit.url(&card::path(&film.slug))) lang=[facts::title_language(visit, film)] { (film.title) }
                }
                p class="text-sm text-muted" { (stopped) " · " (ui::When::relative(visit.locale, entry.watched_at)) }
            }
            (ui::Form::post(visit, visit.url("/historique/effacer"), forget).inline())
        }
    }
}
