//! The words of this context that its views, its pipeline and its tables share.

mod frame_rate;
mod language;

pub use frame_rate::FrameRate;
pub use language::{InvalidLanguage, Language};

use serde::{Deserialize, Serialize};

/// Declares an enum stored as text, with its word for each variant.
macro_rules! stored_words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// The word stored in the database and shown by the API.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a stored word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

stored_words! {
    /// What an asset is.
    AssetKind {
        /// Moving pictures, with or without sound.
        Video = "video",
        /// Sound alone.
        Audio = "audio",
        /// A still picture.
        Image = "image",
        /// A document of pages (PDF), kept as it came and given out as a file only.
        Document = "document",
    }
}

stored_words! {
    /// How far an asset is.
    AssetState {
        /// The uploaded file is on its way into the store.
        Storing = "storing",
        /// Waits for the content check.
        Checking = "checking",
        /// Accepted and planned; nothing to watch yet.
        Working = "working",
        /// The lowest rung can be watched while the rest is made.
        Playable = "playable",
        /// Everything is done.
        Ready = "ready",
        /// The file is not acceptable; the code says why.
        Rejected = "rejected",
        /// It could not be made playable though it looked acceptable; the code says why.
        Failed = "failed",
    }
}

stored_words! {
    /// A codec family of the ladder.
    Codec {
        /// AV1 pictures: a third of AVC's bytes on the low rungs.
        Av1 = "av1",
        /// H.264 pictures: what every device plays.
        Avc = "avc",
        /// Opus sound.
        Opus = "opus",
        /// AAC-LC sound: what every device plays.
        Aac = "aac",
    }
}

impl AssetState {
    /// Whether a player may start.
    pub const fn is_watchable(self) -> bool {
        matches!(self, Self::Playable | Self::Ready)
    }

    /// Whether nothing more will happen by itself.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Ready | Self::Rejected | Self::Failed)
    }
}

impl Codec {
    /// Whether it codes pictures.
    pub const fn is_video(self) -> bool {
        matches!(self, Self::Av1 | Self::Avc)
    }
}
