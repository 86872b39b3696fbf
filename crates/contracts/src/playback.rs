//! Playback sessions: who watches what, counted by what was really served.

use kernel::Id;
use serde::{Deserialize, Serialize};

/// Marks the ids of playback sessions.
#[derive(Debug)]
pub struct Playback;
/// The id of a playback session.
pub type PlaybackId = Id<Playback>;

/// A view was counted: enough was served, over enough time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ViewCounted {
    /// The playback session.
    pub playback_id: PlaybackId,
    /// The film watched.
    pub film_id: crate::catalog::FilmId,
}

impl crate::Event for ViewCounted {
    const TOPIC: &'static str = "playback.view-counted.v1";
    fn key(&self) -> uuid::Uuid {
        self.film_id.as_uuid()
    }
}
