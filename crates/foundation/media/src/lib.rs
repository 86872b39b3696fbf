//! See README.md.

mod fmp4;
pub mod hls;
pub mod ladder;
pub mod model;
mod plan;
pub mod probe;
mod views;

pub use views::{
    AssetView, AudioRendition, ImageVariant, PlayableAsset, RenditionSummary, Segment, SegmentRun, StoryboardView, SubtitleTrack,
    Track, VideoRendition,
};
