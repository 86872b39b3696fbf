//! Opening a stream, the places of a viewer, and taking streams away.
//!
//! A place is a lease: held by heartbeats and served segments, free [`crate::PlaybackConfig::lease_s`] after the last.
//! The count is exact: whoever takes a place holds an advisory lock of the viewer, and reads the leases under row locks.

mod command;
mod store;

use std::collections::BTreeSet;

use contracts::{catalog::FilmId, playback::PlaybackId};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Permission, Principal};
use platform::Tx;
use serde::Serialize;

pub(crate) use self::command::clip_id;
pub use self::command::{Device, OpenPlayback, Shown};
use self::store::NewSession;
pub(crate) use self::store::revoked_since;
use crate::{
    ActiveStream, AllPlacesTaken, Grant, Playback, PlaybackError, RevokedBy,
    config::PlaybackConfig,
    progress,
    revocation::{CHANNEL, PER_MESSAGE, Revoked},
    stream::StreamsView,
    viewer::Viewer,
};

/// An opened stream: what a player needs.
#[derive(Debug, Clone, Serialize)]
pub struct PlaybackOpened {
    /// The session.
    pub playback_id: PlaybackId,
    /// What heartbeats carry; also part of every stream URL.
    pub token: String,
    /// The playlist to load, relative to this server.
    pub master_url: String,
    /// When the token opens nothing any more.
    pub expires_at: Timestamp,
    /// Where the person was; none at the first time, after the end, and for visitors.
    pub resume_ms: Option<u64>,
    /// How often to send a heartbeat, in seconds.
    pub heartbeat_s: u32,
    /// The qualities, sounds, subtitles and thumbnails that can be chosen.
    #[serde(flatten)]
    pub streams: StreamsView,
}

impl Playback {
    /// Opens a stream. Signed-in actors need the permission to watch; visitors are counted by cookie and address.
    pub async fn open(&self, actor: &Actor, command: OpenPlayback) -> Result<PlaybackOpened, PlaybackError> {
        if !matches!(actor.principal, Principal::Anonymous) {
            actor.require(Permission::Watch)?;
        }
        let layout = self.inner.library.get(command.asset_id).await?;
        let streams = StreamsView::of(&layout.asset, command.class);
        if !streams.is_playable() {
            return Err(PlaybackError::NotPlayable);
        }
        let viewer = self.inner.marker.viewer(actor, command.device.guest());
        let playback_id = PlaybackId::generate();
        let mut tx = self.inner.db.begin(actor).await?;
        let replaced = self.take_place(&mut tx, &viewer, &command.device).await?;
        let expires_at = tx.now() + PlaybackConfig::token_life(layout.duration_ms);
        let lease_until = tx.now() + self.inner.config.lease();
        let session =
            NewSession { id: playback_id, command: &command, viewer: &viewer, layout: &layout, lease_until, expires_at };
        let resume_ms = resume_in(&mut tx, &viewer, command.shown).await?;
        store::insert(&mut tx, session).await?;
        tx.commit().await?;
        self.inner.revocations.add(replaced, self.inner.db.now());
        let token = self.inner.keyring.sign(&Grant {
            film_id: command.counted_as(),
            playback_id,
            asset_id: command.asset_id,
            class: command.class,
            expires_s: expires_at.as_second(),
        });
        metrics::counter!("playback_opened_total").increment(1);
        Ok(PlaybackOpened {
            playback_id,
            master_url: format!("/play/{token}/master.m3u8"),
            streams: streams.under(&token),
            token,
            expires_at,
            resume_ms,
            heartbeat_s: self.inner.config.heartbeat_s,
        })
    }

    /// The streams that hold a place of this actor's account.
    pub async fn active(&self, actor: &Actor) -> Result<Vec<ActiveStream>, PlaybackError> {
        let account_id = actor.require_account()?;
        let viewer = self.inner.marker.account(account_id);
        Ok(store::active(self.inner.db.pool(), &viewer, self.inner.db.now()).await?)
    }

    /// Stops one of the actor's own streams on another device. Visitors name themselves by their cookie.
    pub async fn stop(&self, actor: &Actor, guest: Option<&str>, playback_id: PlaybackId) -> Result<(), PlaybackError> {
        let viewer = self.inner.marker.viewer(actor, guest);
        let mut tx = self.inner.db.begin(actor).await?;
        let revoked = store::revoke_of_viewer(&mut tx, &viewer.who, playback_id).await?;
        if revoked.is_empty() {
            return Err(PlaybackError::NotFound);
        }
        self.tell(tx, revoked).await
    }

