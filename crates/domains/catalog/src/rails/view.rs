//! The rails of the home page.

use serde::Serialize;

use crate::{FilmCard, FilmPage};

/// What stands on the home page: the same for everybody; "continue watching" comes apart.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Home {
    /// The film on top, with its synopsis and a picture of its video.
    pub featured: Option<FilmPage>,
    /// The rails in order; none is empty.
    pub rails: Vec<Rail>,
}

/// A row of films.
#[derive(Debug, Clone, Serialize)]
pub struct Rail {
    /// What its films share.
    pub kind: RailKind,
    /// Its films, at most 18.
    pub films: Vec<FilmCard>,
}

/// What the films of a rail share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum RailKind {
    /// The newest.
    New,
    /// The most watched.
    MostWatched,
    /// The best rated.
    TopRated,
    /// A genre, by its code.
    Genre(String),
    /// A country, by its code.
    Country(String),
}
