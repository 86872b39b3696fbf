//! What other crates may know of an asset. Plain data: no decisions, no user-facing text.

use contracts::media::AssetId;
use jiff::Timestamp;
use kernel::AccountId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{AssetKind, AssetState, Codec, FrameRate};

/// An asset and how far it is: the status page, the status JSON, the studio.
#[derive(Debug, Clone, Serialize)]
pub struct AssetView {
    /// The asset.
    pub id: AssetId,
    /// Whose it is.
    pub owner_id: AccountId,
    /// Picture, sound or image.
    pub kind: AssetKind,
    /// How far it is.
    pub state: AssetState,
    /// Why it was rejected or failed: a code, also the key of its text.
    pub code: Option<String>,
    /// The cleaned name of the uploaded file.
    pub filename: String,
    /// The size of the uploaded file.
    pub source_bytes: i64,
    /// The length; 0 until it is known, and for images.
    pub duration_ms: i64,
    /// The width as shown (after rotation), in pixels; 0 until it is known.
    pub width: i32,
    /// The height as shown (after rotation), in pixels; 0 until it is known.
    pub height: i32,
    /// How much of the work is done, 0 to 1000.
    pub progress_permille: i16,
    /// Loudness of the source by EBU R128, in LUFS, when it has sound.
    pub loudness_lufs: Option<f32>,
    /// The colour to show while a picture loads, `#rrggbb`.
    pub dominant_colour: Option<String>,
    /// Image assets taken from the film, to choose a poster from.
    pub poster_candidates: Vec<AssetId>,
    /// The derived pictures of an image asset.
    pub images: Vec<ImageVariant>,
    /// The subtitles attached so far.
    pub subtitles: Vec<SubtitleTrack>,
    /// The qualities that can be played now.
    pub renditions: Vec<RenditionSummary>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it could first be watched.
    pub playable_at: Option<Timestamp>,
    /// When everything was done.
    pub ready_at: Option<Timestamp>,
}

/// One quality in a few words.
#[derive(Debug, Clone, Serialize)]
pub struct RenditionSummary {
    /// `av1-360`, `aac-96-t0` …: unique within the asset, safe in a URL.
    pub name: String,
    /// The codec.
    pub codec: Codec,
    /// Height in pixels; none for sound.
    pub height: Option<i32>,
    /// All its segments together.
    pub size_bytes: i64,
}

/// One derived picture.
#[derive(Debug, Clone, Serialize)]
pub struct ImageVariant {
    /// `w640.webp`: the last part of its URL.
    pub variant: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// Bytes.
    pub size_bytes: i32,
}

/// Everything a player may fetch of an asset: the input of the playlists and of segment serving.
/// Cache it by `(asset_id, revision)`; [`crate::Media::revision`] is one indexed read.
#[derive(Debug, Clone)]
pub struct PlayableAsset {
    /// The asset.
    pub asset_id: AssetId,
    /// Grows whenever a rendition or a subtitle comes or goes.
    pub revision: i64,
    /// The length.
    pub duration_ms: i64,
    /// Whether renditions are still to come.
    pub complete: bool,
    /// Pictures, lowest first; empty for a sound asset.
    pub video: Vec<VideoRendition>,
    /// Sound, in the order of the tracks; empty for a silent film.
    pub audio: Vec<AudioRendition>,
    /// Subtitles by language.
    pub subtitles: Vec<SubtitleTrack>,
    /// Thumbnails for the seek bar.
    pub storyboard: Option<StoryboardView>,
}

/// One quality of picture.
#[derive(Debug, Clone)]
pub struct VideoRendition {
    /// What it shares with sound.
    pub track: Track,
    /// Coded width in pixels.
    pub width: u32,
    /// Coded height in pixels.
    pub height: u32,
    /// Exact frame rate.
    pub frame_rate: FrameRate,
}

/// One quality of one sound track.
#[derive(Debug, Clone)]
pub struct AudioRendition {
    /// What it shares with pictures.
    pub track: Track,
    /// Which sound track of the source, from 0.
    pub source_track: u16,
    /// BCP 47; `und` when the source does not say.
    pub language: String,
    /// 1 or 2.
    pub channels: u8,
    /// The nominal rate, in kilobits per second: 24 is the data-saver.
    pub kbps: u16,
}

