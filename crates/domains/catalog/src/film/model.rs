//! The rules of films: which state follows which, what a film needs, how its details are checked. Pure.

use kernel::FieldError;

use super::{
    command::FilmInput,
    view::{CreditView, Weight},
};
use crate::values::{AgeRating, Country, CreditRole, FilmState, Language};

/// A step in the life of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Its author asks for publication.
    Submit,
    /// Its author takes the request back.
    Withdraw,
    /// A moderator publishes it.
    Publish,
    /// A moderator refuses it, or takes a published one away.
    Refuse,
    /// Its author takes it off the catalogue.
    Unpublish,
}

/// The state after a step, if the step is possible.
pub(super) const fn after(state: FilmState, step: Step) -> Option<FilmState> {
    use FilmState::{Draft, Published, Refused, Submitted};
    match (state, step) {
        (Draft | Refused, Step::Submit) => Some(Submitted),
        (Submitted, Step::Withdraw) | (Published, Step::Unpublish) => Some(Draft),
        (Submitted, Step::Publish) => Some(Published),
        (Submitted | Published, Step::Refuse) => Some(Refused),
        _ => None,
    }
}

/// The checked details of a film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) title: String,
    pub(super) original_title: String,
    pub(super) synopsis_fr: String,
    pub(super) synopsis_en: String,
    pub(super) year: Option<i16>,
    pub(super) genres: Vec<String>,
    pub(super) countries: Vec<String>,
    pub(super) spoken_languages: Vec<String>,
    pub(super) subtitle_languages: Vec<String>,
    pub(super) age_rating: AgeRating,
}

/// Checks the details, and names every wrong field at once.
pub(super) fn check(input: &FilmInput) -> Result<Details, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let details = Details {
        title: title("title", &input.title, &mut wrong),
        original_title: line("original_title", &input.original_title, 200, &mut wrong),
        synopsis_fr: text("synopsis_fr", &input.synopsis_fr, 4000, &mut wrong),
        synopsis_en: text("synopsis_en", &input.synopsis_en, 4000, &mut wrong),
        year: input.year,
        genres: several("genres", &input.genres, 5, &mut wrong, genre),
        countries: several("countries", &input.countries, 10, &mut wrong, |code| Some(Country::parse(code)?.as_str().to_owned())),
        spoken_languages: several("spoken_languages", &input.spoken_languages, 10, &mut wrong, language),
        subtitle_languages: several("subtitle_languages", &input.subtitle_languages, 30, &mut wrong, language),
        age_rating: AgeRating::parse(input.age_rating.trim()).unwrap_or_default(),
    };
    if input.year.is_some_and(|year| !(1888..=2100).contains(&year)) {
        wrong.push(FieldError::new("year", "field-out-of-range").with("min", 1888).with("max", 2100));
    }
    if !input.age_rating.trim().is_empty() && AgeRating::parse(input.age_rating.trim()).is_none() {
        wrong.push(FieldError::new("age_rating", "field-unknown-value").with("value", shortened(&input.age_rating)));
    }
    if wrong.is_empty() { Ok(details) } else { Err(wrong) }
}

/// What is missing before a film can be submitted.
pub(super) fn missing(film: &super::FilmRow, genres: &[String], credits: &[CreditView]) -> Vec<FieldError> {
    let required = [
        ("synopsis", film.synopsis_fr.is_empty() && film.synopsis_en.is_empty()),
        ("year", film.year.is_none()),
        ("genres", genres.is_empty()),
        ("countries", film.countries.is_empty()),
        ("spoken_languages", film.spoken_languages.is_empty()),
        ("video", film.video_asset_id.is_none()),
        ("director", !credits.iter().any(|credit| credit.role == CreditRole::Director)),
    ];
    required.into_iter().filter(|(_, absent)| *absent).map(|(field, _)| FieldError::new(field, "field-required")).collect()
}

/// A title: one line that says something.
pub(super) fn title(field: &'static str, given: &str, wrong: &mut Vec<FieldError>) -> String {
    let title = line(field, given, 200, wrong);
    if title.is_empty() {
        wrong.push(FieldError::new(field, "field-required"));
    }
    title
}

