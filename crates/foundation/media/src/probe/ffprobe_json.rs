//! The part of ffprobe's JSON that we read, and its translation. Numbers come as text, anything may be missing.

use serde::Deserialize;

use super::{AudioStream, Matrix, SourceInfo, VideoStream};
use crate::model::{FrameRate, Language};

#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Default, Deserialize)]
struct Format {
    #[serde(default, rename = "format_name")]
    names: String,
    duration: Option<String>,
    start_time: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Stream {
    index: u16,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    sample_aspect_ratio: Option<String>,
    r_frame_rate: Option<String>,
    avg_frame_rate: Option<String>,
    field_order: Option<String>,
    color_transfer: Option<String>,
    color_space: Option<String>,
    #[serde(default)]
    channels: u8,
    sample_rate: Option<String>,
    duration: Option<String>,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    tags: Tags,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Debug, Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Debug, Default, Deserialize)]
struct Tags {
    language: Option<String>,
    title: Option<String>,
}

#[derive(Debug, Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

impl Answer {
    pub(super) fn into_source(self) -> SourceInfo {
        let longest_stream = self.streams.iter().filter_map(|stream| milliseconds(stream.duration.as_deref())).max();
        let declared_ms = milliseconds(self.format.duration.as_deref()).or(longest_stream).unwrap_or(0);
        SourceInfo {
            declared_ms,
            start_us: microseconds(self.format.start_time.as_deref()).unwrap_or(0),
            video: self.streams.iter().find_map(Stream::as_video),
            audio: self.streams.iter().filter_map(Stream::as_audio).collect(),
            container: self.format.names,
        }
    }
}

impl Stream {
    fn as_video(&self) -> Option<VideoStream> {
        let cover_art = self.disposition.attached_pic == 1;
        if self.codec_type != "video" || cover_art || self.width == 0 || self.height == 0 {
            return None;
        }
        let (width, height) = self.shown_size();
        Some(VideoStream {
            index: self.index,
            codec: self.codec_name.clone(),
            width,
            height,
            frame_rate: self.constant_rate(),
            interlaced: matches!(self.field_order.as_deref(), Some("tt" | "bb" | "tb" | "bt")),
            hdr: matches!(self.color_transfer.as_deref(), Some("smpte2084" | "arib-std-b67")),
            matrix: self.matrix(),
        })
    }

    fn as_audio(&self) -> Option<AudioStream> {
        if self.codec_type != "audio" || self.channels == 0 {
            return None;
        }
        Some(AudioStream {
            index: self.index,
            codec: self.codec_name.clone(),
            channels: self.channels,
            sample_rate: self.sample_rate.as_deref().and_then(|rate| rate.parse().ok()).unwrap_or(48_000),
            language: Language::from_metadata(self.tags.language.as_deref()),
            title: self.tags.title.as_deref().map(clean_title).filter(|title| !title.is_empty()),
        })
    }

    /// The size with square pixels and upright.
    fn shown_size(&self) -> (u32, u32) {
        let ratio = self.sample_aspect_ratio.as_deref().and_then(ratio).unwrap_or(1.0);
        // Widening keeps every line; a ratio below 1 heightens instead, so that nothing is thrown away.
        let (width, height) =
            if ratio >= 1.0 { (scaled(self.width, ratio), self.height) } else { (self.width, scaled(self.height, 1.0 / ratio)) };
        let turned = self.side_data_list.iter().filter_map(|data| data.rotation).any(is_quarter_turn);
        if turned { (height, width) } else { (width, height) }
    }

    /// Equal real and average rates are constant; else the average, snapped to what the camera meant.
    fn constant_rate(&self) -> FrameRate {
        let real = self.r_frame_rate.as_deref().and_then(FrameRate::parse);
        let average = self.avg_frame_rate.as_deref().and_then(FrameRate::parse);
        match (real, average) {
            (Some(real), Some(average)) if real == average => real,
            (_, Some(rate)) | (Some(rate), None) => rate.snapped(),
            (None, None) => FrameRate { num: 25, den: 1 },
        }
    }

    fn matrix(&self) -> Matrix {
        match self.color_space.as_deref() {
            Some("bt709") => Matrix::Bt709,
            Some("bt2020nc" | "bt2020c") => Matrix::Bt2020,
            Some("smpte170m" | "bt470bg" | "fcc") => Matrix::Bt601,
            // What players assume for files that do not say.
            _ if self.height >= 720 || self.width >= 1280 => Matrix::Bt709,
            _ => Matrix::Bt601,
        }
    }
}

fn is_quarter_turn(degrees: f64) -> bool {
    (degrees.abs() - 90.0).abs() < 1.0 || (degrees.abs() - 270.0).abs() < 1.0
}

fn ratio(text: &str) -> Option<f64> {
    let (num, den) = text.split_once(':')?;
    let (num, den): (f64, f64) = (num.parse().ok()?, den.parse().ok()?);
    let ratio = num / den;
    (ratio.is_finite() && (0.1..=10.0).contains(&ratio)).then_some(ratio)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive size within ten times a u32's reach")]
fn scaled(size: u32, by: f64) -> u32 {
    (f64::from(size) * by).round() as u32
}

fn milliseconds(text: Option<&str>) -> Option<u64> {
    microseconds(text).and_then(|us| u64::try_from(us / 1000).ok())
}

#[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate, and limits refuse such durations")]
fn microseconds(text: Option<&str>) -> Option<i64> {
    let seconds: f64 = text?.parse().ok()?;
    seconds.is_finite().then_some((seconds * 1_000_000.0).round() as i64)
}

/// A title is shown in menus and written into playlists: no control characters, no quotes, at most 60 characters.
fn clean_title(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '"').take(60).collect::<String>().trim().to_owned()
}
