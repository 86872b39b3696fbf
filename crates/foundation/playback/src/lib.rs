//! Playback: signed streams, their places, and the watch time, views and resume points counted from what was served.
//! See README.md.
//!
//! Invariants: a segment is authorised without a query; a count never depends on what a client says; a place is held by
//! one stream; a revocation is known to every process within a second. Knows films only by their id: who may watch a film
//! is decided by whoever opens the stream.

mod config;
mod error;
mod jobs;
mod progress;
mod recorder;
mod revocation;
mod run;
mod session;
mod settlement;
mod stream;
mod token;
mod viewer;
mod watch;

use std::sync::Arc;

use platform::{Bus, Db, Secrets, Store};

pub use self::{
    config::PlaybackConfig,
    error::{ActiveStream, AllPlacesTaken, PlaybackError, RevokedBy},
    progress::ProgressView,
    session::{Device, OpenPlayback, PlaybackOpened, Shown},
    settlement::BeatView,
    stream::{
        Assets, Loaded, Pieces, QualityView, SoundView, StoryboardUrls, StreamFile, StreamsView, SubtitleView, VideoChoice,
    },
    token::{Grant, Keyring, RungClass, TokenError},
};
use self::{
    recorder::Recorder,
    revocation::Revocations,
    stream::{Hot, Library, Parts},
    viewer::Marker,
};

/// The playback context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Playback {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    bus: Bus,
    store: Store,
    library: Library,
    keyring: Keyring,
    marker: Marker,
    revocations: Revocations,
    recorder: Recorder,
    parts: Parts,
    hot: Hot,
    config: PlaybackConfig,
}

impl Playback {
    /// The context on its neighbours. A process that serves streams also keeps [`Playback::run`] going.
    pub fn new(db: Db, bus: Bus, store: Store, secrets: &Secrets, assets: Assets, config: PlaybackConfig) -> Self {
        let inner = Inner {
            library: Library::new(assets, Arc::clone(db.clock())),
            keyring: Keyring::new(secrets, config.key_generation),
            marker: Marker::new(secrets, config.guest_viewers_per_address),
            revocations: Revocations::default(),
            recorder: Recorder::default(),
            parts: Parts::default(),
            hot: Hot::new(config.memory_cache_mb),
            db,
            bus,
            store,
            config,
        };
        Self { inner: Arc::new(inner) }
    }
}
