//! What is shown of a person.

use contracts::{catalog::PersonId, media::AssetId};
use kernel::Locale;
use serde::Serialize;

use crate::{FilmCard, values::CreditRole};

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonCard {
    /// The person.
    pub id: PersonId,
    /// The last part of their address.
    pub slug: String,
    /// Their name.
    pub name: String,
    /// ISO 3166-1 code.
    pub country: Option<String>,
    /// The image asset of their portrait.
    pub photo: Option<AssetId>,
    /// On how many listed films they worked.
    pub film_count: i64,
}

/// The page of a person.
#[derive(Debug, Clone, Serialize)]
pub struct PersonPage {
    /// The person.
    pub id: PersonId,
    /// The last part of their address. Differs from the asked one when duplicates were merged: redirect there.
    pub slug: String,
    /// Their name.
    pub name: String,
    /// About them, in French; may be empty.
    pub bio_fr: String,
    /// About them, in English; may be empty.
    pub bio_en: String,
    /// ISO 3166-1 code.
    pub country: Option<String>,
    /// The year of their birth.
    pub birth_year: Option<i16>,
    /// The image asset of their portrait.
    pub photo: Option<AssetId>,
    /// Their listed films, newest first; at most 100.
    pub films: Vec<FilmographyEntry>,
    /// Whether the actor may edit this page.
    pub editable: bool,
}

impl PersonPage {
    /// The text about them in this language, else in the other one.
    pub fn bio(&self, locale: Locale) -> &str {
        let (first, second) = match locale {
            Locale::Fr => (&self.bio_fr, &self.bio_en),
            Locale::En => (&self.bio_en, &self.bio_fr),
        };
        if first.is_empty() { second } else { first }
    }
}

/// A film with what the person did on it.
#[derive(Debug, Clone, Serialize)]
pub struct FilmographyEntry {
    /// The film.
    pub film: FilmCard,
    /// What they did: role, and character or job.
    pub roles: Vec<(CreditRole, String)>,
}
