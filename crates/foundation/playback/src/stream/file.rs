//! A file on its way to a player: read in pieces, its bytes counted as they leave.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    ops::Range,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use contracts::playback::PlaybackId;
use futures::{Stream, StreamExt as _, stream, stream::BoxStream};
use platform::{Store, store::StoreError};
use uuid::Uuid;

use crate::{Inner, watch::WatchEvent};

/// A file that a token opens.
#[derive(Debug)]
pub struct StreamFile {
    /// Its media type.
    pub content_type: &'static str,
    /// Its size.
    pub size_bytes: u64,
    /// Identifies its content.
    pub etag: String,
    /// Whether its content never changes under this URL.
    pub immutable: bool,
    pub(super) content: Content,
    pub(super) meter: Meter,
}

#[derive(Debug)]
pub(super) enum Content {
    /// Made here.
    Text(Bytes),
    /// In the file store.
    Stored { store: Store, key: String },
}

/// Pieces of a file.
pub type Pieces = BoxStream<'static, Result<Bytes, StoreError>>;

/// How much is read at once. Nearly every segment is one piece.
const PIECE_BYTES: u64 = 1 << 20;

impl StreamFile {
    /// The bytes of this range, which must lie within the file. The first piece is read before this returns, so that a
    /// missing file is an error and not a broken answer.
    pub async fn read(self, range: Range<u64>) -> Result<Pieces, StoreError> {
        let mut meter = self.meter;
        meter.expected = range.end.saturating_sub(range.start);
        meter.size_bytes = self.size_bytes;
        let pieces = match self.content {
            Content::Text(bytes) => stream::once(std::future::ready(Ok(slice(&bytes, range)))).boxed(),
            Content::Stored { store, key } if self.immutable && self.size_bytes <= PIECE_BYTES => {
                let whole = meter.inner.hot.get(key.clone(), read_whole(&store, key, self.size_bytes)).await?;
                stream::once(std::future::ready(Ok(slice(&whole, range)))).boxed()
            }
            Content::Stored { store, key } => match store.local_path(&key) {
                Some(path) => read_local(path, key, range).await?,
                None => read_stored(&store, &key, range, self.size_bytes).await?,
            },
        };
        Ok(Metered { pieces, meter }.boxed())
    }
}

fn slice(bytes: &Bytes, range: Range<u64>) -> Bytes {
    let at = |position| usize::try_from(position).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(at(range.start)..at(range.end))
}

/// A file of one piece.
async fn read_whole(store: &Store, key: String, size_bytes: u64) -> Result<Bytes, StoreError> {
    let Some(path) = store.local_path(&key) else {
        let bytes = store.get(&key).await?;
        if bytes.len() as u64 != size_bytes {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        // What came over the line may be a part of something larger.
        return Ok(Bytes::copy_from_slice(&bytes));
    };
    let read = blocking(move || Ok(read_piece(File::open(path)?, size_bytes)?.0));
    read.await.map_err(|error| missing_or(error, key))
}

/// Reads on the blocking pool: one hop per piece instead of one per 2 KB.
async fn read_local(path: PathBuf, key: String, range: Range<u64>) -> Result<Pieces, StoreError> {
    let opened = blocking(move || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(range.start))?;
        read_piece(file, range.end - range.start)
    });
    let (first, rest) = opened.await.map_err(|error| missing_or(error, key))?;
    let following = stream::try_unfold(rest, |rest| async move {
        let Some((file, left)) = rest else { return Ok(None) };
        Ok(Some(blocking(move || read_piece(file, left)).await?))
    });
    Ok(stream::once(std::future::ready(Ok(first))).chain(following).boxed())
}

fn missing_or(error: io::Error, key: String) -> StoreError {
    if error.kind() == io::ErrorKind::NotFound { StoreError::NotFound(key) } else { error.into() }
}

/// The next piece, and the file with what is left of it.
fn read_piece(mut file: File, left: u64) -> io::Result<(Bytes, Option<(File, u64)>)> {
    let length = left.min(PIECE_BYTES);
    let mut piece = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    let read = (&mut file).take(length).read_to_end(&mut piece)?;
    if u64::try_from(read).unwrap_or(u64::MAX) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((piece.into(), (left > length).then_some((file, left - length))))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Passed through rather than redirected: only what leaves here can be counted.
async fn read_stored(store: &Store, key: &str, range: Range<u64>, size_bytes: u64) -> Result<Pieces, StoreError> {
    if range == (0..size_bytes) {
        return Ok(store.open(key).await?.1);
    }
    let bytes = store.get_range(key, range).await?;
    Ok(stream::once(std::future::ready(Ok(bytes))).boxed())
}

/// What a file means for the account of its session.
#[derive(Debug)]
pub(super) struct Meter {
    pub(super) inner: Arc<Inner>,
    pub(super) playback_id: PlaybackId,
    /// The stretch of film, for a segment of picture or sound.
    pub(super) segment: Option<SegmentSpan>,
    expected: u64,
    size_bytes: u64,
    sent: u64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct SegmentSpan {
    pub(super) track_id: Uuid,
    pub(super) index: usize,
    pub(super) start_ms: u64,
    pub(super) end_ms: u64,
}

impl Meter {
    pub(super) const fn new(inner: Arc<Inner>, playback_id: PlaybackId, segment: Option<SegmentSpan>) -> Self {
        Self { inner, playback_id, segment, expected: 0, size_bytes: 0, sent: 0 }
    }

    /// A segment counts once all of it has left, at once or in parts; the bytes always.
    fn event(&self) -> WatchEvent {
        let (bytes, at) = (self.sent, self.inner.db.now());
        let sent = WatchEvent::Sent { bytes, at };
        let Some(span) = self.segment else { return sent };
        let whole = self.sent >= self.size_bytes
            || self.inner.parts.completes((self.playback_id, span.track_id, span.index), self.sent, self.size_bytes);
        if whole { WatchEvent::Served { start_ms: span.start_ms, end_ms: span.end_ms, bytes, at } } else { sent }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.sent > 0 {
            self.inner.recorder.record(self.playback_id, self.event());
        }
    }
}

/// Counts what is handed to the connection. Dropped early, it tells what had left.
struct Metered {
    pieces: Pieces,
    meter: Meter,
}

impl Stream for Metered {
    type Item = Result<Bytes, StoreError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.pieces.as_mut().poll_next(context);
        if let Poll::Ready(Some(Ok(piece))) = &polled {
            self.meter.sent += piece.len() as u64;
        }
        polled
    }
}
