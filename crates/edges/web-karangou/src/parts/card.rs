//! A film in a list.

use catalog::FilmCard;
use maud::{Markup, html};
use web_kit::{Visit, ui};

use super::{facts, picture};

/// The card of a film, with its length and weight.
pub(crate) fn film(visit: &Visit, film: &FilmCard) -> ui::FilmCard {
    let mut card = ui::FilmCard::new(visit.url(&path(&film.slug)), &film.title).poster(picture::poster(visit, film));
    if let Some(language) = facts::title_language(visit, film) {
        card = card.lang(language);
    }
    if let Some(length) = facts::length(film.duration_ms) {
        card = card.fact(length);
    }
    if let Some(weight) = facts::announced(visit, &film.weights) {
        card = card.fact(facts::size(visit.t, weight.bytes));
    }
    card
}

/// Films side by side; `more` stands under them and is replaced by the next ones.
pub(crate) fn grid(visit: &Visit, films: &[FilmCard], more: &Markup) -> Markup {
    html! {
        div class="grid grid-cols-2 items-start gap-x-4 gap-y-6 sm:grid-cols-3 md:grid-cols-4 lg:grid-cols-6 *:[nav]:col-span-full" {
            (cells(visit, films))
            (more)
        }
    }
}

/// The films of a grid, without the grid: what "Voir plus" adds.
pub(crate) fn cells(visit: &Visit, films: &[FilmCard]) -> Markup {
    html! { @for card in films { (film(visit, card)) } }
}

/// The page of a film, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("/films/{slug}")
}
