//! The small values of messaging: what a conversation is about, who stands on its sides, and closed lists of words.

use contracts::identity::OrganisationId;
use kernel::AccountId;
use serde::Serialize;
use uuid::Uuid;

/// Makes an enum of stored words: the same word in SQL, JSON and URLs.
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize)]
        $vis enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of a menu.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word stored in the database and shown by the API.
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a stored word.
            $vis fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What kind of thing a conversation is about.
    pub SubjectKind {
        /// A merchant and an influencer who work together, or one asking the other to.
        Partnership = "partnership",
        /// A merchant's program.
        Program = "program",
        /// An order.
        Order = "order",
    }
}

/// What a conversation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Which one.
    pub id: Uuid,
}

/// Who stands on a side of a conversation: one person, or every member of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Side {
    /// A person.
    Account(AccountId),
    /// An organisation: its members read and write for it.
    Organisation(OrganisationId),
}

impl Side {
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Organisation(_) => "organisation",
        }
    }

    pub(crate) const fn id(self) -> Uuid {
        match self {
            Self::Account(id) => id.as_uuid(),
            Self::Organisation(id) => id.as_uuid(),
        }
    }

    pub(crate) fn from_row(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "account" => Some(Self::Account(id.into())),
            "organisation" => Some(Self::Organisation(id.into())),
            _ => None,
        }
    }
}

words! {
    /// One of the two places of a conversation.
    pub(crate) Place {
        /// The side that sorts first.
        First = "first",
        /// The other one.
        Second = "second",
    }
}

impl Place {
    /// The other place.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Two sides in the order in which they are stored: whoever opens, it is the same conversation.
pub(crate) fn in_order(one: Side, other: Side) -> (Side, Side) {
    if (one.kind(), one.id()) <= (other.kind(), other.id()) { (one, other) } else { (other, one) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sides_have_one_order() {
        let person = Side::Account(AccountId::generate());
        let (early, late) = (Side::Organisation(OrganisationId::generate()), Side::Organisation(OrganisationId::generate()));
        for (one, other) in [(person, early), (early, late), (person, late)] {
            assert_eq!(in_order(one, other), (one, other));
            assert_eq!(in_order(other, one), (one, other));
        }
    }

    #[test]
    fn a_side_survives_its_row() {
        for side in [Side::Account(AccountId::generate()), Side::Organisation(OrganisationId::generate())] {
            assert_eq!(Side::from_row(side.kind(), side.id()), Some(side));
        }
        assert_eq!(Side::from_row("robot", Uuid::nil()), None);
    }
}
