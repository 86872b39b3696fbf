//! Films outside.

use catalog::{
    ContinueCard, CreditView, FilmCard, FilmHit, FilmPage, FilterOptions, HistoryEntry, Home, MyFilm, OptionCount, Piece, Rail,
    RailKind, RatingSummary, SearchResults, StudioFilm, Weight,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Paged, PersonSummary};

/// A film in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Film {
    id: Uuid,
    /// The last part of its page's address; never changes once published.
    slug: String,
    title: String,
    /// Empty when it is the same as the title.
    original_title: String,
    year: Option<i16>,
    duration_ms: Option<i64>,
    /// Codes of genres, see `GET /api/v1/filters`.
    genres: Vec<String>,
    /// ISO 3166-1 alpha-2.
    countries: Vec<String>,
    /// BCP 47.
    spoken_languages: Vec<String>,
    /// BCP 47.
    subtitle_languages: Vec<String>,
    /// `all`, `10`, `12`, `16` or `18`.
    age_rating: String,
    directors: Vec<String>,
    /// An image asset: `/media/images/{poster}/{variant}`.
    poster: Option<Uuid>,
    /// `#rrggbb`.
    poster_colour: Option<String>,
    /// How much data each quality takes, lightest first.
    weights: Vec<QualityWeight>,
    rating: Rating,
    published_at: Option<Timestamp>,
}

/// How much data a quality takes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualityWeight {
    /// `360p`.
    quality: String,
    bytes: i64,
}

/// The ratings of a film.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rating {
    /// All stars added.
    sum: i64,
    /// How many people rated.
    count: i64,
    /// The mean in tenths of a star: 43 is 4.3.
    average_tenths: Option<i64>,
}

/// A film with everything that its page shows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilmDetails {
    #[serde(flatten)]
    film: Film,
    synopsis_fr: String,
    synopsis_en: String,
    credits: Vec<Credit>,
    owner_account_id: Uuid,
    organisation_id: Option<Uuid>,
    /// `draft`, `submitted`, `published` or `refused`.
    state: String,
    /// Whether it can be watched now.
    playable: bool,
    video_asset_id: Option<Uuid>,
    trailer_asset_id: Option<Uuid>,
    comment_count: i64,
    view_count: i64,
    /// What the film is to the caller; null for nobody.
    mine: Option<Mine>,
    /// Whether the caller may edit it.
    editable: bool,
    /// Grows with every change; give it back when editing.
    version: i32,
    updated_at: Timestamp,
}

/// What a film is to the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mine {
    stars: Option<i16>,
    favourite: bool,
    /// Where the caller stopped.
    position_ms: Option<i64>,
    finished: bool,
}

/// One credit of a film.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Credit {
    person_id: Uuid,
    slug: String,
    name: String,
    /// `director`, `actor`, `screenwriter`, `producer`, `composer` or `technician`.
    role: String,
    /// The character or the job.
    detail: String,
}

/// A film as its author edits it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudioDetails {
    #[serde(flatten)]
    film: FilmDetails,
    /// Why it was refused; empty otherwise.
    refusal_reason: String,
    submitted_at: Option<Timestamp>,
    created_at: Timestamp,
    /// The fields that are missing before it can be submitted.
    missing: Vec<String>,
}

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

impl From<FilmCard> for Film {
    fn from(card: FilmCard) -> Self {
        Self {
            id: card.id.as_uuid(),
            slug: card.slug,
            title: card.title,
            original_title: card.original_title,
            year: card.year,
            duration_ms: card.duration_ms,
            genres: card.genres,
            countries: card.countries,
            spoken_languages: card.spoken_languages,
            subtitle_languages: card.subtitle_languages,
            age_rating: card.age_rating.as_str().to_owned(),
            directors: card.directors,
            poster: card.poster.map(|asset| asset.as_uuid()),
            poster_colour: card.poster_colour,
            weights: card.weights.into_iter().map(Into::into).collect(),
            rating: card.rating.into(),
            published_at: card.published_at,
        }
    }
}

impl From<Weight> for QualityWeight {
    fn from(weight: Weight) -> Self {
        Self { quality: weight.quality, bytes: weight.bytes }
    }
}

impl From<RatingSummary> for Rating {
    fn from(rating: RatingSummary) -> Self {
        Self { sum: rating.sum, count: rating.count, average_tenths: rating.average_tenths() }
    }
}

impl From<FilmPage> for FilmDetails {
    fn from(page: FilmPage) -> Self {
        Self {
            film: page.card.into(),
            synopsis_fr: page.synopsis_fr,
            synopsis_en: page.synopsis_en,
            credits: page.credits.into_iter().map(Into::into).collect(),
            owner_account_id: page.owner_account_id.as_uuid(),
            organisation_id: page.organisation_id.map(|id| id.as_uuid()),
            state: page.state.as_str().to_owned(),
            playable: page.playable,
            video_asset_id: page.video.map(|asset| asset.as_uuid()),
            trailer_asset_id: page.trailer.map(|asset| asset.as_uuid()),
            comment_count: page.comment_count,
            view_count: page.view_count,
            mine: page.mine.map(Into::into),
            editable: page.editable,
            version: page.version,
            updated_at: page.updated_at,
        }
    }
}

impl From<MyFilm> for Mine {
    fn from(mine: MyFilm) -> Self {
        Self { stars: mine.stars, favourite: mine.favourite, position_ms: mine.position_ms, finished: mine.finished }
    }
}

impl From<CreditView> for Credit {
    fn from(credit: CreditView) -> Self {
        Self {
            person_id: credit.person_id.as_uuid(),
            slug: credit.slug,
            name: credit.name,
            role: credit.role.as_str().to_owned(),
            detail: credit.detail,
        }
    }
}

impl From<StudioFilm> for StudioDetails {
    fn from(studio: StudioFilm) -> Self {
        Self {
            missing: studio.missing.iter().map(|error| error.field.clone().into_owned()).collect(),
            film: studio.page.into(),
            refusal_reason: studio.refusal_reason,
            submitted_at: studio.submitted_at,
            created_at: studio.created_at,
        }
    }
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
        Self { featured: home.featured.clone().map(Into::into), rails: home.rails.iter().cloned().map(Into::into).collect() }
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
