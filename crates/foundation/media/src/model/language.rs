//! Languages as BCP 47 tags (RFC 5646), Ewe and Kabyè included.

use serde::{Deserialize, Serialize};

/// A well-formed language tag in its usual spelling: `fr`, `ee`, `kbp`, `pt-BR`, `und`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// The text is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag")]
pub struct InvalidLanguage;

/// ISO 639-2 codes, bibliographic and terminological, that have a two-letter code: containers use the long ones.
const LONG_TO_SHORT: [(&str, &str); 40] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("bam", "bm"),
    ("chi", "zh"),
    ("deu", "de"),
    ("dut", "nl"),
    ("eng", "en"),
    ("ewe", "ee"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ful", "ff"),
    ("ger", "de"),
    ("hau", "ha"),
    ("hin", "hi"),
    ("ibo", "ig"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kik", "ki"),
    ("kin", "rw"),
    ("kon", "kg"),
    ("lin", "ln"),
    ("lug", "lg"),
    ("nld", "nl"),
    ("orm", "om"),
    ("por", "pt"),
    ("run", "rn"),
    ("rus", "ru"),
    ("sna", "sn"),
    ("som", "so"),
    ("spa", "es"),
    ("swa", "sw"),
    ("tir", "ti"),
    ("tsn", "tn"),
    ("twi", "tw"),
    ("wol", "wo"),
    ("xho", "xh"),
    ("yor", "yo"),
    ("zul", "zu"),
];

/// What a language calls itself, for the menus of a player.
const OWN_NAMES: [(&str, &str); 22] = [
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("bm", "Bamanankan"),
    ("de", "Deutsch"),
    ("ee", "Eʋegbe"),
    ("en", "English"),
    ("es", "Español"),
    ("ff", "Fulfulde"),
    ("fon", "Fɔ̀ngbè"),
    ("fr", "Français"),
    ("ha", "Hausa"),
    ("ig", "Igbo"),
    ("kbp", "Kabɩyɛ"),
    ("ln", "Lingála"),
    ("mos", "Mooré"),
    ("pt", "Português"),
    ("sw", "Kiswahili"),
    ("tw", "Twi"),
    ("wo", "Wolof"),
    ("yo", "Yorùbá"),
    ("zh", "中文"),
    ("zu", "isiZulu"),
];

impl Language {
    /// The tag for a language nobody named.
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// The tag in its usual spelling; a three-letter code with a two-letter twin becomes the twin, as BCP 47 wants.
    pub fn try_new(text: &str) -> Result<Self, InvalidLanguage> {
        let mut parts = text.trim().split(['-', '_']);
        let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(InvalidLanguage);
        }
        let short = LONG_TO_SHORT.iter().find(|(long, _)| *long == primary).map_or(primary.as_str(), |(_, short)| short);
        let mut tag = short.to_owned();
        for part in parts {
            if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(InvalidLanguage);
            }
            tag.push('-');
            tag.push_str(&usual_case(part));
        }
        if tag.len() > 35 { Err(InvalidLanguage) } else { Ok(Self(tag)) }
    }

    /// What a container's metadata says, or `und`.
    pub fn from_metadata(text: Option<&str>) -> Self {
        text.and_then(|text| Self::try_new(text).ok()).unwrap_or_else(Self::undetermined)
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the language calls itself, or the tag.
    pub fn own_name(&self) -> &str {
        let primary = self.0.split('-').next().unwrap_or_default();
        OWN_NAMES.iter().find(|(tag, _)| *tag == primary).map_or(self.as_str(), |(_, name)| name)
    }
}

/// Regions in capitals, scripts with one capital, the rest small.
fn usual_case(part: &str) -> String {
    match part.len() {
        2 => part.to_ascii_uppercase(),
        4 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            let (first, rest) = part.split_at(1);
            first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
        }
        _ => part.to_ascii_lowercase(),
    }
}

impl TryFrom<String> for Language {
    type Error = InvalidLanguage;

    fn try_from(text: String) -> Result<Self, InvalidLanguage> {
        Self::try_new(&text)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_spelling() {
        for (text, tag) in [
            ("fr", "fr"),
            ("FRE", "fr"),
            ("ewe", "ee"),
            ("ee", "ee"),
            ("kbp", "kbp"),
            ("pt_br", "pt-BR"),
            ("zh-hant-tw", "zh-Hant-TW"),
            (" en ", "en"),
        ] {
            assert_eq!(Language::try_new(text).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn nonsense_is_refused_and_metadata_falls_back_to_und() {
        for text in ["", "f", "français", "fr-", "fr--FR", "fr-'; drop", "12", "english"] {
            assert_eq!(Language::try_new(text), Err(InvalidLanguage), "{text}");
        }
        assert_eq!(Language::from_metadata(Some("???")), Language::undetermined());
        assert_eq!(Language::from_metadata(None).as_str(), "und");
    }

    #[test]
    fn ewe_and_kabye_have_their_own_names() {
        assert_eq!(Language::try_new("ee").unwrap().own_name(), "Eʋegbe");
        assert_eq!(Language::try_new("kbp").unwrap().own_name(), "Kabɩyɛ");
        assert_eq!(Language::try_new("tem").unwrap().own_name(), "tem");
    }
}
