//! What can be asked about a film.

use contracts::{
    catalog::{FilmId, PersonId},
    identity::OrganisationId,
    media::AssetId,
};

use crate::values::CreditRole;

/// Starts a film: a draft with a title.
#[derive(Debug, Clone)]
pub struct CreateFilm {
    /// The title, 1 to 200 characters.
    pub title: String,
    /// The production company whose film it is; the actor must be a member.
    pub organisation_id: Option<OrganisationId>,
}

/// Replaces what its author tells of a film.
#[derive(Debug, Clone)]
pub struct EditFilm {
    /// The film.
    pub film_id: FilmId,
    /// The version that the editor saw; refused when the film has changed since. None to overwrite.
    pub version: Option<i32>,
    /// The new details.
    pub details: FilmInput,
}

/// The details of a film, as typed in. The service checks them and names the wrong fields.
#[derive(Debug, Clone, Default)]
pub struct FilmInput {
    /// 1 to 200 characters.
    pub title: String,
    /// At most 200 characters; empty when it is the same.
    pub original_title: String,
    /// At most 4000 characters.
    pub synopsis_fr: String,
    /// At most 4000 characters.
    pub synopsis_en: String,
    /// 1888 to 2100.
    pub year: Option<i16>,
    /// Codes of genres, at most 5.
    pub genres: Vec<String>,
    /// ISO 3166-1 codes, at most 10.
    pub countries: Vec<String>,
    /// BCP 47 tags, at most 10.
    pub spoken_languages: Vec<String>,
    /// BCP 47 tags, at most 30.
    pub subtitle_languages: Vec<String>,
    /// `all`, `10`, `12`, `16`, `18`.
    pub age_rating: String,
}

/// Replaces the credits of a film, in this order.
#[derive(Debug, Clone)]
pub struct SetCredits {
    /// The film.
    pub film_id: FilmId,
    /// At most 200.
    pub credits: Vec<CreditInput>,
}

/// One credit to set.
#[derive(Debug, Clone)]
pub struct CreditInput {
    /// Who.
    pub person: CreditPerson,
    /// What they did.
    pub role: CreditRole,
    /// The character or the job, at most 120 characters.
    pub detail: String,
}

/// Somebody who is known already, or a new name.
#[derive(Debug, Clone)]
pub enum CreditPerson {
    /// Known.
    Known(PersonId),
    /// New: 1 to 120 characters.
    Named(String),
}

/// Gives a film its video, poster or trailer, or takes it away.
#[derive(Debug, Clone, Copy)]
pub struct AttachAsset {
    /// The film.
    pub film_id: FilmId,
    /// Which part.
    pub part: FilmPart,
    /// The asset, which must be the actor's; none to take it away.
    pub asset_id: Option<AssetId>,
}

/// Publishes a submitted film.
#[derive(Debug, Clone, Copy)]
pub struct PublishFilm {
    /// The film.
    pub film_id: FilmId,
    /// The version that the moderator saw; refused when the film has changed since. None to publish it as it is now.
    pub version: Option<i32>,
}

/// A part of a film that is an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilmPart {
    /// The film itself.
    Video,
    /// The poster.
    Poster,
    /// The trailer.
    Trailer,
}
