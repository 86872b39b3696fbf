//! Lists outside.

use catalog::{ListCard, ListPage};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Film, Paged};

/// A list among others.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilmListCard {
    id: Uuid,
    title: String,
    /// `private` or `public`.
    visibility: String,
    film_count: i64,
    /// Up to four of its films.
    first_films: Vec<Uuid>,
    /// Whether the film that was asked for is on it.
    has_film: bool,
    updated_at: Timestamp,
}

/// A list with its films.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilmList {
    id: Uuid,
    owner_id: Uuid,
    owner_name: String,
    title: String,
    description: String,
    /// `private` or `public`.
    visibility: String,
    films: Paged<Film>,
    film_count: i64,
    /// Whether the caller may change it.
    editable: bool,
    updated_at: Timestamp,
}

impl From<(ListCard, bool)> for FilmListCard {
    fn from((card, has_film): (ListCard, bool)) -> Self {
        Self {
            id: card.id.as_uuid(),
            title: card.title,
            visibility: card.visibility.as_str().to_owned(),
            film_count: card.film_count,
            first_films: card.first_films.iter().map(kernel::Id::as_uuid).collect(),
            has_film,
            updated_at: card.updated_at,
        }
    }
}

impl From<ListPage> for FilmList {
    fn from(page: ListPage) -> Self {
        Self {
            id: page.id.as_uuid(),
            owner_id: page.owner_id.as_uuid(),
            owner_name: page.owner_name,
            title: page.title,
            description: page.description,
            visibility: page.visibility.as_str().to_owned(),
            films: Paged::of(page.films),
            film_count: page.film_count,
            editable: page.editable,
            updated_at: page.updated_at,
        }
    }
}
