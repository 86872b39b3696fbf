//! `GET /recherche`: films and people by words, accents and typing errors forgiven. The palette (Ctrl K) asks the same address
//! and gets a short list. 200, never indexed.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use catalog::{Excerpt, FilmFilter, FilmHit, PersonCard, SearchResults};
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card, facts,
        next::{self, After},
        picture,
    },
};

const PATH: &str = "/recherche";
const ROWS: u16 = 20;
/// How many films the palette proposes.
const PROPOSALS: u16 = 6;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(flatten)]
    after: After,
}

pub(crate) async fn show(
    visit: Visit,
    headers: HeaderMap,
    State(state): State<KarangouState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let palette = headers.contains_key("hx-palette");
    let page = asked.after.page(if palette { PROPOSALS } else { ROWS });
    let words = asked.q.trim();
    let found = match words {
        "" => None,
        _ => Some(state.catalog.search(&visit.actor, words, &FilmFilter::default(), &page).await?),
    };
    let results = ResultsPage { visit: &visit, words, found };
    if palette {
        return Ok(results.proposals().into_response());
    }
    if visit.htmx && page.after.is_some() {
        return Ok(results.rows().into_response());
    }
    Ok(Shell::new(&visit, results.title()).no_index().body(&results.content()))
}

struct ResultsPage<'v> {
    visit: &'v Visit,
    words: &'v str,
    /// None before anything was asked.
    found: Option<SearchResults>,
}

impl ResultsPage<'_> {
    fn title(&self) -> String {
        match self.words {
            "" => self.visit.t.get("search-title"),
            words => self.visit.t.with("search-title-for", &[("words", words.into())]),
        }
    }

    fn content(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let form = html! {
            div class="flex items-end gap-2" {
                div class="grow" {
                    (ui::Field::search("q", t.get("search-field")).value(self.words).hint(t.get("search-hint")).max_length(200))
                }
                (ui::Button::primary(t.get("search-submit")).icon(Icon::Search))
            }
        };
        html! {
            (ui::PageHeader::new(t.get("search-title")))
            div class="max-w-2xl" { (ui::Form::get(visit.url(PATH), form).attr("role", "search")) }
            @if let Some(found) = &self.found { div class="mt-6 grid gap-8" { (self.results(found)) } }
        }
    }

    fn results(&self, found: &SearchResults) -> Markup {
        let t = self.visit.t;
        let nothing = found.films.items.is_empty() && found.people.is_empty();
        html! {
            p class="text-muted" role="status" { (self.count(found)) }
            @if nothing {
                (ui::EmptyState::new(Icon::Search, t.with("search-none", &[("words", self.words.into())])).text(t.get("search-none-text"))
                    .action(ui::Button::primary(t.get("home-all")).href(self.visit.url("/films"))))
            }
            @if !found.people.is_empty() {
                section { h2 { (t.get("search-people")) } ul class="mt-3 flex flex-wrap gap-3" { @for person in &found.people { li { (self.person(person)) } } } }
            }
            @if !found.films.items.is_empty() {
                section { h2 { (t.get("search-films")) } div class="mt-3 grid gap-4" { (self.rows()) } }
            }
        }
    }

    fn count(&self, found: &SearchResults) -> String {
        let t = self.visit.t;
        let count = found.films.items.len();
        if found.resembling && count > 0 {
            return t.with("search-resembling", &[("words", self.words.into())]);
        }
        t.with(if found.films.next.is_some() { "films-count-first" } else { "films-count" }, &[("n", count.into())])
    }

    fn rows(&self) -> Markup {
        let Some(found) = &self.found else { return html! {} };
        let more = next::url(self.visit, PATH, &[("q", self.words.to_owned())], found.films.next.as_ref());
        html! {
            @for hit in &found.films.items { (self.hit(hit)) }
            (ui::Pagination::new(self.visit.t, more).appending_to("#results"))
        }
    }

    fn hit(&self, hit: &FilmHit) -> Markup {
        let (visit, film) = (self.visit, &hit.film);
        let line = [film.year.map(|year| year.to_string()), facts::length(film.duration_ms)];
        html! {
            article class="flex gap-4 border-b border-line pb-4" {
                a class="block w-16 shrink-0" href=(visit.url(&card::path(&film.slug))) tabindex="-1" aria-hidden="true" { (picture::poster(visit, film)) }
                div class="min-w-0" {
                    h3 class="font-semibold" {
                        a class="link" href=(visit.url(&card::path(&film.slug))) lang=[facts::title_language(visit, film)] { (film.title) }
                    }
                    p class="text-sm text-muted" {
                        @for (at, fact) in line.into_iter().flatten().chain(film.directors.iter().cloned()).enumerate() { @if at > 0 { " · " } (fact) }
                    }
                    (excerpt(&hit.excerpt))
                }
            }
        }
    }

    fn person(&self, person: &PersonCard) -> Markup {
        let visit = self.visit;
        html! {
            a class="flex min-h-11 items-center gap-3 rounded-[10px] border border-line bg-surface px-3 py-2" href=(visit.url(&format!("/personnes/{}", person.slug))) {
                (ui::Avatar::new(&person.name).image(picture::unless_lite(visit, person.photo, 320)))
                span { (person.name) br; small class="text-muted" { (visit.t.with("search-person-films", &[("n", person.film_count.into())])) } }
            }
        }
    }

    /// The short list of the palette.
    fn proposals(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let Some(found) = &self.found else { return html! {} };
        let all = next::with_pairs(visit, PATH, &[("q", self.words.to_owned())]);
        html! {
            ul {
                @for hit in &found.films.items {
                    li { a.menu-item href=(visit.url(&card::path(&hit.film.slug))) { (Icon::Film) span { (hit.film.title) } } }
                }
                @for person in &found.people {
                    li { a.menu-item href=(visit.url(&format!("/personnes/{}", person.slug))) { (Icon::User) span { (person.name) } } }
                }
                li { a.menu-item href=(all) { (Icon::Search) span { (t.with("search-all", &[("words", self.words.into())])) } } }
            }
        }
    }
}

/// The text with the words that were found marked.
fn excerpt(excerpt: &Excerpt) -> Markup {
    html! {
        @if !excerpt.pieces.is_empty() {
            p class="mt-1 text-sm" { @for piece in &excerpt.pieces { @if piece.found { mark { (piece.text) } } @else { (piece.text) } } }
        }
    }
}
