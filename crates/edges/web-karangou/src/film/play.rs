//! The top of the page: the player before Play.

use catalog::{FilmPage, MyFilm};
use maud::{Markup, html};
use web_kit::{Visit, ui::Icon};

use crate::{
    config::KarangouConfig,
    parts::{card, player},
};

/// What the zone shows of the film before Play.
pub(super) struct Before<'a> {
    pub(super) config: &'a KarangouConfig,
    /// The width of the largest picture of the film.
    pub(super) widest: Option<i32>,
}

/// The zone over the whole width.
pub(super) fn zone(visit: &Visit, film: &FilmPage, before: &Before<'_>) -> Markup {
    html! {
        section class="bg-black" aria-label=(visit.t.get("player-label")) {
            div class="mx-auto max-w-6xl" {
                @if film.playable { (player::show(visit, before.config, &screen(visit, film, before))) } @else { (not_yet(visit)) }
            }
        }
    }
}

fn not_yet(visit: &Visit) -> Markup {
    html! { div class="grid min-h-60 place-items-center p-8 text-center text-[#F6EFE6]" { p { (Icon::Clock) " " (visit.t.get("film-not-playable")) } } }
}

fn screen<'a>(visit: &Visit, film: &'a FilmPage, before: &Before<'_>) -> player::Screen<'a> {
    let film_card = &film.card;
    player::Screen {
        title: &film_card.title,
        label: visit.t.with("film-play", &[("title", (&film_card.title).into())]),
        endpoint: format!("/api/v1/films/{}/playback", film_card.id),
        native: format!("{}/regarder", card::path(&film_card.slug)),
        weights: &film_card.weights,
        still: film.still.or(film_card.poster),
        widest: before.widest,
        resume_ms: resume_ms(film.mine),
    }
}

/// Where to go on: not within the first five seconds, and from the beginning once finished.
fn resume_ms(mine: Option<MyFilm>) -> Option<i64> {
    mine.filter(|mine| !mine.finished).and_then(|mine| mine.position_ms).filter(|position| *position >= 5000)
}
