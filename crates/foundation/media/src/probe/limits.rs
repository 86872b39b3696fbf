//! What we take: sizes, lengths and pictures beyond these are refused with a code, before any encoding.

use serde::{Deserialize, Serialize};

use super::SourceInfo;
use crate::model::AssetKind;

/// The limits of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest film or sound file, in bytes.
    pub source_bytes: u64,
    /// Largest image file, in bytes.
    pub image_bytes: u64,
    /// Largest document, in bytes.
    pub document_bytes: u64,
    /// Longest film, in milliseconds.
    pub duration_ms: u64,
    /// Most pixels of one picture of a film.
    pub video_pixels: u64,
    /// Longest side of an image, in pixels.
    pub image_side: u32,
    /// Most pixels of an image: a small file may unfold into gigabytes.
    pub image_pixels: u64,
    /// Most sound tracks that are kept; further ones are left out.
    pub audio_tracks: usize,
    /// Most uploads that one account has open at once.
    pub open_uploads: u32,
    /// Most bytes that one account's open uploads may reserve.
    pub open_bytes: u64,
    /// Most pictures and documents that somebody announces within a day who makes no films.
    pub small_a_day: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 20 << 30,
            image_bytes: 20 << 20,
            document_bytes: 20 << 20,
            duration_ms: 5 * 3_600_000,
            video_pixels: 8192 * 4352,
            image_side: 12_000,
            image_pixels: 64_000_000,
            audio_tracks: 8,
            open_uploads: 20,
            open_bytes: 60 << 30,
            small_a_day: 100,
        }
    }
}

/// Why a file is not taken. The code is also the key of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Not a film, a sound or an image at all.
    #[error("not a media file")]
    NotMedia,
    /// It is something else than what it was uploaded as.
    #[error("the file is not what it was uploaded as")]
    WrongKind,
    /// A damaged file that cannot be read.
    #[error("the file is damaged")]
    Damaged,
    /// It ends before its header says.
    #[error("the file ends too early")]
    Truncated,
    /// Neither pictures nor sound.
    #[error("no pictures and no sound in it")]
    NoStreams,
    /// Longer than the limit.
    #[error("too long")]
    TooLong,
    /// Shorter than a tenth of a second.
    #[error("too short")]
    TooShort,
    /// More pixels than the limit, or fewer than 16 a side.
    #[error("pictures too large or too small")]
    BadSize,
    /// More bytes than the limit.
    #[error("too many bytes")]
    TooLarge,
    /// The virus scanner found something.
    #[error("malware found")]
    Malware,
}

impl Refusal {
    /// The code shown to programs; also the key of the text shown to people.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "media-empty",
            Self::NotMedia => "media-not-media",
            Self::WrongKind => "media-wrong-kind",
            Self::Damaged => "media-damaged",
            Self::Truncated => "media-truncated",
            Self::NoStreams => "media-no-streams",
            Self::TooLong => "media-too-long",
            Self::TooShort => "media-too-short",
            Self::BadSize => "media-bad-size",
            Self::TooLarge => "media-too-large",
            Self::Malware => "media-malware",
        }
    }
}

impl Limits {
    /// The most bytes that an upload of this kind may have.
    pub const fn bytes_of(&self, kind: AssetKind) -> u64 {
        match kind {
            AssetKind::Video | AssetKind::Audio => self.source_bytes,
            AssetKind::Image => self.image_bytes,
            AssetKind::Document => self.document_bytes,
        }
    }

    /// Whether the header already says too much; cheap, before anything is decoded.
    pub fn check_header(&self, source: &SourceInfo) -> Result<(), Refusal> {
        if source.video.is_none() && source.audio.is_empty() {
            return Err(Refusal::NoStreams);
        }
        if source.declared_ms > self.duration_ms {
            return Err(Refusal::TooLong);
        }
        let Some(video) = &source.video else { return Ok(()) };
        let pixels = u64::from(video.width) * u64::from(video.height);
        if pixels > self.video_pixels || video.width.min(video.height) < 16 {
            return Err(Refusal::BadSize);
        }
        Ok(())
    }

    /// Whether the length found by reading every packet is acceptable and agrees with the header.
    pub fn check_duration(&self, source: &SourceInfo, measured_ms: u64) -> Result<(), Refusal> {
        if measured_ms > self.duration_ms {
            return Err(Refusal::TooLong);
        }
        // A header may be off by rounding or a missing last picture; a twentieth missing means a cut file.
        let missing = source.declared_ms.saturating_sub(measured_ms);
        if missing > 2000 && missing > source.declared_ms / 20 {
            return Err(Refusal::Truncated);
        }
        if measured_ms < 100 { Err(Refusal::TooShort) } else { Ok(()) }
    }
}
