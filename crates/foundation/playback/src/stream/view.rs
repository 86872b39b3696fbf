//! What can be chosen in a stream: qualities with their weight, sounds, subtitles, thumbnails.

use media::{PlayableAsset, StoryboardView, model::Codec};
use serde::Serialize;

use super::playlist::{granted_audio, granted_video};
use crate::RungClass;

/// Everything that a token grants, for the menus of a player.
#[derive(Debug, Clone, Serialize)]
pub struct StreamsView {
    /// The length of the film.
    pub duration_ms: u64,
    /// Whether this is the data-saver.
    pub class: RungClass,
    /// Pictures, lowest first.
    pub qualities: Vec<QualityView>,
    /// Sounds, in the order of the tracks.
    pub sounds: Vec<SoundView>,
    /// Subtitles by language.
    pub subtitles: Vec<SubtitleView>,
    /// Thumbnails for the seek bar.
    pub storyboard: Option<StoryboardUrls>,
}

/// One quality of picture.
#[derive(Debug, Clone, Serialize)]
pub struct QualityView {
    /// `av1-360`.
    pub name: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The codec family.
    pub codec: Codec,
    /// The exact RFC 6381 string.
    pub codecs: String,
    /// Pictures per second.
    pub frame_rate: f64,
    /// Mean rate, in bits per second.
    pub average_bps: u32,
    /// The whole film in this quality, without sound.
    pub size_bytes: u64,
}

/// One quality of one sound track.
#[derive(Debug, Clone, Serialize)]
pub struct SoundView {
    /// `opus-48-t0`.
    pub name: String,
    /// Which sound track of the film, from 0.
    pub track: u16,
    /// BCP 47; `und` when not known.
    pub language: String,
    /// The codec family.
    pub codec: Codec,
    /// Nominal rate.
    pub kbps: u16,
    /// The whole film's sound.
    pub size_bytes: u64,
}

/// One subtitle track.
#[derive(Debug, Clone, Serialize)]
pub struct SubtitleView {
    /// BCP 47.
    pub language: String,
    /// What the menu shows.
    pub name: String,
    /// Whether it also tells sounds.
    pub captions: bool,
    /// The `WebVTT` file, relative to this server.
    pub url: String,
}

/// Thumbnails on sheets of 5 × 5.
#[derive(Debug, Clone, Serialize)]
pub struct StoryboardUrls {
    /// Time between two thumbnails.
    pub interval_ms: u32,
    /// Pixels.
    pub tile_width: u32,
    /// Pixels.
    pub tile_height: u32,
    /// How many in all.
    pub tiles: u32,
    /// The sheets in order, relative to this server.
    pub sheets: Vec<String>,
}

impl StoryboardUrls {
    fn of(board: &StoryboardView) -> Self {
        Self {
            interval_ms: board.interval_ms,
            tile_width: board.tile_width,
            tile_height: board.tile_height,
            tiles: board.tiles,
            sheets: (0..board.sheet_keys.len()).map(|index| format!("storyboard/sheet-{index}.webp")).collect(),
        }
    }
}

impl StreamsView {
    /// What this class grants of the asset. URLs are relative to the token until [`Self::under`].
    pub(crate) fn of(asset: &PlayableAsset, class: RungClass) -> Self {
        let qualities = granted_video(asset, class).map(|rendition| QualityView {
            name: rendition.track.name.clone(),
            width: rendition.width,
            height: rendition.height,
            codec: rendition.track.codec,
            codecs: rendition.track.codecs.clone(),
            frame_rate: rendition.frame_rate.as_f64(),
            average_bps: rendition.track.average_bps,
            size_bytes: rendition.track.size_bytes,
        });
        let sounds = granted_audio(asset, class).map(|sound| SoundView {
            name: sound.track.name.clone(),
            track: sound.source_track,
            language: sound.language.clone(),
            codec: sound.track.codec,
            kbps: sound.kbps,
            size_bytes: sound.track.size_bytes,
        });
        let subtitles = asset.subtitles.iter().map(|track| SubtitleView {
            language: track.language.clone(),
            name: track.name.clone(),
            captions: track.captions,
            url: format!("subtitles/{}.vtt", track.id),
        });
        Self {
            duration_ms: u64::try_from(asset.duration_ms).unwrap_or(0),
            class,
            qualities: qualities.collect(),
            sounds: sounds.collect(),
            subtitles: subtitles.collect(),
            storyboard: asset.storyboard.as_ref().map(StoryboardUrls::of),
        }
    }

    /// Whether there is anything to play. A film with pictures waits for the first of them.
    pub(crate) fn is_playable(&self) -> bool {
        !self.qualities.is_empty() || !self.sounds.is_empty()
    }

    /// The same with the URLs of this token.
    pub(crate) fn under(mut self, token: &str) -> Self {
        let complete = |url: &mut String| *url = format!("/play/{token}/{url}");
        self.subtitles.iter_mut().map(|subtitle| &mut subtitle.url).for_each(complete);
        self.storyboard.iter_mut().flat_map(|board| &mut board.sheets).for_each(complete);
        self
    }
}
