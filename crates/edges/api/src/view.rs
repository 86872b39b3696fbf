//! The shapes of the JSON: what the views of the catalogue look like outside. Renaming a field here breaks programs.

mod comment;
mod film;
mod found;
mod list;
mod moderation;
mod person;

use kernel::Page;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use comment::{Comment, Thread};
pub(crate) use film::{Film, FilmDetails, Rating, StudioDetails};
pub(crate) use found::{ContinueFilm, FilterChoices, HistoryFilm, HomeView, Searched};
pub(crate) use list::{FilmList, FilmListCard};
pub(crate) use moderation::ReportedItem;
pub(crate) use person::{PersonDetails, PersonSummary};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Paged<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// What to give as `after` for the next page; null on the last one.
    pub(crate) next: Option<String>,
}

impl<T> Paged<T> {
    pub(crate) fn of<V: Into<T>>(page: Page<V>) -> Self {
        Self { next: page.next.map(|cursor| cursor.as_str().to_owned()), items: page.items.into_iter().map(Into::into).collect() }
    }
}