    /// Takes every stream of an account away: it was locked or erased. Signing out, or ending its sessions, leaves running
    /// streams alone: their tokens hold until they expire.
    pub async fn revoke_account(&self, account_id: AccountId) -> Result<(), PlaybackError> {
        let mut tx = self.inner.db.begin(&Actor::system("playback")).await?;
        let revoked = store::revoke_account(&mut tx, account_id).await?;
        self.tell(tx, revoked).await
    }

    /// Takes every stream of a film away: it is no longer published.
    pub async fn revoke_film(&self, film_id: FilmId) -> Result<(), PlaybackError> {
        let mut tx = self.inner.db.begin(&Actor::system("playback")).await?;
        let revoked = store::revoke_film(&mut tx, film_id).await?;
        self.tell(tx, revoked).await
    }

    /// Takes a place for this viewer, or says which streams hold them. Opening again in the same player replaces what it
    /// played before.
    async fn take_place(&self, tx: &mut Tx, viewer: &Viewer, device: &Device) -> Result<Vec<Revoked>, PlaybackError> {
        let config = &self.inner.config;
        let marks: BTreeSet<_> = std::iter::once(viewer.who).chain(viewer.place).collect();
        store::lock_places(tx, &marks).await?;
        let held = store::places(tx, &viewer.who, None).await?;
        let (mine, others): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|place| device.key().is_some() && place.device_key.as_deref() == device.key());
        let limit = if viewer.account_id.is_some() { config.streams_per_account } else { config.streams_per_guest };
        if others.len() >= usize::from(limit) {
            let active = others.into_iter().map(|place| place.stream).collect();
            return Err(PlaybackError::Busy(AllPlacesTaken { limit, active }));
        }
        if let Some(place) = &viewer.place {
            let count = store::count_at_address(tx, place).await?;
            if count >= i64::from(config.guest_streams_per_address) {
                return Err(PlaybackError::Busy(AllPlacesTaken { limit: config.guest_streams_per_address, active: Vec::new() }));
            }
        }
        let ids: Vec<_> = mine.iter().map(|place| place.stream.playback_id).collect();
        let revoked = store::revoke(tx, &ids, RevokedBy::Replaced).await?;
        notify(tx, &revoked).await?;
        Ok(revoked)
    }

    async fn tell(&self, mut tx: Tx, revoked: Vec<Revoked>) -> Result<(), PlaybackError> {
        notify(&mut tx, &revoked).await?;
        tx.commit().await?;
        self.inner.revocations.add(revoked, self.inner.db.now());
        Ok(())
    }
}

/// Gives a lapsed or ended session its place back if one is free, else revokes it and says why.
pub(crate) async fn reclaim(playback: &Playback, playback_id: PlaybackId) -> Result<Option<RevokedBy>, PlaybackError> {
    let mut tx = playback.inner.db.begin(&Actor::system("playback")).await?;
    let Some(owner) = store::owner(&mut tx, playback_id).await? else { return Ok(None) };
    store::lock_places(&mut tx, &BTreeSet::from([owner.viewer])).await?;
    let others = store::places(&mut tx, &owner.viewer, Some(playback_id)).await?;
    let config = &playback.inner.config;
    let limit = if owner.has_account { config.streams_per_account } else { config.streams_per_guest };
    if others.len() < usize::from(limit) {
        let lease_until = tx.now() + config.lease();
        store::prolong(&mut tx, playback_id, lease_until).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let revoked = store::revoke(&mut tx, &[playback_id], RevokedBy::Limit).await?;
    playback.tell(tx, revoked).await?;
    Ok(Some(RevokedBy::Limit))
}

/// Where this viewer was in a film; nobody's place in a clip is kept.
async fn resume_in(tx: &mut Tx, viewer: &Viewer, shown: Shown) -> Result<Option<u64>, PlaybackError> {
    match shown {
        Shown::Film(film_id) => Ok(progress::resume_in(tx, viewer.account_id, film_id).await?),
        Shown::Clip => Ok(None),
    }
}

async fn notify(tx: &mut Tx, revoked: &[Revoked]) -> Result<(), PlaybackError> {
    for part in revoked.chunks(PER_MESSAGE) {
        tx.notify(CHANNEL, &serde_json::json!(part)).await?;
    }
    Ok(())
}
