//! The sessions that may not go on, known in every process within a second: asked at every segment, without a query.
//!
//! Fed by the live bus when a revocation commits; read anew from the database at start and after a gap of the bus. As a
//! second line, each settlement tells which of its sessions were revoked.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use contracts::playback::PlaybackId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::RevokedBy;

/// The channel of the live bus.
pub(crate) const CHANNEL: &str = "playback.revoked";

/// How many sessions fit into one message of the bus.
pub(crate) const PER_MESSAGE: usize = 50;

/// A revoked session, as told on the bus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revoked {
    pub(crate) id: PlaybackId,
    pub(crate) by: String,
    /// When its token expires, in Unix seconds: until then it must be remembered.
    pub(crate) until_s: i64,
}

/// The revoked sessions that this process knows of.
#[derive(Debug, Default)]
pub(crate) struct Revocations(RwLock<HashMap<PlaybackId, (RevokedBy, i64)>>);

impl Revocations {
    /// Why this session may not go on; none when it may.
    pub(crate) fn find(&self, playback_id: PlaybackId) -> Option<RevokedBy> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&playback_id).map(|(by, _)| *by)
    }

    /// Remembers revoked sessions, and forgets those whose tokens have expired anyway.
    pub(crate) fn add(&self, revoked: impl IntoIterator<Item = Revoked>, now: Timestamp) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (_, until_s)| *until_s > now.as_second());
        known.extend(revoked.into_iter().map(|one| (one.id, (RevokedBy::parse(&one.by), one.until_s))));
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    #[test]
    fn a_revocation_is_remembered_until_its_token_expires() {
        let revocations = Revocations::default();
        let (first, second) = (Id::generate(), Id::generate());
        let at = |second| Timestamp::from_second(second).unwrap();
        let revoked = |id, until_s| Revoked { id, by: "stopped".into(), until_s };
        revocations.add([revoked(first, 100)], at(0));
        assert_eq!(revocations.find(first), Some(RevokedBy::Stopped));
        assert_eq!(revocations.find(second), None);
        revocations.add([revoked(second, 300)], at(100));
        assert_eq!(revocations.find(first), None);
        assert_eq!(revocations.find(second), Some(RevokedBy::Stopped));
    }
}
