//! The filters of the catalogue, as they stand in a URL.

use contracts::catalog::PersonId;
use kernel::FieldError;
use serde::{Deserialize, Serialize};

use crate::values::{Country, Language, words};

words! {
    /// The order of a list of films.
    #[derive(Default)]
    FilmSort {
        /// Last published first.
        #[default]
        Newest = "newest",
        /// By title.
        Title = "title",
        /// Best rated first.
        TopRated = "top-rated",
        /// Most watched first.
        MostWatched = "most-watched",
        /// Shortest first.
        Shortest = "shortest",
        /// Fewest megabytes first.
        Lightest = "lightest",
        /// Oldest year first.
        Oldest = "oldest",
    }
}

/// Which films, in which order. Empty parameters of a form count as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct FilmFilter {
    /// The code of a genre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
    /// An ISO 3166-1 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// A language spoken in the film (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A language of its subtitles (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitles: Option<String>,
    /// The first year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_from: Option<i16>,
    /// The last year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_to: Option<i16>,
    /// At least this long, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_from: Option<i32>,
    /// At most this long, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_to: Option<i32>,
    /// A director.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub director: Option<PersonId>,
    /// Below this many megabytes (10⁶ bytes) in the lightest quality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_mb: Option<i32>,
    /// The order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<FilmSort>,
}

impl FilmFilter {
    /// Reads the parameters of a URL; unknown ones are left to others, empty ones count as absent.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<FieldError>> {
        let mut filter = Self::default();
        let mut wrong = Vec::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
            if let Err(error) = filter.set(name, value.trim()) {
                wrong.push(error);
            }
        }
        if wrong.is_empty() { Ok(filter) } else { Err(wrong) }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), FieldError> {
        match name {
            "genre" => self.genre = Some(checked("genre", value, genre_code(value))?),
            "country" => self.country = Some(checked("country", value, Country::parse(value))?.as_str().to_owned()),
            "language" => self.language = Some(checked("language", value, Language::parse(value))?.as_str().to_owned()),
            "subtitles" => self.subtitles = Some(checked("subtitles", value, Language::parse(value))?.as_str().to_owned()),
            "year_from" => self.year_from = Some(checked("year_from", value, number(value, 1, 9999))?),
            "year_to" => self.year_to = Some(checked("year_to", value, number(value, 1, 9999))?),
            "minutes_from" => self.minutes_from = Some(checked("minutes_from", value, number(value, 0, 100_000))?),
            "minutes_to" => self.minutes_to = Some(checked("minutes_to", value, number(value, 0, 100_000))?),
            "director" => self.director = Some(checked("director", value, value.parse().ok())?),
            "max_mb" => self.max_mb = Some(checked("max_mb", value, number(value, 1, 1_000_000))?),
            "sort" => self.sort = Some(checked("sort", value, FilmSort::parse(value))?),
            _ => {}
        }
        Ok(())
    }

    /// Whether every film passes.
    pub fn is_open(&self) -> bool {
        Self { sort: None, ..self.clone() } == Self::default()
    }

    /// The order, newest first when none is asked.
    pub fn sort(&self) -> FilmSort {
        self.sort.unwrap_or_default()
    }

    /// The parameters of a URL that asks for the same, in a fixed order.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let text = |name, value: &Option<String>| value.clone().map(|value| (name, value));
        [
            text("genre", &self.genre),
            text("country", &self.country),
            text("language", &self.language),
            text("subtitles", &self.subtitles),
            self.year_from.map(|year| ("year_from", year.to_string())),
            self.year_to.map(|year| ("year_to", year.to_string())),
            self.minutes_from.map(|minutes| ("minutes_from", minutes.to_string())),
            self.minutes_to.map(|minutes| ("minutes_to", minutes.to_string())),
            self.director.map(|director| ("director", director.to_string())),
            self.max_mb.map(|mb| ("max_mb", mb.to_string())),
            self.sort.map(|sort| ("sort", sort.as_str().to_owned())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn checked<T>(name: &'static str, given: &str, value: Option<T>) -> Result<T, FieldError> {
    value.ok_or_else(|| FieldError::new(name, "field-unknown-value").with("value", given.chars().take(40).collect::<String>()))
}

fn number<T: std::str::FromStr + PartialOrd>(text: &str, min: T, max: T) -> Option<T> {
    text.parse().ok().filter(|value| *value >= min && *value <= max)
}

fn genre_code(text: &str) -> Option<String> {
    let fits = text.len() <= 30 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_own_url() {
        let pairs = [
            ("genre", "drama"),
            ("country", "tg"),
            ("language", "EE"),
            ("subtitles", "kbp"),
            ("year_from", "1987"),
            ("minutes_to", "90"),
            ("director", "01890a5d-ac96-774b-bcce-b302099a8057"),
            ("max_mb", "200"),
            ("sort", "lightest"),
            ("q", "left to others"),
            ("year_to", ""),
        ];
        let filter = FilmFilter::from_pairs(pairs).unwrap();
        assert_eq!(filter.country.as_deref(), Some("TG"));
        assert_eq!(filter.language.as_deref(), Some("ee"));
        let again = filter.pairs();
        let again = FilmFilter::from_pairs(again.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
        assert_eq!(again, filter);
    }

    #[test]
    fn wrong_values_are_named_and_never_ignored() {
        let pairs = [
            ("genre", "'; drop table film; --"),
            ("country", "Togo"),
            ("year_from", "19 87"),
            ("max_mb", "-1"),
            ("sort", "best"),
            ("director", "x"),
        ];
        let wrong = FilmFilter::from_pairs(pairs).unwrap_err();
        let names: Vec<_> = wrong.iter().map(|error| error.field.as_ref()).collect();
        assert_eq!(names, ["genre", "country", "year_from", "max_mb", "sort", "director"]);
    }

    #[test]
    fn sorting_alone_leaves_the_filter_open() {
        assert!(FilmFilter { sort: Some(FilmSort::Title), ..FilmFilter::default() }.is_open());
        assert!(!FilmFilter { max_mb: Some(200), ..FilmFilter::default() }.is_open());
    }
}
