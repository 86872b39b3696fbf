//! What a search finds.

use serde::Serialize;

use crate::{FilmCard, PersonCard};
use kernel::Page;

/// A film that a search found.
#[derive(Debug, Clone, Serialize)]
pub struct FilmHit {
    /// The film.
    pub film: FilmCard,
    /// The words found in the title, the people or the synopsis.
    pub excerpt: Excerpt,
}

/// A text cut into found and other pieces, to be joined again with the found ones marked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Excerpt {
    /// The pieces in order; empty when nothing of the text was found.
    pub pieces: Vec<Piece>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was searched for.
    pub found: bool,
}

/// What a search found.
#[derive(Debug, Clone, Serialize)]
pub struct SearchResults {
    /// Films, best first.
    pub films: Page<FilmHit>,
    /// People, best first; only on the first page, at most 6.
    pub people: Vec<PersonCard>,
    /// Whether nothing matched the words as written, and what resembles them is shown instead.
    pub resembling: bool,
}

/// A genre in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GenreView {
    /// Its code.
    pub code: String,
    /// Its French name.
    pub name_fr: String,
    /// Its English name.
    pub name_en: String,
}

impl GenreView {
    /// Its name in this language.
    pub fn name(&self, locale: kernel::Locale) -> &str {
        match locale {
            kernel::Locale::Fr => &self.name_fr,
            kernel::Locale::En => &self.name_en,
        }
    }
}

/// What the filters can offer: only values that listed films have, with how many.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FilterOptions {
    /// Every genre, in the order of the menu.
    pub genres: Vec<GenreView>,
    /// Genres of the listed films.
    pub genre_counts: Vec<OptionCount>,
    /// Countries of the listed films.
    pub countries: Vec<OptionCount>,
    /// Languages spoken in them.
    pub spoken_languages: Vec<OptionCount>,
    /// Languages of their subtitles.
    pub subtitle_languages: Vec<OptionCount>,
    /// The oldest and the newest year.
    pub years: Option<(i16, i16)>,
}

impl FilterOptions {
    /// The genre of a code.
    pub fn genre(&self, code: &str) -> Option<&GenreView> {
        self.genres.iter().find(|genre| genre.code == code)
    }
}

/// A value of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptionCount {
    /// The code or tag.
    pub value: String,
    /// How many listed films have it.
    pub films: i64,
}
