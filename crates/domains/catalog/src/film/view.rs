//! What is shown of a film: as a card, as a page, in the studio.

use contracts::{
    catalog::{FilmId, PersonId},
    identity::{AccountId, OrganisationId},
    media::AssetId,
};
use jiff::Timestamp;
use kernel::{FieldError, Locale};
use serde::{Deserialize, Serialize};

use crate::values::{AgeRating, CreditRole, FilmState};

/// A film in a list: everything a poster card shows.
#[derive(Debug, Clone, Serialize)]
pub struct FilmCard {
    /// The film.
    pub id: FilmId,
    /// The last part of its address.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The title in the language of the film; empty when it is the same.
    pub original_title: String,
    /// The year of its first showing.
    pub year: Option<i16>,
    /// The length; none until the video is known.
    pub duration_ms: Option<i64>,
    /// Codes of genres, in the order of the menu.
    pub genres: Vec<String>,
    /// ISO 3166-1 codes.
    pub countries: Vec<String>,
    /// BCP 47 tags.
    pub spoken_languages: Vec<String>,
    /// BCP 47 tags.
    pub subtitle_languages: Vec<String>,
    /// From which age.
    pub age_rating: AgeRating,
    /// The names of the directors.
    pub directors: Vec<String>,
    /// The image asset of the poster.
    pub poster: Option<AssetId>,
    /// What to show instead of the poster, or until it is there: `#rrggbb`.
    pub poster_colour: Option<String>,
    /// The size of each quality, lightest first.
    pub weights: Vec<Weight>,
    /// What people think of it.
    pub rating: RatingSummary,
    /// When it was published; none for a film that is not listed.
    pub published_at: Option<Timestamp>,
}

/// What a page shows of a video beside the catalogue, before it is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipFacts {
    /// Whether there is something to play.
    pub playable: bool,
    /// A picture of it.
    pub still: Option<AssetId>,
    /// The size of each quality, lightest first.
    pub weights: Vec<Weight>,
}

/// How much data a quality takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// `240p`, `360p` …
    pub quality: String,
    /// Picture and sound together.
    pub bytes: i64,
}

/// The ratings of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RatingSummary {
    /// All stars added.
    pub sum: i64,
    /// How many people rated.
    pub count: i64,
}

impl RatingSummary {
    /// The mean in tenths of a star, rounded: 43 is 4.3; none without ratings.
    pub const fn average_tenths(self) -> Option<i64> {
        if self.count == 0 { None } else { Some((self.sum * 20 + self.count) / (self.count * 2)) }
    }
}

/// The page of a film.
#[derive(Debug, Clone, Serialize)]
pub struct FilmPage {
    /// What the card shows.
    pub card: FilmCard,
    /// The synopsis in French; may be empty.
    pub synopsis_fr: String,
    /// The synopsis in English; may be empty.
    pub synopsis_en: String,
    /// Who made it, in order.
    pub credits: Vec<CreditView>,
    /// Whose film it is.
    pub owner_account_id: AccountId,
    /// The production company, if it is theirs.
    pub organisation_id: Option<OrganisationId>,
    /// Where it stands.
    pub state: FilmState,
    /// Whether it can be watched now.
    pub playable: bool,
    /// The video.
    pub video: Option<AssetId>,
    /// A picture cut out of the video, in its shape: what a player shows before it plays.
    pub still: Option<AssetId>,
    /// The trailer.
    pub trailer: Option<AssetId>,
    /// Visible comments and replies.
    pub comment_count: i64,
    /// Views counted.
    pub view_count: i64,
    /// What the film is to the actor; none for nobody.
    pub mine: Option<MyFilm>,
    /// Whether the actor may edit it.
    pub editable: bool,
    /// Grows with every change.
    pub version: i32,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl FilmPage {
    /// The synopsis in this language, else in the other one.
    pub fn synopsis(&self, locale: Locale) -> &str {
        let (first, second) = match locale {
            Locale::Fr => (&self.synopsis_fr, &self.synopsis_en),
            Locale::En => (&self.synopsis_en, &self.synopsis_fr),
        };
        if first.is_empty() { second } else { first }
    }
}

/// What a film is to a signed-in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct MyFilm {
    /// Their rating.
    pub stars: Option<i16>,
    /// Whether it is among their favourites.
    pub favourite: bool,
    /// Where they stopped.
    pub position_ms: Option<i64>,
    /// Whether they saw the end.
    pub finished: bool,
}

/// One credit.
#[derive(Debug, Clone, Serialize)]
pub struct CreditView {
    /// The person.
    pub person_id: PersonId,
    /// The last part of their address.
    pub slug: String,
    /// Their name.
    pub name: String,
    /// What they did.
    pub role: CreditRole,
    /// The character or the job; may be empty.
    pub detail: String,
}

/// A film as its author edits it.
#[derive(Debug, Clone, Serialize)]
pub struct StudioFilm {
    /// What the page shows.
    pub page: FilmPage,
    /// Why it was refused; empty otherwise.
    pub refusal_reason: String,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// What is missing before it can be submitted: the codes of [`FieldError`].
    #[serde(skip)]
    pub missing: Vec<FieldError>,
}

/// What a player needs to ask playback for a session: the actor may watch this film now.
#[derive(Debug, Clone, Serialize)]
pub struct Watchable {
    /// The film.
    pub film_id: FilmId,
    /// The video to play.
    pub asset_id: AssetId,
    /// The title, for the player and the media session of the phone.
    pub title: String,
    /// The last part of its address.
    pub slug: String,
    /// The length; none while unknown.
    pub duration_ms: Option<i64>,
}
