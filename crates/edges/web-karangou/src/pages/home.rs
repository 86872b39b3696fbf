//! `GET /`: one film on top, what to go on with, rails. 200, kept by nobody but the visitor.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use catalog::{ContinueCard, FilmCard, FilmPage, FilterOptions, Home, Rail, RailKind};
use crowdfunding::ProjectShelf;
use jiff::SignedDuration;
use kernel::PageRequest;
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, format, ui, ui::Icon};

use crate::{
    KarangouState,
    film::shortened,
    parts::{card, facts, names, picture},
    projects,
    sharing::json_ld,
};

/// How many open projects are shown.
const PROJECTS: u16 = 3;

pub(crate) async fn show(visit: Visit, State(state): State<KarangouState>) -> Result<Response, WebError> {
    let home = state.catalog.home().await?;
    let options = state.catalog.filter_options().await?;
    let begun = match visit.account {
        Some(_) => state.catalog.continue_watching(&visit.actor).await?,
        None => Vec::new(),
    };
    let widest = match home.featured.as_ref().and_then(|film| film.still) {
        Some(still) if !visit.lite => state.media.image_widths(still).await?.last().copied(),
        _ => None,
    };
    let open = state.crowdfunding.projects(ProjectShelf::Open, &PageRequest::new(Some(PROJECTS), None)).await?;
    let projects = projects::rail(&visit, &state, open.items).await?;
    let page = HomePage { visit: &visit, home, options, begun, widest, projects };
    let shell = Shell::new(&visit, "")
        .description(visit.t.get("home-description"))
        .json_ld(json_ld::site(&visit))
        .feed("application/rss+xml", visit.url("/flux/films.rss"))
        .wide();
    Ok(shell.body(&page.content()))
}

struct HomePage<'v> {
    visit: &'v Visit,
    home: Arc<Home>,
    options: Arc<FilterOptions>,
    begun: Vec<ContinueCard>,
    /// The width of the largest picture of the film on top.
    widest: Option<i32>,
    /// The row of open projects.
    projects: Markup,
}

impl HomePage<'_> {
    fn content(&self) -> Markup {
        let visit = self.visit;
        html! {
            @match &self.home.featured {
                Some(film) => (hero(visit, film, self.widest)),
                None => (self.empty()),
            }
            div class="mx-auto grid w-full max-w-6xl gap-8 px-4 py-8 *:min-w-0" {
                @if !self.begun.is_empty() { (self.resume()) }
                (self.projects)
                @for rail in &self.home.rails { (self.rail(rail)) }
                @if !self.home.rails.is_empty() { (self.genres()) }
            }
        }
    }

    fn empty(&self) -> Markup {
        let t = self.visit.t;
        let may_publish = self.visit.actor.may(kernel::Permission::FilmPublish);
        let (label, path) =
            if may_publish { ("home-empty-publish", "/studio/films/nouveau") } else { ("home-empty-join", "/inscription") };
        let state = ui::EmptyState::new(Icon::Film, t.get("home-empty-title"))
            .text(t.get("home-empty-text"))
            .action(ui::Button::primary(t.get(label)).href(self.visit.url(path)));
        html! { div class="mx-auto max-w-6xl px-4 py-12" { h1 class="sr-only" { (t.get("home-title")) } (state) } }
    }

    fn resume(&self) -> Markup {
        let visit = self.visit;
        let cards = self.begun.iter().map(|begun| {
            let at = format::timecode(SignedDuration::from_millis(begun.position_ms));
            card::film(visit, &begun.film)
                .watched(u64::from(begun.percent), 100)
                .fact(visit.t.with("home-resume-at", &[("at", at.into())]))
        });
        html! { (ui::Rail::new(visit.t.get("home-resume"), cards).all(visit.t.get("home-resume-all"), visit.url("/historique"))) }
    }

    fn rail(&self, rail: &Rail) -> Markup {
        let visit = self.visit;
        let (title, query) = self.heading(&rail.kind);
        let cards = rail.films.iter().map(|film| card::film(visit, film));
        let all = format!("{}?{query}", visit.url("/films"));
        html! { (ui::Rail::new(title, cards).all(visit.t.get("home-rail-all"), all)) }
    }

    fn heading(&self, kind: &RailKind) -> (String, String) {
        let t = self.visit.t;
        match kind {
            RailKind::New => (t.get("home-rail-new"), "sort=newest".to_owned()),
            RailKind::MostWatched => (t.get("home-rail-most-watched"), "sort=most-watched".to_owned()),
            RailKind::TopRated => (t.get("home-rail-top-rated"), "sort=top-rated".to_owned()),
            RailKind::Genre(code) => (names::genre(t, &self.options, code), format!("genre={code}")),
            RailKind::Country(code) => {
                let country = names::country(t, code);
                (t.with("home-rail-country", &[("country", country.into())]), format!("country={code}"))
            }
        }
    }

    /// Every genre and country that has films, as words to follow.
    fn genres(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        html! {
            section {
                h2 { (t.get("home-browse")) }
                ul class="mt-3 flex flex-wrap gap-2" {
                    @for count in &self.options.genre_counts {
                        @let href = format!("{}?genre={}", visit.url("/films"), count.value);
                        li { (ui::Tag::new(names::genre(t, &self.options, &count.value)).href(href)) }
                    }
                    @for count in self.options.countries.iter().take(12) {
                        @let href = format!("{}?country={}", visit.url("/films"), count.value);
                        li { (ui::Tag::new(names::country(t, &count.value)).href(href)) }
                    }
                }
            }
        }
    }
}

