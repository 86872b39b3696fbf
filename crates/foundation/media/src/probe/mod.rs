//! What a file really holds: ffprobe's answer turned into [`SourceInfo`], and the limits it must keep.
//!
//! Pure: running ffprobe is [`crate::ffmpeg`]'s work. Nothing of what the uploader claimed (name, MIME type) is used here.

mod ffprobe_json;
mod limits;

pub use limits::{Limits, Refusal};

use serde::{Deserialize, Serialize};

use crate::model::{FrameRate, Language};

/// A source file, as measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// ffprobe's container names: `mov,mp4,m4a,3gp,3g2,mj2`.
    pub container: String,
    /// The length that the header declares.
    pub declared_ms: u64,
    /// Where the container's time line starts.
    pub start_us: i64,
    /// The first real picture track, if any; cover art is not one.
    pub video: Option<VideoStream>,
    /// The sound tracks, in order.
    pub audio: Vec<AudioStream>,
}

/// The picture track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoStream {
    /// ffmpeg's stream index.
    pub index: u16,
    /// ffmpeg's codec name.
    pub codec: String,
    /// Width as shown: after rotation, with square pixels.
    pub width: u32,
    /// Height as shown: after rotation, with square pixels.
    pub height: u32,
    /// The exact constant rate, or the one that a variable rate is made constant at.
    pub frame_rate: FrameRate,
    /// Whether the source is interlaced.
    pub interlaced: bool,
    /// Whether it is high dynamic range and must be mapped to SDR.
    pub hdr: bool,
    /// The colour matrix to read the source with.
    pub matrix: Matrix,
}

/// The colour matrices that matter: the wrong one turns skin green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matrix {
    /// Standard definition.
    Bt601,
    /// High definition: what we deliver.
    Bt709,
    /// Ultra-high definition.
    Bt2020,
}

/// A sound track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioStream {
    /// ffmpeg's stream index.
    pub index: u16,
    /// ffmpeg's codec name.
    pub codec: String,
    /// How many channels, 1 to 64.
    pub channels: u8,
    /// Samples per second.
    pub sample_rate: u32,
    /// The language that the container names.
    pub language: Language,
    /// The title that the container names.
    pub title: Option<String>,
}

/// ffprobe answered something that is not its JSON.
#[derive(Debug, thiserror::Error)]
#[error("ffprobe's answer cannot be read")]
pub struct UnreadableProbe(#[from] serde_json::Error);

impl SourceInfo {
    /// Reads `ffprobe -print_format json -show_format -show_streams`.
    pub fn from_ffprobe(json: &[u8]) -> Result<Self, UnreadableProbe> {
        let answer: ffprobe_json::Answer = serde_json::from_slice(json)?;
        Ok(answer.into_source())
    }

    /// Whether seeking lands exactly where the index says; else the decoder starts a little earlier.
    pub fn seeks_exactly(&self) -> bool {
        self.container.split(',').any(|name| matches!(name, "mp4" | "matroska"))
    }
}

#[cfg(test)]
mod tests;
