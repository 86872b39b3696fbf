//! What is shown of a list.

use contracts::{
    catalog::{FilmId, ListId},
    identity::AccountId,
};
use jiff::Timestamp;
use kernel::Page;
use serde::Serialize;

use crate::{FilmCard, values::Visibility};

/// A list among others.
#[derive(Debug, Clone, Serialize)]
pub struct ListCard {
    /// The list.
    pub id: ListId,
    /// Its title.
    pub title: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// How many films are on it.
    pub film_count: i64,
    /// Up to four of its films, for the picture.
    pub first_films: Vec<FilmId>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListPage {
    /// The list.
    pub id: ListId,
    /// Whose it is.
    pub owner_id: AccountId,
    /// How its owner is called.
    pub owner_name: String,
    /// Its title.
    pub title: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// Its films in order; films that are not listed any more are left out.
    pub films: Page<FilmCard>,
    /// How many films are on it.
    pub film_count: i64,
    /// Whether the actor may change it.
    pub editable: bool,
    /// When it last changed.
    pub updated_at: Timestamp,
}