/// One line: no control characters, single spaces.
pub(crate) fn line(field: &'static str, given: &str, max: usize, wrong: &mut Vec<FieldError>) -> String {
    let text = given.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    too_long(field, &text, max, wrong);
    text
}

/// Several lines: no control characters but the end of a line.
pub(crate) fn text(field: &'static str, given: &str, max: usize, wrong: &mut Vec<FieldError>) -> String {
    let text: String = given.replace("\r\n", "\n").chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    let text = text.trim().to_owned();
    too_long(field, &text, max, wrong);
    text
}

fn too_long(field: &'static str, text: &str, max: usize, wrong: &mut Vec<FieldError>) {
    if text.chars().count() > max {
        wrong.push(FieldError::new(field, "field-too-long").with("max", max));
    }
}

/// The shape of a code; whether there is such a genre, the database knows.
fn genre(code: &str) -> Option<String> {
    let fits = code.len() <= 30 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    fits.then(|| code.to_owned())
}

fn language(tag: &str) -> Option<String> {
    Some(Language::parse(tag)?.as_str().to_owned())
}

/// A list of distinct values; empty entries of a form are skipped.
fn several(
    field: &'static str,
    given: &[String],
    max: usize,
    wrong: &mut Vec<FieldError>,
    parse: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut values = Vec::new();
    for text in given.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        match parse(text) {
            Some(value) if !values.contains(&value) => values.push(value),
            Some(_again) => {}
            None => wrong.push(FieldError::new(field, "field-unknown-value").with("value", shortened(text))),
        }
    }
    if values.len() > max {
        wrong.push(FieldError::new(field, "field-too-many").with("max", max));
    }
    values
}

pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AssetKind {
    /// Moving pictures.
    Video,
    /// A picture.
    Image,
    /// Sound alone.
    Audio,
}

/// What media publishes of an asset.
#[derive(Debug, Clone)]
pub(super) struct AssetFacts {
    pub(super) owner_id: kernel::AccountId,
    pub(super) parent_id: Option<contracts::media::AssetId>,
    pub(super) kind: AssetKind,
    /// The word of media: `playable`, `ready`, `rejected` …
    pub(super) state: String,
    pub(super) duration_ms: i64,
    pub(super) colour: Option<String>,
}

impl AssetFacts {
    /// Whether somebody can look at it now.
    pub(super) fn is_playable(&self) -> bool {
        matches!(self.state.as_str(), "playable" | "ready")
    }

    /// Whether it never will be.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self.state.as_str(), "rejected" | "failed")
    }
}

/// A finished quality of picture or sound.
#[derive(Debug, Clone)]
pub(super) struct Rendition {
    /// `av1-360`, `opus-48-t0`.
    pub(super) name: String,
    pub(super) codec: String,
    pub(super) size_bytes: i64,
}

/// What each quality weighs: the lighter codec with the sound that goes with it (Opus beside AV1, AAC beside AVC), the first
/// sound track in its better quality. Lightest first.
pub(super) fn weights(renditions: &[Rendition]) -> Vec<Weight> {
    let sound = |codec: &str| {
        let first_track = renditions.iter().filter(|sound| sound.codec == codec && sound.name.ends_with("-t0"));
        first_track.map(|sound| sound.size_bytes).max()
    };
    let mut lightest: std::collections::BTreeMap<u32, i64> = std::collections::BTreeMap::new();
    for picture in renditions {
        let (own, other) = match picture.codec.as_str() {
            "av1" => ("opus", "aac"),
            "avc" => ("aac", "opus"),
            _ => continue,
        };
        let Some(height) = picture.name.rsplit_once('-').and_then(|(_, height)| height.parse().ok()) else { continue };
        let bytes = picture.size_bytes + sound(own).or_else(|| sound(other)).unwrap_or(0);
        lightest.entry(height).and_modify(|known| *known = bytes.min(*known)).or_insert(bytes);
    }
    lightest.into_iter().map(|(height, bytes)| Weight { quality: format!("{height}p"), bytes }).collect()
}
