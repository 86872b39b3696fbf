//! The content check: what a file is decides, not what it is called.

use std::{path::Path, time::Duration};

use contracts::media::AssetId;
use infer::MatcherType;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, SeekFrom};
use tokio_util::sync::CancellationToken;

use super::{
    images::Derived,
    store::assets::{self, Unchecked},
};
use crate::{
    Media, MediaError,
    clamd::{self, ClamdError, Verdict},
    ffmpeg::{
        FfmpegError, Watch,
        measure::{self, Measured},
    },
    model::AssetKind,
    probe::{Refusal, SourceInfo},
};

/// How the check of a file ended without an acceptable asset.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    /// The file is not acceptable: final.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The virus scanner does not answer: again later.
    #[error(transparent)]
    Scanner(#[from] ClamdError),
    /// Something of ours failed: again later.
    #[error(transparent)]
    Media(#[from] MediaError),
}

impl From<FfmpegError> for CheckError {
    fn from(error: FfmpegError) -> Self {
        Self::Media(error.into())
    }
}

impl From<std::io::Error> for CheckError {
    fn from(error: std::io::Error) -> Self {
        Self::Media(error.into())
    }
}

impl CheckError {
    /// The code that an asset is left with when trying again is over.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Scanner(_) => "media-scan-unavailable",
            Self::Media(error) if error.is_out_of_space() => "media-out-of-space",
            Self::Media(_) => "media-check-failed",
        }
    }
}

/// An acceptable file.
pub(super) enum Accepted {
    /// Pictures, sound or both.
    Film(Box<SourceInfo>, Measured),
    /// A still picture, already derived.
    Image(Derived),
    /// A document, which stays as it is.
    Document,
}

/// Reading a whole file: a film of 20 GB on a slow disk.
const MEASURE_LIMIT: Duration = Duration::from_hours(1);
const SNIFF_BYTES: usize = 8192;
const PDF_END_WITHIN: u64 = 1024;

