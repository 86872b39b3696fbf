//! Uploads, assets and the pipeline that turns a file into something every phone can watch. See README.md.
//!
//! Invariants: uploaded bytes are never served, only what was decoded and encoded again; nothing half-made is visible; an
//! acknowledged byte and a committed chunk survive a crash. Not here: who may watch what (playback), what a film is (catalog).

mod asset;
mod clamd;
mod config;
mod error;
mod ffmpeg;
mod fmp4;
pub mod hls;
pub mod ladder;
pub mod model;
mod pipeline;
mod plan;
pub mod probe;
mod service;
pub mod subtitle;
pub mod upload;
mod views;

pub use asset::{Progress, StoredFile, StoredImage};
pub use config::MediaConfig;
pub use error::{FfmpegFailure, MediaError};
pub use service::Media;
pub use subtitle::{AttachSubtitle, InvalidSubtitle, SubtitlePurpose};
pub use upload::{Append, Checksum, CreateUpload, UploadError, UploadView};
pub use views::{
    AssetView, AudioRendition, ImageVariant, PlayableAsset, RenditionSummary, Segment, SegmentRun, StoryboardView, SubtitleTrack,
    Track, VideoRendition,
};
