//! Films outside.

use catalog::{CreditView, FilmCard, FilmPage, MyFilm, RatingSummary, StudioFilm, Weight};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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
