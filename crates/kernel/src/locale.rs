//! The languages of the interface.

use serde::{Deserialize, Serialize};

/// A language of the interface. French is the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl Locale {
    /// Every language, in the order of a menu.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The language subtag (BCP 47).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language of a tag such as `fr-TG` or `en`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim();
        Self::ALL.into_iter().find(|locale| locale.as_str().eq_ignore_ascii_case(primary))
    }

    /// A path of a page in this language: French has no prefix.
    pub fn path(self, path: &str) -> String {
        match (self, path) {
            (Self::Fr, _) => path.to_owned(),
            (Self::En, "/") => "/en".to_owned(),
            (Self::En, _) => format!("/en{path}"),
        }
    }

    /// The language of a path, and the path without it.
    pub fn of_path(path: &str) -> (Self, &str) {
        match path.strip_prefix("/en") {
            Some("") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::Fr, path),
        }
    }

    /// The best language of an `Accept-Language` header (RFC 9110 §12.5.4), if it names one of ours.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',').take(20) {
            let mut parts = range.split(';');
            let Some(locale) = parts.next().and_then(Self::parse) else { continue };
            let quality = parts
                .find_map(|parameter| parameter.trim().strip_prefix("q="))
                .map_or(1.0, |value| value.trim().parse::<f32>().unwrap_or(0.0));
            if quality > 0.0 && best.is_none_or(|(other, _)| quality > other) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_carries_its_language_and_gives_it_back() {
        for (locale, plain, whole) in [
            (Locale::Fr, "/", "/"),
            (Locale::Fr, "/entrez", "/entrez"),
            (Locale::En, "/", "/en"),
            (Locale::En, "/films", "/en/films"),
        ] {
            assert_eq!(locale.path(plain), whole);
            assert_eq!(Locale::of_path(whole), (locale, plain));
        }
    }

    #[test]
    fn the_preferred_known_language_is_chosen() {
        for (header, expected) in [
            ("fr-TG,fr;q=0.9,en;q=0.8", Some(Locale::Fr)),
            ("de, en;q=0.5, fr;q=0.4", Some(Locale::En)),
            ("en;q=0, fr;q=0.1", Some(Locale::Fr)),
            ("ee, kbp", None),
            ("", None),
            ("en;q=x, fr;q=0.2", Some(Locale::Fr)),
        ] {
            assert_eq!(Locale::from_accept_language(header), expected, "{header}");
        }
    }
}