/// The segments of a rendition and where they lie in the store.
#[derive(Debug, Clone)]
pub struct Track {
    /// The rendition.
    pub id: Uuid,
    /// Unique within the asset, safe in a URL: `av1-360`.
    pub name: String,
    /// The codec family.
    pub codec: Codec,
    /// The exact RFC 6381 string, read from the init segment: `av01.0.01M.08`.
    pub codecs: String,
    /// The highest rate of any segment, in bits per second.
    pub peak_bps: u32,
    /// Total bits by total duration.
    pub average_bps: u32,
    /// Init and all segments together.
    pub size_bytes: u64,
    /// Ticks per second of [`Segment::ticks`].
    pub timescale: u32,
    /// Where the init segment lies.
    pub init_key: String,
    /// The size of the init segment.
    pub init_bytes: u32,
    /// The segments in order; they follow each other without a gap from time 0.
    pub segments: Vec<Segment>,
    /// Where the segments lie: see [`Track::segment_key`].
    pub runs: Vec<SegmentRun>,
}

/// One segment, about 4 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Its length in the track's timescale.
    pub ticks: u32,
    /// Its size.
    pub size_bytes: u32,
}

/// Consecutive segments that one chunk of work produced.
#[derive(Debug, Clone)]
pub struct SegmentRun {
    /// The index of its first segment.
    pub first_segment: u32,
    /// What its segments' keys start with.
    pub key_prefix: String,
}

impl Track {
    /// The key of a segment in [`platform::Store`]; none past the end.
    pub fn segment_key(&self, index: usize) -> Option<String> {
        self.segments.get(index)?;
        let wanted = u32::try_from(index).ok()?;
        let run = self.runs.iter().rev().find(|run| run.first_segment <= wanted)?;
        Some(segment_key(&run.key_prefix, wanted))
    }

    /// When a segment starts, in milliseconds from the beginning of the film.
    pub fn segment_start_ms(&self, index: usize) -> u64 {
        let ticks: u64 = self.segments.iter().take(index).map(|segment| u64::from(segment.ticks)).sum();
        ticks * 1000 / u64::from(self.timescale.max(1))
    }

    /// How long a segment lasts, in milliseconds; 0 past the end.
    pub fn segment_duration_ms(&self, index: usize) -> u64 {
        let ticks = self.segments.get(index).map_or(0, |segment| u64::from(segment.ticks));
        ticks * 1000 / u64::from(self.timescale.max(1))
    }
}

/// The key of a segment below the prefix of the chunk that made it.
pub(crate) fn segment_key(prefix: &str, index: u32) -> String {
    format!("{prefix}/{index:05}.m4s")
}

/// One subtitle track.
#[derive(Debug, Clone, Serialize)]
pub struct SubtitleTrack {
    /// The track.
    pub id: Uuid,
    /// BCP 47: `fr`, `ee`, `kbp` …
    pub language: String,
    /// What the menu shows: the language's own name, or what the uploader wrote.
    pub name: String,
    /// Captions also tell sounds, for people who do not hear.
    pub captions: bool,
    /// The normalised WebVTT in [`platform::Store`].
    #[serde(skip)]
    pub key: String,
    /// Its size.
    pub size_bytes: i32,
}

/// Thumbnails of the whole film on sheets of 5 × 5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryboardView {
    /// Time between two thumbnails.
    pub interval_ms: u32,
    /// Width of one thumbnail, in pixels.
    pub tile_width: u32,
    /// Height of one thumbnail, in pixels.
    pub tile_height: u32,
    /// How many thumbnails in all; the last sheet may be partly empty.
    pub tiles: u32,
    /// The WebP sheets in [`platform::Store`], in order.
    pub sheet_keys: Vec<String>,
    /// WebVTT thumbnails track naming the sheets `sheet-0.webp`, `sheet-1.webp` …
    pub vtt_key: String,
}

impl PlayableAsset {
    /// The picture rendition of this name.
    pub fn find_video(&self, name: &str) -> Option<&VideoRendition> {
        self.video.iter().find(|rendition| rendition.track.name == name)
    }

    /// The track of this name, picture or sound.
    pub fn find_track(&self, name: &str) -> Option<&Track> {
        let video = self.video.iter().map(|rendition| &rendition.track);
        let audio = self.audio.iter().map(|rendition| &rendition.track);
        video.chain(audio).find(|track| track.name == name)
    }
}
