//! What a token opens: playlists, segments, subtitles, thumbnails. No query on the way of a segment.

mod file;
mod hot;
mod library;
mod parts;
mod playlist;
mod resource;
mod view;

use std::sync::Arc;

use bytes::Bytes;
use media::Track;
use sha2::{Digest as _, Sha256};

use self::{
    file::{Content, Meter, SegmentSpan},
    resource::Resource,
};
pub use self::{
    file::{Pieces, StreamFile},
    library::{Assets, Loaded},
    playlist::VideoChoice,
    view::{QualityView, SoundView, StoryboardUrls, StreamsView, SubtitleView},
};
pub(crate) use self::{
    hot::Hot,
    library::{Layout, Library},
    parts::Parts,
};
use crate::{Grant, Playback, PlaybackError};

const PLAYLIST: &str = "application/vnd.apple.mpegurl";

impl Playback {
    /// What the token grants now: one HMAC, its expiry, and the revoked sessions this process knows of. No query.
    pub fn authorise(&self, token: &str) -> Result<Grant, PlaybackError> {
        let grant = self.inner.keyring.verify(token, self.inner.db.now())?;
        match self.inner.revocations.find(grant.playback_id) {
            Some(by) => Err(PlaybackError::Revoked(by)),
            None => Ok(grant),
        }
    }

    /// The master playlist of a token.
    pub async fn master(&self, token: &str, choice: VideoChoice) -> Result<StreamFile, PlaybackError> {
        let grant = self.authorise(token)?;
        let layout = self.inner.library.get(grant.asset_id).await?;
        Ok(self.text(grant, PLAYLIST, playlist::master(&layout.asset, grant.class, choice)))
    }

    /// The file `FOLDER/FILE` below a token.
    pub async fn file(&self, token: &str, folder: &str, file: &str) -> Result<StreamFile, PlaybackError> {
        let grant = self.authorise(token)?;
        let resource = Resource::parse(folder, file).ok_or(PlaybackError::NotFound)?;
        let layout = self.inner.library.get(grant.asset_id).await?;
        self.resource(grant, &layout, &resource).await?.ok_or(PlaybackError::NotFound)
    }

    async fn resource(
        &self,
        grant: Grant,
        layout: &Layout,
        resource: &Resource<'_>,
    ) -> Result<Option<StreamFile>, PlaybackError> {
        let asset = &layout.asset;
        Ok(match *resource {
            Resource::Playlist { track } => {
                granted_track(layout, grant, track).map(|track| self.text(grant, PLAYLIST, playlist::media(track)))
            }
            Resource::Init { track } => granted_track(layout, grant, track).map(|track| {
                let etag = format!("\"{}-init\"", track.id.simple());
                self.stored(grant, content_type(track), &track.init_key, track.init_bytes.into(), etag)
            }),
            Resource::Segment { track, index } => {
                granted_track(layout, grant, track).and_then(|track| self.segment(grant, layout, track, index))
            }
            Resource::SubtitlePlaylist { id } => asset
                .subtitles
                .iter()
                .find(|track| track.id == id)
                .map(|track| self.text(grant, PLAYLIST, playlist::subtitles(track, asset.duration_ms))),
            Resource::Subtitle { id } => asset.subtitles.iter().find(|track| track.id == id).map(|track| {
                let size_bytes = u64::try_from(track.size_bytes).unwrap_or(0);
                let file = self.stored(grant, "text/vtt; charset=utf-8", &track.key, size_bytes, format!("\"{}\"", id.simple()));
                StreamFile { immutable: false, ..file }
            }),
            Resource::Thumbnails => match &asset.storyboard {
                Some(board) => self.measured(grant, "text/vtt; charset=utf-8", &board.vtt_key).await?,
                None => None,
            },
            Resource::Sheet { index } => match asset.storyboard.as_ref().and_then(|board| board.sheet_keys.get(index)) {
                Some(key) => self.measured(grant, "image/webp", key).await?,
                None => None,
            },
        })
    }

    fn segment(&self, grant: Grant, layout: &Layout, track: &Track, index: usize) -> Option<StreamFile> {
        let key = track.segment_key(index)?;
        let size_bytes = track.segments.get(index)?.size_bytes;
        let (start_ms, end_ms) = layout.span_ms(track, index)?;
        let etag = format!("\"{}-{index}\"", track.id.simple());
        let mut file = self.stored(grant, content_type(track), &key, size_bytes.into(), etag);
        file.meter.segment = Some(SegmentSpan { track_id: track.id, index, start_ms, end_ms });
        Some(file)
    }

    fn text(&self, grant: Grant, content_type: &'static str, text: String) -> StreamFile {
        let digest = Sha256::digest(&text);
        let etag = format!("\"{}\"", hex::encode(digest.get(..12).unwrap_or_default()));
        StreamFile {
            content_type,
            size_bytes: text.len() as u64,
            etag,
            immutable: false,
            content: Content::Text(Bytes::from(text)),
            meter: Meter::new(Arc::clone(&self.inner), grant.playback_id, None),
        }
    }

    /// A file of the store whose size is not known to the asset: rare ones.
    async fn measured(&self, grant: Grant, content_type: &'static str, key: &str) -> Result<Option<StreamFile>, PlaybackError> {
        let found = self.inner.store.find(key).await?;
        let etag = format!("\"{}\"", hex::encode(Sha256::digest(key).get(..12).unwrap_or_default()));
        Ok(found.map(|info| self.stored(grant, content_type, key, info.size_bytes, etag)))
    }

    fn stored(&self, grant: Grant, content_type: &'static str, key: &str, size_bytes: u64, etag: String) -> StreamFile {
        StreamFile {
            content_type,
            size_bytes,
            etag,
            immutable: true,
            content: Content::Stored { store: self.inner.store.clone(), key: key.to_owned() },
            meter: Meter::new(Arc::clone(&self.inner), grant.playback_id, None),
        }
    }
}

/// The track of this name, unless it is a picture beyond what the token grants.
fn granted_track<'a>(layout: &'a Layout, grant: Grant, name: &str) -> Option<&'a Track> {
    let too_large = layout.asset.find_video(name).is_some_and(|rendition| !grant.class.allows(rendition.width, rendition.height));
    if too_large { None } else { layout.asset.find_track(name) }
}

const fn content_type(track: &Track) -> &'static str {
    if track.codec.is_video() { "video/mp4" } else { "audio/mp4" }
}
