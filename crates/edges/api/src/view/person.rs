//! People outside.

use catalog::{FilmographyEntry, PersonCard, PersonPage};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Film;

/// A person in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonSummary {
    id: Uuid,
    slug: String,
    name: String,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// An image asset.
    photo: Option<Uuid>,
    /// On how many listed films they worked.
    film_count: i64,
}

/// A person with their films.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonDetails {
    id: Uuid,
    /// Differs from the asked one when duplicates were merged.
    slug: String,
    name: String,
    bio_fr: String,
    bio_en: String,
    country: Option<String>,
    birth_year: Option<i16>,
    photo: Option<Uuid>,
    /// Newest first; at most 100.
    films: Vec<Filmography>,
    /// Whether the caller may edit it.
    editable: bool,
}

/// A film with what the person did on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Filmography {
    film: Film,
    roles: Vec<RoleOnFilm>,
}

/// What somebody did on a film.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleOnFilm {
    role: String,
    /// The character or the job.
    detail: String,
}

impl From<PersonCard> for PersonSummary {
    fn from(card: PersonCard) -> Self {
        Self {
            id: card.id.as_uuid(),
            slug: card.slug,
            name: card.name,
            country: card.country,
            photo: card.photo.map(|asset| asset.as_uuid()),
            film_count: card.film_count,
        }
    }
}

impl From<PersonPage> for PersonDetails {
    fn from(page: PersonPage) -> Self {
        Self {
            id: page.id.as_uuid(),
            slug: page.slug,
            name: page.name,
            bio_fr: page.bio_fr,
            bio_en: page.bio_en,
            country: page.country,
            birth_year: page.birth_year,
            photo: page.photo.map(|asset| asset.as_uuid()),
            films: page.films.into_iter().map(Into::into).collect(),
            editable: page.editable,
        }
    }
}

impl From<FilmographyEntry> for Filmography {
    fn from(entry: FilmographyEntry) -> Self {
        let roles = entry.roles.into_iter().map(|(role, detail)| RoleOnFilm { role: role.as_str().to_owned(), detail });
        Self { film: entry.film.into(), roles: roles.collect() }
    }
}
