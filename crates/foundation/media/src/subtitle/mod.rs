//! Subtitles: SubRip or WebVTT in any usual encoding, kept as clean WebVTT.
//!
//! What is written is made by us from the parsed cues: no styles, regions, notes or unknown tags of the uploaded file are
//! passed on to a browser.

mod decode;
mod parse;
mod store;
mod write;

use bytes::Bytes;
use contracts::media::AssetId;
use kernel::{Actor, ErrorKind, FieldError};
use uuid::Uuid;

pub use parse::Cue;
pub use write::webvtt;

use crate::{
    Media, MediaError, SubtitleTrack,
    model::{AssetKind, Language},
};

/// The largest subtitle file.
pub const SUBTITLE_BYTES_MAX: usize = 2 << 20;

/// Why a subtitle file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSubtitle {
    /// Above 2 MB.
    #[error("the subtitle file is too large")]
    TooLarge,
    /// Neither SubRip nor WebVTT, or without any cue.
    #[error("no subtitles in the file")]
    NoCues,
    /// More cues than any film has.
    #[error("too many cues")]
    TooManyCues,
    /// The language is not a tag of BCP 47.
    #[error("not a language")]
    Language,
}

impl InvalidSubtitle {
    /// Always about the input.
    pub const fn kind(self) -> ErrorKind {
        match self {
            Self::TooLarge => ErrorKind::TooLarge,
            Self::NoCues | Self::TooManyCues | Self::Language => ErrorKind::Invalid,
        }
    }

    /// The code; also the key of its text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "media-subtitle-too-large",
            Self::NoCues => "media-subtitle-no-cues",
            Self::TooManyCues => "media-subtitle-too-many-cues",
            Self::Language => "media-subtitle-language",
        }
    }
}

/// Attaches a subtitle file to a film or a sound; replaces the one of the same language and purpose.
#[derive(Debug, Clone)]
pub struct AttachSubtitle {
    /// The film.
    pub asset_id: AssetId,
    /// BCP 47: `fr`, `ee`, `kbp` …
    pub language: Language,
    /// What the menu shows; the language's own name when empty.
    pub name: String,
    /// Whether sounds are told as well.
    pub captions: bool,
    cues: Vec<Cue>,
}

impl AttachSubtitle {
    /// The command for this file.
    pub fn try_new(
        asset_id: AssetId,
        language: &str,
        name: &str,
        purpose: SubtitlePurpose,
        file: &[u8],
    ) -> Result<Self, InvalidSubtitle> {
        let language = Language::try_new(language).map_err(|_malformed| InvalidSubtitle::Language)?;
        let cues = parse::cues(file)?;
        let name: String = name.chars().filter(|c| !c.is_control() && *c != '"').take(80).collect();
        let name = if name.trim().is_empty() { language.own_name().to_owned() } else { name.trim().to_owned() };
        Ok(Self { asset_id, language, name, captions: purpose == SubtitlePurpose::Captions, cues })
    }
}

/// For whom a subtitle file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubtitlePurpose {
    /// For those who do not know the language.
    #[default]
    Subtitles,
    /// For those who do not hear: sounds are told as well.
    Captions,
}

impl SubtitlePurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Subtitles => "subtitles",
            Self::Captions => "captions",
        }
    }
}

impl Media {
    /// Attaches a subtitle file to an asset of the actor's.
    pub async fn attach_subtitle(&self, actor: &Actor, cmd: AttachSubtitle) -> Result<SubtitleTrack, MediaError> {
        let asset = self.own_asset(actor, cmd.asset_id).await?;
        if matches!(asset.kind, AssetKind::Image | AssetKind::Document) {
            return Err(MediaError::WrongKind);
        }
        let id = Uuid::now_v7();
        let text = webvtt(&cmd.cues);
        let purpose = if cmd.captions { SubtitlePurpose::Captions } else { SubtitlePurpose::Subtitles };
        let track = SubtitleTrack {
            id,
            language: cmd.language.into(),
            name: cmd.name,
            captions: cmd.captions,
            key: format!("media/{}/subtitles/{id}.vtt", cmd.asset_id),
            size_bytes: i32::try_from(text.len()).unwrap_or(i32::MAX),
        };
        self.store().put(&track.key, Bytes::from(text)).await?;
        let mut tx = self.db().begin(actor).await?;
        let now = tx.now();
        let cues = i32::try_from(cmd.cues.len()).unwrap_or(i32::MAX);
        let replaced = store::replace(tx.conn(), cmd.asset_id, &track, purpose.as_str(), cues, now).await?;
        tx.commit().await?;
        if let Some(key) = replaced {
            self.store().delete(&key).await?;
        }
        Ok(track)
    }

    /// Removes a subtitle track from an asset of the actor's.
    pub async fn remove_subtitle(&self, actor: &Actor, asset_id: AssetId, subtitle_id: Uuid) -> Result<(), MediaError> {
        self.own_asset(actor, asset_id).await?;
        let mut tx = self.db().begin(actor).await?;
        let key = store::delete(tx.conn(), asset_id, subtitle_id).await?.ok_or(MediaError::NotFound)?;
        tx.commit().await?;
        Ok(self.store().delete(&key).await?)
    }

    /// An asset of the actor's own; the program itself may touch every one.
    async fn own_asset(&self, actor: &Actor, asset_id: AssetId) -> Result<crate::AssetView, MediaError> {
        actor.require(kernel::Permission::MediaUpload)?;
        let asset = self.asset(actor, asset_id).await?;
        let is_program = matches!(actor.principal, kernel::Principal::System(_));
        if is_program || actor.is(asset.owner_id) { Ok(asset) } else { Err(kernel::Forbidden::NotAllowed.into()) }
    }
}

/// The field error of an invalid file, for forms.
impl From<InvalidSubtitle> for FieldError {
    fn from(error: InvalidSubtitle) -> Self {
        let field = if error == InvalidSubtitle::Language { "language" } else { "file" };
        Self::new(field, error.code())
    }
}

#[cfg(test)]
mod tests;