impl Media {
    /// Checks a stored file once; a second run finds nothing to do.
    pub(super) async fn check_asset(&self, asset_id: AssetId, stop: &CancellationToken) -> Result<(), CheckError> {
        let Some(asset) = assets::find_unchecked(self.db().pool(), asset_id).await.map_err(MediaError::from)? else {
            return Ok(());
        };
        match self.examine(&asset, stop).await {
            Ok(Accepted::Film(source, measured)) => self.plan_asset(&asset, *source, measured).await?,
            Ok(Accepted::Image(derived)) => self.publish_image(asset_id, derived).await?,
            Ok(Accepted::Document) => self.publish_document(asset_id).await?,
            Err(CheckError::Refused(refusal)) => {
                tracing::info!(%asset_id, code = refusal.code(), "an uploaded file was refused");
                self.reject_asset(&asset, refusal.code()).await?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn examine(&self, asset: &Unchecked, stop: &CancellationToken) -> Result<Accepted, CheckError> {
        let path = self.local_source(asset.id, &asset.source_key).await?;
        let size = tokio::fs::metadata(&path).await?.len();
        if size == 0 {
            return Err(Refusal::Empty.into());
        }
        if size > self.config().limits.bytes_of(asset.kind) {
            return Err(Refusal::TooLarge.into());
        }
        let recognised = sniff(&path, asset.kind).await?;
        self.scan(&path, asset.kind).await?;
        if asset.kind == AssetKind::Document {
            whole_document(&path, size).await?;
            return Ok(Accepted::Document);
        }
        if asset.kind == AssetKind::Image {
            return Ok(Accepted::Image(self.derive_image(asset.id, &path, stop).await?));
        }
        let (source, measured) = self.measure_film(asset.kind, &path, recognised, stop).await?;
        Ok(Accepted::Film(Box::new(source), measured))
    }

    async fn scan(&self, path: &Path, kind: AssetKind) -> Result<(), CheckError> {
        let Some(socket) = &self.config().clamd_socket else { return Ok(()) };
        match clamd::scan(socket, path).await? {
            Verdict::Clean => Ok(()),
            Verdict::Infected(signature) => {
                tracing::warn!(signature, "malware in an uploaded file");
                Err(Refusal::Malware.into())
            }
            // A document is given out as it came: what cannot be scanned is not taken.
            Verdict::TooLarge if kind == AssetKind::Document => Err(Refusal::TooLarge.into()),
            // Other bytes are never served, only re-encoded: a film above the scanner's own limit may pass.
            Verdict::TooLarge => {
                tracing::warn!("an uploaded file is above clamd's StreamMaxLength and was not scanned");
                Ok(())
            }
        }
    }

    /// Reads the headers, refuses what they already rule out, then reads everything.
    async fn measure_film(
        &self,
        kind: AssetKind,
        path: &Path,
        recognised: bool,
        stop: &CancellationToken,
    ) -> Result<(SourceInfo, Measured), CheckError> {
        let answer = measure::probe(self.programs(), path, stop).await.map_err(|error| unreadable(error, recognised))?;
        let mut source = SourceInfo::from_ffprobe(&answer).map_err(|_not_json| Refusal::Damaged)?;
        if kind == AssetKind::Audio {
            source.video = None;
        }
        let limits = &self.config().limits;
        source.audio.truncate(limits.audio_tracks);
        limits.check_header(&source)?;
        let watch = Watch { limit: MEASURE_LIMIT, stop, progress: None };
        let measured = measure::measure(self.programs(), path, &source, watch).await.map_err(|error| unreadable(error, true))?;
        limits.check_duration(&source, measured.duration_ms)?;
        Ok((source, measured))
    }
}

/// Whether the first bytes are those of a media file. Refuses what is clearly something else.
async fn sniff(path: &Path, kind: AssetKind) -> Result<bool, CheckError> {
    let mut head = Vec::with_capacity(SNIFF_BYTES);
    tokio::fs::File::open(path).await?.take(SNIFF_BYTES as u64).read_to_end(&mut head).await?;
    let Some(found) = infer::get(&head) else {
        return if kind == AssetKind::Document { Err(Refusal::WrongKind.into()) } else { Ok(false) };
    };
    let fits = match kind {
        AssetKind::Image => found.matcher_type() == MatcherType::Image,
        AssetKind::Document => found.mime_type() == "application/pdf",
        AssetKind::Video | AssetKind::Audio => matches!(found.matcher_type(), MatcherType::Video | MatcherType::Audio),
    };
    if fits { Ok(true) } else { Err(Refusal::WrongKind.into()) }
}

/// A PDF ends with its end: what was cut on its way does not (ISO 32000-1, 7.5.5, as readers take it).
async fn whole_document(path: &Path, size: u64) -> Result<(), CheckError> {
    let mut file = tokio::fs::File::open(path).await?;
    file.seek(SeekFrom::Start(size.saturating_sub(PDF_END_WITHIN))).await?;
    let mut tail = Vec::new();
    file.take(PDF_END_WITHIN).read_to_end(&mut tail).await?;
    let ends = tail.windows(5).any(|part| part == b"%%EOF");
    if ends { Ok(()) } else { Err(Refusal::Truncated.into()) }
}

/// A file that looks like a film but cannot be read is damaged or cut; one that looks like nothing is no film.
fn unreadable(error: FfmpegError, recognised: bool) -> CheckError {
    match error {
        FfmpegError::Failed { said, .. } if said.contains("moov atom not found") => Refusal::Truncated.into(),
        FfmpegError::Failed { .. } | FfmpegError::TimedOut { .. } if recognised => Refusal::Damaged.into(),
        FfmpegError::Failed { .. } | FfmpegError::TimedOut { .. } => Refusal::NotMedia.into(),
        other => other.into(),
    }
}
