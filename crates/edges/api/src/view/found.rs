//! What is found outside: searches, the home page, the filters, what was watched.

use catalog::{ContinueCard, FilmHit, FilterOptions, HistoryEntry, Home, OptionCount, Piece, Rail, RailKind, SearchResults};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Film, Paged, PersonSummary};

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Searched {
    #[serde(flatten)]
    films: Paged<SearchHit>,
    /// People of such a name; only on the first page.
    people: Vec<PersonSummary>,
    /// Whether nothing has the words as written, and what resembles them is shown.
    resembling: bool,
}

/// A film that a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHit {
    film: Film,
    /// Where the words stand in the synopsis, in pieces.
    excerpt: Vec<TextPiece>,
}

/// A piece of text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TextPiece {
    text: String,
    /// Whether it was searched for.
    found: bool,
}

/// The home page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HomeView {
    featured: Option<Film>,
    rails: Vec<HomeRail>,
}

/// A row of films.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HomeRail {
    /// `new`, `most_watched`, `top_rated`, `genre` or `country`.
    kind: String,
    /// The code of the genre or the country.
    value: Option<String>,
    films: Vec<Film>,
}

/// What the filters can offer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilterChoices {
    /// Every genre, in the order of a menu.
    genres: Vec<Genre>,
    countries: Vec<Choice>,
    spoken_languages: Vec<Choice>,
    subtitle_languages: Vec<Choice>,
    year_from: Option<i16>,
    year_to: Option<i16>,
}

/// A genre.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Genre {
    code: String,
    name_fr: String,
    name_en: String,
    /// How many listed films have it.
    films: i64,
}

/// A value of a filter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Choice {
    value: String,
    /// How many listed films have it.
    films: i64,
}

/// A film to go on with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContinueFilm {
    film: Film,
    position_ms: i64,
    /// How much of it is behind the caller.
    #[schema(minimum = 0, maximum = 100)]
    percent: u8,
    watched_at: Timestamp,
}

/// A film that was watched.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryFilm {
    film: Film,
    position_ms: i64,
    finished: bool,
    watched_at: Timestamp,
}

impl From<SearchResults> for Searched {
    fn from(results: SearchResults) -> Self {
        Self {
            films: Paged::of(results.films),
            people: results.people.into_iter().map(Into::into).collect(),
            resembling: results.resembling,
        }
    }
}

impl From<FilmHit> for SearchHit {
    fn from(hit: FilmHit) -> Self {
        Self { film: hit.film.into(), excerpt: hit.excerpt.pieces.into_iter().map(Into::into).collect() }
    }
}

impl From<Piece> for TextPiece {
    fn from(piece: Piece) -> Self {
        Self { text: piece.text, found: piece.found }
    }
}

impl From<&Home> for HomeView {
    fn from(home: &Home) -> Self {
        Self {
            featured: home.featured.as_ref().map(|film| film.card.clone().into()),
            rails: home.rails.iter().cloned().map(Into::into).collect(),
        }
    }
}

impl From<Rail> for HomeRail {
    fn from(rail: Rail) -> Self {
        let (kind, value) = match rail.kind {
            RailKind::New => ("new", None),
            RailKind::MostWatched => ("most_watched", None),
            RailKind::TopRated => ("top_rated", None),
            RailKind::Genre(code) => ("genre", Some(code)),
            RailKind::Country(code) => ("country", Some(code)),
        };
        Self { kind: kind.to_owned(), value, films: rail.films.into_iter().map(Into::into).collect() }
    }
}

impl From<&FilterOptions> for FilterChoices {
    fn from(options: &FilterOptions) -> Self {
        let films = |code: &str| options.genre_counts.iter().find(|count| count.value == code).map_or(0, |count| count.films);
        let genres = options.genres.iter().map(|genre| Genre {
            code: genre.code.clone(),
            name_fr: genre.name_fr.clone(),
            name_en: genre.name_en.clone(),
            films: films(&genre.code),
        });
        let choices = |counts: &[OptionCount]| {
            counts.iter().map(|count| Choice { value: count.value.clone(), films: count.films }).collect::<Vec<_>>()
        };
        Self {
            genres: genres.collect(),
            countries: choices(&options.countries),
            spoken_languages: choices(&options.spoken_languages),
            subtitle_languages: choices(&options.subtitle_languages),
            year_from: options.years.map(|(first, _)| first),
            year_to: options.years.map(|(_, last)| last),
        }
    }
}

impl From<ContinueCard> for ContinueFilm {
    fn from(card: ContinueCard) -> Self {
        Self { film: card.film.into(), position_ms: card.position_ms, percent: card.percent, watched_at: card.watched_at }
    }
}

impl From<HistoryEntry> for HistoryFilm {
    fn from(entry: HistoryEntry) -> Self {
        Self { film: entry.film.into(), position_ms: entry.position_ms, finished: entry.finished, watched_at: entry.watched_at }
    }
}
