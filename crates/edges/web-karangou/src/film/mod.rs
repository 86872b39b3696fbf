//! `GET /films/{slug}`: the page of a film, and the forms on it.
//!
//! Every form is a plain POST that leads back to its place on the page; htmx replaces only that place. The page of a film
//! that is not published shows for those who may know of it, says so, and is not indexed.

pub(crate) mod comments;
mod credits;
pub(crate) mod keep;
mod play;
pub(crate) mod rating;
pub(crate) mod report;
pub(crate) mod share;
pub(crate) mod watch;

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{CommentThread, FilmCard, FilmFilter, FilmPage, FilmState, FilterOptions, ListCard};
use crowdfunding::ProjectCard;
use kernel::{Locale, Page, PageRequest};
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouConfig, KarangouState,
    parts::{card, facts, names, next::After, stars},
    projects,
    sharing::json_ld,
};

/// How many comments a page of them has.
const COMMENTS: u16 = 10;
/// How many similar films are shown.
const SIMILAR: usize = 6;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    let comments = state.catalog.list_comments(&visit.actor, film.card.id, &after.page(COMMENTS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(comments::rows(&visit, &film, &comments).into_response());
    }
    let page = load(&visit, &state, film, comments).await?;
    Ok(page.shell().body(&page.content()))
}

async fn load<'v>(
    visit: &'v Visit,
    state: &KarangouState,
    film: FilmPage,
    comments: Page<CommentThread>,
) -> Result<Whole<'v>, WebError> {
    let options = state.catalog.filter_options().await?;
    let similar = similar(visit, state, &film.card).await?;
    let projects = state.crowdfunding.projects_of_films(&[film.card.id]).await?;
    let lists = match visit.account {
        Some(_) => state.catalog.list_own_lists(&visit.actor, Some(film.card.id)).await?,
        None => Vec::new(),
    };
    let widest = match film.still {
        Some(still) if !visit.lite => state.media.image_widths(still).await?.last().copied(),
        _ => None,
    };
    Ok(Whole { visit, film, comments, options, similar, projects, lists, config: state.config.clone(), widest })
}

/// Other films of its first genre, else of its first country.
async fn similar(visit: &Visit, state: &KarangouState, film: &FilmCard) -> Result<Vec<FilmCard>, WebError> {
    let filter = match (film.genres.first(), film.countries.first()) {
        (Some(genre), _) => FilmFilter { genre: Some(genre.clone()), ..FilmFilter::default() },
        (None, Some(country)) => FilmFilter { country: Some(country.clone()), ..FilmFilter::default() },
        (None, None) => return Ok(Vec::new()),
    };
    let limit = u16::try_from(SIMILAR + 1).unwrap_or(u16::MAX);
    let found = state.catalog.list_films(&visit.actor, &filter, &PageRequest::new(Some(limit), None)).await?;
    Ok(found.items.into_iter().filter(|other| other.id != film.id).take(SIMILAR).collect())
}

struct Whole<'v> {
    visit: &'v Visit,
    film: FilmPage,
    comments: Page<CommentThread>,
    options: Arc<FilterOptions>,
    similar: Vec<FilmCard>,
    /// The projects that it is about.
    projects: Vec<ProjectCard>,
    lists: Vec<(ListCard, bool)>,
    config: KarangouConfig,
    /// The width of the largest picture of the film.
    widest: Option<i32>,
}