/// The film on top: a picture of it, and over it what it is. Always on dark ground.
fn hero(visit: &Visit, page: &FilmPage, widest: Option<i32>) -> Markup {
    let (t, film) = (visit.t, &page.card);
    let path = card::path(&film.slug);
    let by = (!film.directors.is_empty()).then(|| t.with("film-by", &[("names", film.directors.join(", ").into())]));
    let line = [
        film.year.map(|year| year.to_string()),
        facts::length(film.duration_ms),
        country_line(visit, film),
        weight_line(visit, film),
    ];
    html! {
        section class="hero" aria-labelledby="hero-title" {
            (picture::backdrop(visit, page.still.or(film.poster), widest))
            div class="hero-words" {
                p class="text-sm font-semibold tracking-wide text-[#F2C14E]" { (t.get("home-featured")) }
                h1 id="hero-title" class="text-4xl leading-tight font-bold sm:text-5xl" lang=[facts::title_language(visit, film)] { (film.title) }
                @if let Some(by) = by { p { (by) } }
                p class="text-[#D8CBBD]" {
                    @for (at, fact) in line.into_iter().flatten().enumerate() { @if at > 0 { " · " } (fact) }
                }
                @let synopsis = page.synopsis(visit.locale);
                @if !synopsis.is_empty() { p class="hidden max-w-[55ch] sm:block" { (shortened(synopsis, 180)) } }
                p class="mt-2 flex flex-wrap gap-3" {
                    (ui::Button::primary(t.get("home-watch")).icon(Icon::Play).href(visit.url(&path)))
                    (ui::Button::secondary(t.get("home-all")).href(visit.url("/films")))
                }
            }
        }
    }
}

fn country_line(visit: &Visit, film: &FilmCard) -> Option<String> {
    let countries: Vec<_> = film.countries.iter().map(|code| names::country(visit.t, code)).collect();
    (!countries.is_empty()).then(|| countries.join(", "))
}

fn weight_line(visit: &Visit, film: &FilmCard) -> Option<String> {
    facts::announced(visit, &film.weights).map(|weight| format!("{} ({})", facts::size(visit.t, weight.bytes), weight.quality))
}
