//! The bodies of the playback routes.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use kernel::AppError as _;
use playback::{ActiveStream, AllPlacesTaken, PlaybackError, PlaybackOpened, RungClass, StreamsView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web_kit::Translator;

use crate::problem;

/// How to open a film.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OpenBody {
    /// Data-saver: pictures of at most 360 lines. Without it, what `Save-Data` says.
    pub(super) lite: Option<bool>,
    /// Chosen by the player, kept over a reload of its page: opening again with it takes the place over.
    #[schema(max_length = 64, pattern = "^[!-~]{1,64}$")]
    pub(super) device_key: Option<String>,
}

/// A sign of life.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignBody {
    /// The token of the stream.
    #[schema(max_length = 200)]
    pub(super) token: String,
    /// Where the player is.
    #[schema(maximum = 43_200_000)]
    pub(super) position_ms: Option<u64>,
}

/// What a heartbeat answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BeatBody {
    /// When to send the next one, in seconds.
    pub(super) heartbeat_s: u32,
    /// The watch time credited so far.
    pub(super) credited_ms: u64,
}

/// A stream that holds a place.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActiveBody {
    playback_id: Uuid,
    film_id: Option<Uuid>,
    /// `Firefox · Android`.
    device: String,
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
}

impl From<ActiveStream> for ActiveBody {
    fn from(stream: ActiveStream) -> Self {
        Self {
            playback_id: stream.playback_id.as_uuid(),
            film_id: stream.film_id.map(|id| id.as_uuid()),
            device: stream.device,
            opened_at: stream.opened_at,
        }
    }
}

/// A problem that names the streams in the way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BusyBody {
    /// A stable URI reference of the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// The HTTP status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, in the caller's language.
    detail: String,
    /// What happened, as a stable code.
    code: String,
    /// How many streams may run at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    limit: Option<u16>,
    /// Those that run; any of them can be stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    active: Option<Vec<ActiveBody>>,
}

/// The refusal for want of a place.
pub(super) fn busy(taken: AllPlacesTaken, headers: &HeaderMap) -> Response {
    let (limit, active) = (taken.limit, taken.active.iter().cloned().map(Into::into).collect());
    let error = PlaybackError::Busy(taken);
    let body = BusyBody {
        kind: format!("/api/docs#problem-{}", error.code()),
        title: "Conflict".to_owned(),
        status: StatusCode::CONFLICT.as_u16(),
        detail: Translator::new(problem::locale(headers)).error(&error),
        code: error.code().to_owned(),
        limit: Some(limit),
        active: Some(active),
    };
    let head = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    (StatusCode::CONFLICT, head, serde_json::to_vec(&body).unwrap_or_default()).into_response()
}

/// An opened stream.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedBody {
    playback_id: Uuid,
    /// What heartbeats carry.
    token: String,
    /// The HLS master playlist.
    master_url: String,
    /// When the token opens nothing any more.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Where the person was; null at the first time and for visitors.
    resume_ms: Option<u64>,
    /// How often to send a heartbeat, in seconds.
    heartbeat_s: u32,
    duration_ms: u64,
    /// Whether this is the data-saver.
    lite: bool,
    qualities: Vec<QualityBody>,
    sounds: Vec<SoundBody>,
    subtitles: Vec<SubtitleBody>,
    storyboard: Option<StoryboardBody>,
}

/// One quality of picture.
#[derive(Debug, Serialize, ToSchema)]
struct QualityBody {
    name: String,
    width: u32,
    height: u32,
    /// `av1` or `avc`.
    codec: &'static str,
    /// The exact RFC 6381 string.
    codecs: String,
    frame_rate: f64,
    average_bps: u32,
    /// The whole film in this quality, without sound.
    size_bytes: u64,
}

/// One quality of one sound track.
#[derive(Debug, Serialize, ToSchema)]
struct SoundBody {
    name: String,
    /// Which sound track of the film, from 0.
    track: u16,
    /// BCP 47.
    language: String,
    /// `opus` or `aac`.
    codec: &'static str,
    kbps: u16,
    size_bytes: u64,
}

/// One subtitle track.
#[derive(Debug, Serialize, ToSchema)]
struct SubtitleBody {
    /// BCP 47.
    language: String,
    name: String,
    /// Whether it also tells sounds.
    captions: bool,
    /// The WebVTT file.
    url: String,
}

/// Thumbnails on sheets of 5 × 5.
#[derive(Debug, Serialize, ToSchema)]
struct StoryboardBody {
    interval_ms: u32,
    tile_width: u32,
    tile_height: u32,
    tiles: u32,
    /// The sheets in order.
    sheets: Vec<String>,
}

impl From<PlaybackOpened> for OpenedBody {
    fn from(opened: PlaybackOpened) -> Self {
        let StreamsView { duration_ms, class, qualities, sounds, subtitles, storyboard } = opened.streams;
        Self {
            playback_id: opened.playback_id.as_uuid(),
            token: opened.token,
            master_url: opened.master_url,
            expires_at: opened.expires_at,
            resume_ms: opened.resume_ms,
            heartbeat_s: opened.heartbeat_s,
            duration_ms,
            lite: class == RungClass::Lite,
            qualities: qualities.into_iter().map(Into::into).collect(),
            sounds: sounds.into_iter().map(Into::into).collect(),
            subtitles: subtitles.into_iter().map(Into::into).collect(),
            storyboard: storyboard.map(Into::into),
        }
    }
}

impl From<playback::QualityView> for QualityBody {
    fn from(view: playback::QualityView) -> Self {
        Self {
            name: view.name,
            width: view.width,
            height: view.height,
            codec: view.codec.as_str(),
            codecs: view.codecs,
            frame_rate: view.frame_rate,
            average_bps: view.average_bps,
            size_bytes: view.size_bytes,
        }
    }
}

impl From<playback::SoundView> for SoundBody {
    fn from(view: playback::SoundView) -> Self {
        Self {
            name: view.name,
            track: view.track,
            language: view.language,
            codec: view.codec.as_str(),
            kbps: view.kbps,
            size_bytes: view.size_bytes,
        }
    }
}

impl From<playback::SubtitleView> for SubtitleBody {
    fn from(view: playback::SubtitleView) -> Self {
        Self { language: view.language, name: view.name, captions: view.captions, url: view.url }
    }
}

impl From<playback::StoryboardUrls> for StoryboardBody {
    fn from(view: playback::StoryboardUrls) -> Self {
        Self {
            interval_ms: view.interval_ms,
            tile_width: view.tile_width,
            tile_height: view.tile_height,
            tiles: view.tiles,
            sheets: view.sheets,
        }
    }
}
