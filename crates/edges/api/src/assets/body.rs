//! The bodies of the asset routes.

use jiff::Timestamp;
use media::{AssetView, ImageVariant, Media, Progress, SubtitlePurpose, SubtitleTrack, model::AssetState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web_kit::Translator;

/// An asset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Asset)]
pub(super) struct AssetBody {
    id: Uuid,
    /// `video`, `audio`, `image` or `document`.
    kind: &'static str,
    /// `storing`, `checking`, `working`, `playable`, `ready`, `rejected` or `failed`.
    state: &'static str,
    /// Why it was rejected or failed, as a stable code.
    code: Option<String>,
    filename: String,
    source_bytes: i64,
    /// 0 until it is known.
    duration_ms: i64,
    width: i32,
    height: i32,
    /// How much of the work is done, 0 to 100.
    percent: f32,
    /// By EBU R128.
    loudness_lufs: Option<f32>,
    dominant_colour: Option<String>,
    /// Image assets taken from the film.
    poster_candidates: Vec<Uuid>,
    images: Vec<ImageBody>,
    subtitles: Vec<SubtitleBody>,
    renditions: Vec<RenditionBody>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    playable_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    ready_at: Option<Timestamp>,
}

/// One derived picture.
#[derive(Debug, Serialize, ToSchema)]
struct ImageBody {
    url: String,
    width: i32,
    height: i32,
    size_bytes: i32,
}

/// One quality that can be played.
#[derive(Debug, Serialize, ToSchema)]
struct RenditionBody {
    name: String,
    codec: &'static str,
    height: Option<i32>,
    size_bytes: i64,
}

/// One subtitle track.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subtitle)]
pub(super) struct SubtitleBody {
    id: Uuid,
    /// BCP 47.
    language: String,
    name: String,
    captions: bool,
    size_bytes: i32,
}

/// How to attach subtitles.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct SubtitleQuery {
    /// BCP 47: `fr`, `ee`, `kbp` …
    #[param(min_length = 2, max_length = 35)]
    pub(super) language: String,
    /// What the menu shows; the language's own name without it.
    #[serde(default)]
    #[param(max_length = 80, required = false)]
    pub(super) name: String,
    /// `subtitles`, or `captions` when sounds are told as well.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub(super) purpose: SubtitlePurpose,
}

/// A server-sent event named `progress`.
#[derive(Debug, ToSchema)]
#[schema(as = AssetProgressEvent)]
#[expect(dead_code, reason = "describes in the document what `web_kit::live` writes")]
pub(super) struct ProgressEvent {
    /// `progress`.
    #[schema(example = "progress")]
    event: String,
    /// An `AssetProgress` as JSON.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// A step of the work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssetProgress)]
pub(super) struct ProgressBody {
    /// `storing`, `checking`, `working`, `playable`, `ready` or `failed` (refused files as well).
    state: &'static str,
    /// 0 to 100.
    percent: f32,
    /// Why it failed, as a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Why it failed, in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl ProgressBody {
    pub(super) fn of(t: Translator, progress: &Progress) -> serde_json::Value {
        let state = if progress.state == AssetState::Rejected { AssetState::Failed } else { progress.state };
        let body = Self {
            state: state.as_str(),
            percent: percent(progress.progress_permille),
            code: progress.code.clone(),
            detail: progress.code.as_deref().map(|code| t.get(code)),
        };
        serde_json::to_value(body).unwrap_or_default()
    }
}

fn percent(permille: i16) -> f32 {
    f32::from(permille) / 10.0
}

impl From<AssetView> for AssetBody {
    fn from(asset: AssetView) -> Self {
        let image = |image: ImageVariant| ImageBody {
            url: Media::image_url(asset.id, &image.variant),
            width: image.width,
            height: image.height,
            size_bytes: image.size_bytes,
        };
        Self {
            id: asset.id.as_uuid(),
            kind: asset.kind.as_str(),
            state: asset.state.as_str(),
            code: asset.code,
            filename: asset.filename,
            source_bytes: asset.source_bytes,
            duration_ms: asset.duration_ms,
            width: asset.width,
            height: asset.height,
            percent: percent(asset.progress_permille),
            loudness_lufs: asset.loudness_lufs,
            dominant_colour: asset.dominant_colour,
            poster_candidates: asset.poster_candidates.iter().map(contracts::media::AssetId::as_uuid).collect(),
            images: asset.images.into_iter().map(image).collect(),
            subtitles: asset.subtitles.into_iter().map(SubtitleBody::from).collect(),
            renditions: asset
                .renditions
                .into_iter()
                .map(|rendition| RenditionBody {
                    name: rendition.name,
                    codec: rendition.codec.as_str(),
                    height: rendition.height,
                    size_bytes: rendition.size_bytes,
                })
                .collect(),
            created_at: asset.created_at,
            playable_at: asset.playable_at,
            ready_at: asset.ready_at,
        }
    }
}

impl From<SubtitleTrack> for SubtitleBody {
    fn from(track: SubtitleTrack) -> Self {
        Self { id: track.id, language: track.language, name: track.name, captions: track.captions, size_bytes: track.size_bytes }
    }
}