impl<'v> Whole<'v> {
    fn shell(&self) -> Shell<'v> {
        let (visit, film) = (self.visit, &self.film);
        let path = card::path(&film.card.slug);
        let shell = Shell::new(visit, &film.card.title)
            .description(self.description())
            .canonical(&path)
            .og_type("video.movie")
            .og_image(format!("{}/partage.png", visit.url(&path)))
            .script("islands/player.ts")
            .script("islands/share.ts")
            .dark()
            .wide();
        if film.state != FilmState::Published {
            return shell.no_index();
        }
        let shell = json_ld::film(visit, film, &self.options).into_iter().fold(shell, Shell::json_ld);
        shell.feed("application/json+oembed", format!("/oembed?url={}", encoded(&visit.absolute_url(&path))))
    }

    fn description(&self) -> String {
        match self.film.synopsis(self.visit.locale) {
            "" => self.visit.t.with("film-description", &[("title", (&self.film.card.title).into())]),
            synopsis => shortened(synopsis, 155),
        }
    }

    fn content(&self) -> Markup {
        let (visit, film, t) = (self.visit, &self.film, self.visit.t);
        html! {
            (play::zone(visit, film, &play::Before { config: &self.config, widest: self.widest }))
            div class="mx-auto grid w-full max-w-6xl gap-10 px-4 py-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr]" {
                div class="grid min-w-0 content-start gap-8" {
                    (self.header())
                    (self.synopsis())
                    (credits::show(visit, &film.credits))
                }
                aside class="grid content-start gap-8 lg:col-start-2 lg:row-span-2 lg:row-start-1" aria-label=(t.get("film-about")) {
                    (projects::helping(visit, &self.projects))
                    @if film.state == FilmState::Published {
                        (rating::section(visit, film))
                        (keep::section(visit, film, &self.lists))
                        (share::section(visit, film))
                        (report::film_section(visit, film))
                    }
                    (self.facts())
                }
                div class="min-w-0 lg:col-start-1" { (comments::section(visit, film, &self.comments)) }
            }
            @if !self.similar.is_empty() {
                div class="mx-auto w-full max-w-6xl px-4 pb-10" {
                    (ui::Rail::new(t.get("film-similar"), self.similar.iter().map(|film| card::film(visit, film))))
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let (visit, film, t) = (self.visit, &self.film.card, self.visit.t);
        let line = [film.year.map(|year| year.to_string()), facts::length(film.duration_ms), Some(age(visit, film))];
        html! {
            header class="grid gap-2" {
                (self.state_banner())
                h1 class="text-3xl leading-tight font-bold sm:text-4xl" lang=[facts::title_language(visit, film)] { (film.title) }
                @if !film.original_title.is_empty() {
                    p class="text-lg text-muted" lang=[film.spoken_languages.first()] { (film.original_title) }
                }
                p class="text-muted" { @for (at, fact) in line.into_iter().flatten().enumerate() { @if at > 0 { " · " } (fact) } }
                p class="flex flex-wrap items-center gap-x-4 gap-y-1" {
                    span id="mean" { (stars::summary(visit, film.rating)) }
                    span class="text-muted" { (t.with("film-views", &[("n", self.film.view_count.into())])) }
                }
                ul class="mt-1 flex flex-wrap gap-2" {
                    @for code in &film.genres {
                        li { (ui::Tag::new(names::genre(t, &self.options, code)).href(format!("{}?genre={code}", visit.url("/films")))) }
                    }
                    @for code in &film.countries {
                        li { (ui::Tag::new(names::country(t, code)).href(format!("{}?country={code}", visit.url("/films")))) }
                    }
                }
            }
        }
    }

    /// For those who see a film before the public does.
    fn state_banner(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let edit = ui::Button::secondary(t.get("film-edit"))
            .small()
            .icon(Icon::Edit)
            .href(visit.url(&format!("/studio/films/{}", self.film.card.id)));
        html! {
            @if self.film.state != FilmState::Published {
                (ui::Banner::new(ui::Tone::Warn, t.get(&format!("film-preview-{}", self.film.state.as_str()))).action(edit))
            } @else if self.film.editable { p { (edit) } }
        }
    }

    fn synopsis(&self) -> Markup {
        let (visit, film) = (self.visit, &self.film);
        let text = film.synopsis(visit.locale);
        let own = match visit.locale {
            Locale::Fr => &film.synopsis_fr,
            Locale::En => &film.synopsis_en,
        };
        let other = if visit.locale == Locale::Fr { "en" } else { "fr" };
        html! {
            @if !text.is_empty() {
                section {
                    h2 class="sr-only" { (visit.t.get("film-synopsis")) }
                    p class="max-w-[65ch] text-lg whitespace-pre-line" lang=[own.is_empty().then_some(other)] { (text) }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let (film, t) = (&self.film.card, self.visit.t);
        let languages = |tags: &[String]| tags.iter().map(|tag| names::language(t, tag)).collect::<Vec<_>>().join(", ");
        let some = |text: String| (!text.is_empty()).then_some(text);
        let mut list = ui::DescriptionList::new()
            .fact_if(t.get("film-spoken"), some(languages(&film.spoken_languages)))
            .fact_if(t.get("film-subtitles"), some(languages(&film.subtitle_languages)));
        for weight in &film.weights {
            list = list.fact(t.with("film-weight-in", &[("quality", (&weight.quality).into())]), facts::size(t, weight.bytes));
        }
        html! { section { h2 class="mb-2 text-lg" { (t.get("film-facts")) } (list) } }
    }
}

fn age(visit: &Visit, film: &FilmCard) -> String {
    visit.t.get(&format!("film-age-{}", film.age_rating.as_str()))
}

/// At most so many characters, cut between words.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.replace('\n', " ");
    }
    let cut: String = text.chars().take(characters).collect();
    let whole = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']).replace('\n', " "))
}

/// A text as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where a form of the page leads back to.
pub(crate) fn place(slug: &str, anchor: &str) -> String {
    format!("{}#{anchor}", card::path(slug))
}
