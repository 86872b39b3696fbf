//! The small values of the catalogue: closed lists of words, countries, languages, stars, slugs.

mod place;
mod slug;

use serde::Serialize;

pub use kernel::Country;
pub use place::Language;
pub(crate) use slug::{first_free, is_slug, slug_of};

/// Makes an enum of stored words: the same word in SQL, JSON and URLs.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of a menu.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word stored in the database and shown by the API.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a stored word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a film stands between its author and the public.
    FilmState {
        /// Being prepared; only the owner, the organisation and staff see it.
        Draft = "draft",
        /// Waits for a moderator.
        Submitted = "submitted",
        /// Everybody may watch it.
        Published = "published",
        /// A moderator refused it and said why.
        Refused = "refused",
    }
}

impl FilmState {
    /// Whether moderators decide on the video, or decided on it: it does not change until the film is taken back.
    pub const fn locks_video(self) -> bool {
        matches!(self, Self::Submitted | Self::Published)
    }
}

words! {
    /// From which age a film is meant to be seen.
    #[derive(Default)]
    AgeRating {
        /// Everybody.
        #[default]
        All = "all",
        /// From 10.
        From10 = "10",
        /// From 12.
        From12 = "12",
        /// From 16.
        From16 = "16",
        /// From 18.
        From18 = "18",
    }
}

words! {
    /// What a person did on a film.
    CreditRole {
        /// Directed it.
        Director = "director",
        /// Played a character.
        Actor = "actor",
        /// Wrote it.
        Screenwriter = "screenwriter",
        /// Produced it.
        Producer = "producer",
        /// Wrote its music.
        Composer = "composer",
        /// Any other craft: the detail names the job.
        Technician = "technician",
    }
}

words! {
    /// Who may see a list.
    Visibility {
        /// Only its owner.
        Private = "private",
        /// Everybody who has its address.
        Public = "public",
    }
}

words! {
    /// Why somebody reports a film or a comment.
    ReportReason {
        /// Advertising, nonsense.
        Spam = "spam",
        /// Hatred of a group.
        Hate = "hate",
        /// Attacks on a person.
        Harassment = "harassment",
        /// Violence or threats.
        Violence = "violence",
        /// Sexual content.
        Sexual = "sexual",
        /// Somebody else's work.
        Copyright = "copyright",
        /// False or misleading.
        Misleading = "misleading",
        /// Something else: the note says what.
        Other = "other",
    }
}

/// One to five stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Stars(i16);

impl Stars {
    /// The rating, if it is 1 to 5.
    pub const fn try_new(stars: i16) -> Option<Self> {
        if matches!(stars, 1..=5) { Some(Self(stars)) } else { None }
    }

    /// 1 to 5.
    pub const fn get(self) -> i16 {
        self.0
    }
}
