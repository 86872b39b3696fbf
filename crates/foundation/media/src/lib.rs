//! See README.md.

pub mod model;
mod views;

pub use views::{
    AssetView, AudioRendition, ImageVariant, PlayableAsset, RenditionSummary, Segment, SegmentRun, StoryboardView, SubtitleTrack,
    Track, VideoRendition,
};
