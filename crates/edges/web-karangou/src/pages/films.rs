//! `GET /films`: the catalogue. Filters are a GET form, so that every selection has its address; "Voir plus" adds rows for
//! htmx and is a plain link otherwise. 200, or 422 with the form for a filter that does not exist.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use catalog::{FilmCard, FilmFilter, FilmSort, FilterOptions, OptionCount};
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Shell, Translator, Visit, WebError, by_name, ui, ui::Choice, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card, names,
        next::{self, After},
    },
};

const PATH: &str = "/films";
const ROWS: u16 = 24;
/// The limits of the filter "at most so long", in minutes.
const MINUTES: [i32; 4] = [15, 30, 60, 120];
/// The limits of the filter "at most so heavy", in megabytes.
const MEGABYTES: [i32; 4] = [20, 50, 100, 200];

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let pairs = pairs_of(query.as_deref());
    let options = state.catalog.filter_options().await?;
    let Ok(filter) = FilmFilter::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))) else {
        return Ok(refused(&visit, options));
    };
    let after = After { after: pairs.into_iter().find(|(name, _)| name == "after").map(|(_, value)| value) };
    let films = state.catalog.list_films(&visit.actor, &filter, &after.page(ROWS)).await?;
    let page = FilmsPage { visit: &visit, filter, options, films: Some(films) };
    if visit.htmx && after.after.is_some() {
        return Ok(page.rows().into_response());
    }
    Ok(page.shell().body(&page.content()))
}

/// The parameters of a query, decoded; at most forty.
pub(crate) fn pairs_of(query: Option<&str>) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .take(40)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn refused(visit: &Visit, options: Arc<FilterOptions>) -> Response {
    let page = FilmsPage { visit, filter: FilmFilter::default(), options, films: None };
    page.shell().invalid().body(&page.content())
}

struct FilmsPage<'v> {
    visit: &'v Visit,
    filter: FilmFilter,
    options: Arc<FilterOptions>,
    /// None when the filter is not one of ours.
    films: Option<Page<FilmCard>>,
}

