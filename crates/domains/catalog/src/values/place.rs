//! Languages (BCP 47); countries are the kernel’s.

use serde::Serialize;

/// A language by its tag: two or three letters, perhaps a script, a region, a variant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// What a menu offers; any other well-formed tag is accepted too.
    pub const OFFERED: [&'static str; 43] = [
        "fr", "en", "ee", "kbp", "ar", "pt", "es", "sw", "ha", "yo", "ig", "wo", "ff", "bm", "dyu", "mos", "fon", "gej", "aja",
        "ak", "ln", "kg", "lua", "sg", "am", "om", "ti", "so", "rw", "rn", "lg", "sn", "zu", "xh", "st", "tn", "af", "mg", "kab",
        "zgh", "tem", "kri", "pcm",
    ];

    /// The language of a tag, with its letters in the usual case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 20 {
            return None;
        }
        let mut parts = text.split('-');
        let primary = parts.next().filter(|part| matches!(part.len(), 2..=3) && letters(part))?;
        let mut tag = primary.to_ascii_lowercase();
        for part in parts {
            tag.push('-');
            tag.push_str(&match part.len() {
                2 if letters(part) => part.to_ascii_uppercase(),
                4 if letters(part) => format!("{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase()),
                3..=8 if part.bytes().all(|byte| byte.is_ascii_alphanumeric()) => part.to_ascii_lowercase(),
                _ => return None,
            });
        }
        Some(Self(tag))
    }

    /// `ee`, `kbp`, `pt-BR`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_small_languages_are_languages() {
        for (given, expected) in
            [("ee", "ee"), ("KBP", "kbp"), ("pt-br", "pt-BR"), ("zgh-tfng", "zgh-Tfng"), ("ca-valencia", "ca-valencia")]
        {
            assert_eq!(Language::parse(given).unwrap().as_str(), expected);
        }
        for wrong in ["", "e", "french", "fr_FR", "fr-", "fr-é", "f1", "fr-aaaaaaaaaaaaaaaaaaaaaa"] {
            assert_eq!(Language::parse(wrong), None, "{wrong}");
        }
        assert!(Language::OFFERED.iter().all(|tag| Language::parse(tag).is_some_and(|parsed| parsed.as_str() == *tag)));
    }
}
