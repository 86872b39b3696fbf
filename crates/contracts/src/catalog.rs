//! Films, people, lists, comments.

use kernel::Id;
use serde::{Deserialize, Serialize};

/// Marks the ids of films.
#[derive(Debug)]
pub struct Film;
/// The id of a film.
pub type FilmId = Id<Film>;

/// Marks the ids of people: those in front of and behind the camera.
#[derive(Debug)]
pub struct Person;
/// The id of a person.
pub type PersonId = Id<Person>;

/// Marks the ids of lists of films.
#[derive(Debug)]
pub struct List;
/// The id of a list of films.
pub type ListId = Id<List>;

/// Marks the ids of comments.
#[derive(Debug)]
pub struct Comment;
/// The id of a comment.
pub type CommentId = Id<Comment>;

/// A moderator published the film.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilmPublished {
    /// The film.
    pub film_id: FilmId,
}

impl crate::Event for FilmPublished {
    const TOPIC: &'static str = "catalog.film-published.v1";
    fn key(&self) -> uuid::Uuid {
        self.film_id.as_uuid()
    }
}

/// The film is not listed any more: whoever watches it is stopped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilmUnpublished {
    /// The film.
    pub film_id: FilmId,
}

impl crate::Event for FilmUnpublished {
    const TOPIC: &'static str = "catalog.film-unpublished.v1";
    fn key(&self) -> uuid::Uuid {
        self.film_id.as_uuid()
    }
}

/// Its author asks the moderators to publish the film.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilmSubmitted {
    /// The film.
    pub film_id: FilmId,
}

impl crate::Event for FilmSubmitted {
    const TOPIC: &'static str = "catalog.film-submitted.v1";
    fn key(&self) -> uuid::Uuid {
        self.film_id.as_uuid()
    }
}

/// A moderator refused the film; the catalogue knows why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilmRefused {
    /// The film.
    pub film_id: FilmId,
}

impl crate::Event for FilmRefused {
    const TOPIC: &'static str = "catalog.film-refused.v1";
    fn key(&self) -> uuid::Uuid {
        self.film_id.as_uuid()
    }
}