impl<'v> FilmsPage<'v> {
    fn shell(&self) -> Shell<'v> {
        let t = self.visit.t;
        let shell = Shell::new(self.visit, self.title())
            .description(t.get("films-description"))
            .feed("application/rss+xml", self.visit.url("/flux/films.rss"));
        // One address a genre or country is worth finding; every other combination would only repeat the same films.
        match self.indexed_query() {
            Some(query) => shell.canonical(format!("{PATH}{query}")),
            None => shell.no_index(),
        }
    }

    fn indexed_query(&self) -> Option<String> {
        match self.filter.pairs().as_slice() {
            [] => Some(String::new()),
            [(name @ ("genre" | "country"), value)] => Some(format!("?{name}={value}")),
            _ => None,
        }
    }

    fn title(&self) -> String {
        let t = self.visit.t;
        match self.filter.pairs().as_slice() {
            [("genre", code)] => names::genre(t, &self.options, code),
            [("country", code)] => t.with("home-rail-country", &[("country", names::country(t, code).into())]),
            _ => t.get("films-title"),
        }
    }

    fn content(&self) -> Markup {
        let t = self.visit.t;
        html! {
            (ui::PageHeader::new(self.title()))
            @if self.filter.is_open() { (self.genres()) }
            (self.filters())
            (self.active())
            @match &self.films {
                None => (ui::Banner::new(ui::Tone::Bad, t.get("films-unknown-filter"))
                    .action(ui::Button::secondary(t.get("films-clear")).href(self.visit.url(PATH)))),
                Some(films) if films.items.is_empty() => (self.empty()),
                Some(films) => section aria-label=(t.get("films-results")) {
                    (card::grid(self.visit, &films.items, &self.more(films)))
                },
            }
        }
    }

    /// What htmx puts in place of "Voir plus".
    fn rows(&self) -> Markup {
        html! { @if let Some(films) = &self.films { (card::cells(self.visit, &films.items)) (self.more(films)) } }
    }

    fn more(&self, films: &Page<FilmCard>) -> Markup {
        let next = next::url(self.visit, PATH, &self.filter.pairs(), films.next.as_ref());
        html! { (ui::Pagination::new(self.visit.t, next).appending_to("#films")) }
    }

    fn empty(&self) -> Markup {
        let t = self.visit.t;
        html! {
            @if self.filter.is_open() { (ui::EmptyState::new(Icon::Film, t.get("home-empty-title")).text(t.get("home-empty-text"))) }
            @else {
                (ui::EmptyState::new(Icon::Search, t.get("films-empty-title")).text(t.get("films-empty-text"))
                    .action(ui::Button::primary(t.get("films-clear")).href(self.visit.url(PATH))))
            }
        }
    }

    /// One press to the films of a genre, while nothing is chosen yet.
    fn genres(&self) -> Markup {
        let genres =
            self.options.genre_counts.iter().map(|count| (names::genre(self.visit.t, &self.options, &count.value), count));
        html! {
            ul class="chips" aria-label=(self.visit.t.get("films-genre")) {
                @for (name, count) in genres {
                    li { (ui::Tag::new(name).href(next::with_pairs(self.visit, PATH, &[("genre", count.value.clone())]))) }
                }
            }
        }
    }

    fn filters(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let fields = html! {
            div class="grid grid-cols-2 gap-3 md:grid-cols-4" {
                (select("genre", &t.get("films-genre"), &t.get("films-any"), self.genre_choices(), self.filter.genre.as_deref()))
                (select("country", &t.get("films-country"), &t.get("films-any"), places(t, &self.options.countries, names::country), self.filter.country.as_deref()))
                (select("language", &t.get("films-language"), &t.get("films-any"), places(t, &self.options.spoken_languages, names::language), self.filter.language.as_deref()))
                (select("subtitles", &t.get("films-subtitles"), &t.get("films-any"), places(t, &self.options.subtitle_languages, names::language), self.filter.subtitles.as_deref()))
                (select("minutes_to", &t.get("films-length"), &t.get("films-any"), limits(t, "films-length-to", &MINUTES), self.filter.minutes_to.map(|n| n.to_string()).as_deref()))
                (select("max_mb", &t.get("films-weight"), &t.get("films-any"), limits(t, "films-weight-to", &MEGABYTES), self.filter.max_mb.map(|n| n.to_string()).as_deref()))
                (ui::Field::number("year_from", t.get("films-year-from")).value(text(self.filter.year_from)).attr("min", "1888").attr("max", "2100"))
                (ui::Field::number("year_to", t.get("films-year-to")).value(text(self.filter.year_to)).attr("min", "1888").attr("max", "2100"))
                (ui::Select::new("sort", t.get("films-sort"), sorts(t)).chosen(self.filter.sort().as_str()))
            }
            @if let Some(director) = self.filter.director { input type="hidden" name="director" value=(director); }
            p class="mt-3 flex flex-wrap gap-3" {
                (ui::Button::primary(t.get("films-apply")))
                @if !self.filter.is_open() { (ui::Button::quiet(t.get("films-clear")).href(visit.url(PATH))) }
            }
        };
        html! {
            details class="rounded-[10px] border border-line bg-surface" open[self.films.is_none()] {
                summary class="flex min-h-11 cursor-pointer items-center gap-2 px-4 py-2 font-semibold" { (Icon::Filter) (t.get("films-filters")) }
                div class="border-t border-line p-4" { (ui::Form::get(visit.url(PATH), fields)) }
            }
        }
    }

    /// The filters that are on, each with a way to take it off.
    fn active(&self) -> Markup {
        let t = self.visit.t;
        let pairs: Vec<_> = self.filter.pairs();
        let shown: Vec<_> = pairs.iter().filter(|(name, _)| *name != "sort").collect();
        html! {
            div class="my-4 flex flex-wrap items-center gap-2" {
                @if let Some(films) = &self.films {
                    p class="mr-2 text-muted" role="status" { (self.count(films)) }
                }
                @for (name, value) in shown {
                    @let label = self.filter_name(name, value);
                    @let without: Vec<_> = pairs.iter().filter(|(other, _)| other != name).cloned().collect();
                    (ui::Tag::new(&label).href(next::with_pairs(self.visit, PATH, &without))
                        .removable(t.with("films-remove-filter", &[("filter", (&label).into())])))
                }
            }
        }
    }

    fn count(&self, films: &Page<FilmCard>) -> String {
        let key = if films.next.is_some() { "films-count-first" } else { "films-count" };
        self.visit.t.with(key, &[("n", films.items.len().into())])
    }

    fn filter_name(&self, name: &str, value: &str) -> String {
        let t = self.visit.t;
        match name {
            "genre" => names::genre(t, &self.options, value),
            "country" => names::country(t, value),
            "language" => names::language(t, value),
            "subtitles" => t.with("films-filter-subtitles", &[("language", names::language(t, value).into())]),
            "director" => t.get("films-filter-director"),
            _ => t.with(&format!("films-filter-{name}"), &[("n", value.into())]),
        }
    }

    fn genre_choices(&self) -> Vec<Choice> {
        let t = self.visit.t;
        self.options.genre_counts.iter().map(|count| choice(count, names::genre(t, &self.options, &count.value))).collect()
    }
}

fn select(name: &'static str, label: &str, any: &str, choices: Vec<Choice>, chosen: Option<&str>) -> Markup {
    html! { (ui::Select::new(name, label, choices).empty(any).chosen(chosen.unwrap_or_default())) }
}

fn places(t: Translator, counts: &[OptionCount], name: impl Fn(Translator, &str) -> String) -> Vec<Choice> {
    let named = counts.iter().map(|count| (count.value.clone(), format!("{} ({})", name(t, &count.value), count.films)));
    by_name(named.collect()).into_iter().map(|(value, label)| Choice::new(value, label)).collect()
}

fn choice(count: &OptionCount, name: String) -> Choice {
    Choice::new(&count.value, format!("{name} ({})", count.films))
}

fn limits(t: Translator, key: &'static str, values: &[i32]) -> Vec<Choice> {
    values.iter().map(|value| Choice::new(value.to_string(), t.with(key, &[("n", (*value).into())]))).collect()
}

fn sorts(t: Translator) -> Vec<Choice> {
    FilmSort::ALL.iter().map(|sort| Choice::new(sort.as_str(), t.get(&format!("films-sort-{}", sort.as_str())))).collect()
}

fn text(year: Option<i16>) -> String {
    year.map_or_else(String::new, |year| year.to_string())
}
