//! What merchants and influencers have in common: a page that is shown or not, at an address that stays. Pure.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use uuid::Uuid;

use crate::{AffiliateError, check::Check};

/// Who sees a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    /// Those whose it is.
    Draft,
    /// Everybody.
    Listed,
    /// Those whose it is: the staff took it down, and says why.
    Suspended,
}

impl ProfileState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Listed, Self::Suspended];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Listed => "listed",
            Self::Suspended => "suspended",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Whether those whose it is want a profile to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// Shown to everybody.
    Listed,
    /// Kept to themselves.
    Unlisted,
}

/// Why the staff takes a profile down: what those whose it is read.
pub(crate) fn suspension_reason(text: &str) -> Result<&str, AffiliateError> {
    let reason = text.trim();
    let fits = (3..=500).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    let mut check = Check::default();
    check.require(fits, "reason", "affiliate-reason-length");
    check.finish(reason)
}

/// The last part of an address: the words of a name, and the end of an id, which nothing else of its kind has.
pub(crate) fn slug(name: &str, id: Uuid) -> String {
    let id = id.simple().to_string();
    let unique = id.get(24..).unwrap_or(&id);
    let plain: String = name.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase();
    let words: Vec<&str> = plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut slug = words.join("-");
    slug.truncate(80);
    let slug = slug.trim_matches('-');
    if slug.is_empty() { unique.to_owned() } else { format!("{slug}-{unique}") }
}

/// Whether a text can be a slug: anything else names nothing, and never reaches the database.
pub(crate) fn is_slug(text: &str) -> bool {
    text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slug_is_made_of_plain_words_and_an_end_of_its_own() {
        let id = Uuid::from_u128(0x1a2b);
        assert_eq!(slug("L’été à Fès !", id), "l-ete-a-fes-00001a2b");
        assert_eq!(slug("سوق", id), "00001a2b");
    }

    #[test]
    fn a_suspension_says_why() {
        for reason in ["", "  no ", "a\nb c"] {
            assert!(suspension_reason(reason).is_err(), "{reason}");
        }
        assert_eq!(suspension_reason(" Faux avis ").unwrap(), "Faux avis");
    }

    proptest! {
        #[test]
        fn a_slug_is_always_what_the_database_accepts(name in "\\PC{0,200}", id in any::<u128>()) {
            let slug = slug(&name, Uuid::from_u128(id));
            prop_assert!(is_slug(&slug), "{}", slug);
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
