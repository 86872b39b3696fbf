//! The catalogue: films, people and credits, search, rails, favourites, lists, ratings, comments, reports, moderation.
//!
//! Invariants:
//! - only a published film is listed, and only its owner, its organisation and the staff know of any other;
//! - what lists show (`film_card`, `film_search`) is written in the transaction of the film it describes;
//! - a rating counts once per account, and the sum is exact whatever happens at the same time;
//! - every list has a limit and a cursor; every text a length.
//!
//! Not here: encoding (media), who watched what (playback), pages and JSON (the edges), names of countries and languages
//! (`i18n`).

mod cache;
mod comments;
mod cursor;
mod departure;
mod error;
mod events;
mod film;
mod lists;
mod moderation;
mod people;
mod rails;
mod ratings;
mod search;
mod service;
mod values;
mod watching;

pub use comments::{AddComment, CommentState, CommentThread, CommentView, EditComment};
pub use error::CatalogError;
pub use film::{
    AttachAsset, ClipFacts, CreateFilm, CreditInput, CreditPerson, CreditView, EditFilm, FilmCard, FilmInput, FilmPage, FilmPart,
    MyFilm, PublishFilm, RatingSummary, SetCredits, StudioFilm, Watchable, Weight,
};
pub use lists::{ChangeList, CreateList, ListCard, ListPage, ListPlace, MoveInList};
pub use moderation::{Decide, Decision, ModerationItem, Report, ReportSubject, ReportView};
pub use people::{EditPerson, FilmographyEntry, MergePeople, PersonCard, PersonInput, PersonPage};
pub use rails::{Home, Rail, RailKind};
pub use ratings::Rate;
pub use search::{Excerpt, FilmFilter, FilmHit, FilmSort, FilterOptions, GenreView, OptionCount, Piece, SearchResults};
pub use service::Catalog;
pub use values::{AgeRating, Country, CreditRole, FilmState, Language, ReportReason, Stars, Visibility};
pub use watching::{ContinueCard, HistoryEntry};
