//! The master playlist: every variant with its true peak, its exact codecs and its groups of sound and subtitles.

use std::fmt::Write as _;

use crate::{
    ladder::DATA_SAVER_KBPS,
    model::{Codec, Language},
    views::{AudioRendition, PlayableAsset, SubtitleTrack, VideoRendition},
};

/// What the caller decides.
pub struct MasterOptions<'a> {
    /// Keep to at most 360 lines and the smallest sound.
    pub data_saver: bool,
    /// The address of a track's playlist, by the track's name.
    pub track_uri: &'a dyn Fn(&str) -> String,
    /// The address of a subtitle playlist.
    pub subtitle_uri: &'a dyn Fn(&SubtitleTrack) -> String,
}

impl std::fmt::Debug for MasterOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MasterOptions").field("data_saver", &self.data_saver).finish_non_exhaustive()
    }
}

/// The widest short side in data-saver.
const SAVER_SHORT_SIDE: u32 = 360;

/// Sound of one codec and one rate class, in every language.
struct AudioGroup<'a> {
    id: &'static str,
    tracks: Vec<&'a AudioRendition>,
}

/// Writes the master playlist. Without anything to play it holds no variant.
pub fn master_playlist(asset: &PlayableAsset, options: &MasterOptions<'_>) -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    let groups = audio_groups(asset, options);
    for group in &groups {
        write_audio_group(&mut text, group, options);
    }
    write_subtitles(&mut text, &asset.subtitles, options);
    let subtitles = if asset.subtitles.is_empty() { "" } else { ",SUBTITLES=\"subs\"" };
    let kept = asset.video.iter().filter(|video| !options.data_saver || video.width.min(video.height) <= SAVER_SHORT_SIDE);
    let mut variants: Vec<_> = kept.map(|video| (video, group_for(&groups, video.track.codec))).collect();
    variants.sort_by_key(|(video, group)| (video.track.codec != Codec::Avc, peak(video, *group)));
    for (video, group) in variants {
        write_variant(&mut text, video, group, subtitles, options);
    }
    for group in &groups {
        write_audio_only(&mut text, group, subtitles, options);
    }
    text
}

fn audio_groups<'a>(asset: &'a PlayableAsset, options: &MasterOptions<'_>) -> Vec<AudioGroup<'a>> {
    let of = |codec: Codec, saver: Option<bool>| -> Vec<&'a AudioRendition> {
        let tracks = asset.audio.iter().filter(|audio| audio.track.codec == codec);
        tracks.filter(|audio| saver.is_none_or(|saver| saver == (audio.kbps <= DATA_SAVER_KBPS))).collect()
    };
    let opus = AudioGroup { id: "opus", tracks: of(Codec::Opus, Some(options.data_saver)) };
    let aac = AudioGroup { id: "aac", tracks: of(Codec::Aac, None) };
    [aac, opus].into_iter().filter(|group| !group.tracks.is_empty()).collect()
}

/// AV1 goes with Opus, AVC with AAC; whatever is there when its partner is not ready yet.
fn group_for<'a, 'b>(groups: &'b [AudioGroup<'a>], video: Codec) -> Option<&'b AudioGroup<'a>> {
    let wanted = if video == Codec::Av1 { "opus" } else { "aac" };
    groups.iter().find(|group| group.id == wanted).or_else(|| groups.first())
}

fn write_audio_group(text: &mut String, group: &AudioGroup<'_>, options: &MasterOptions<'_>) {
    let mut names: Vec<String> = Vec::new();
    for (audio, is_first) in group.tracks.iter().zip(std::iter::once(true).chain(std::iter::repeat(false))) {
        let name = unique_name(&mut names, &display_name(&audio.language, audio.source_track));
        let language = if audio.language == "und" { String::new() } else { format!(",LANGUAGE=\"{}\"", audio.language) };
        let _ = writeln!(
            text,
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{}\",NAME=\"{name}\"{language},DEFAULT={},AUTOSELECT=YES,CHANNELS=\"{}\",URI=\"{}\"",
            group.id,
            yes_no(is_first),
            audio.channels,
            (options.track_uri)(&audio.track.name),
        );
    }
}

fn write_subtitles(text: &mut String, subtitles: &[SubtitleTrack], options: &MasterOptions<'_>) {
    let mut names: Vec<String> = Vec::new();
    for track in subtitles {
        let name = unique_name(&mut names, &track.name);
        let captions = if track.captions {
            ",CHARACTERISTICS=\"public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound\""
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subs\",NAME=\"{name}\",LANGUAGE=\"{}\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO{captions},URI=\"{}\"",
            track.language,
            (options.subtitle_uri)(track),
        );
    }
}

fn write_variant(
    text: &mut String,
    video: &VideoRendition,
    group: Option<&AudioGroup<'_>>,
    subtitles: &str,
    options: &MasterOptions<'_>,
) {
    let (codecs, audio) = match group {
        Some(group) => (format!("{},{}", video.track.codecs, group.codecs()), format!(",AUDIO=\"{}\"", group.id)),
        None => (video.track.codecs.clone(), String::new()),
    };
    let average = video.track.average_bps + group.map_or(0, AudioGroup::average_bps);
    let _ = writeln!(
        text,
        "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={average},CODECS=\"{codecs}\",RESOLUTION={}x{},FRAME-RATE={:.3},VIDEO-RANGE=SDR{audio}{subtitles}\n{}",
        peak(video, group),
        video.width,
        video.height,
        video.frame_rate.as_f64(),
        (options.track_uri)(&video.track.name),
    );
}

/// Sound alone: for a link that carries no picture, and for sound assets.
fn write_audio_only(text: &mut String, group: &AudioGroup<'_>, subtitles: &str, options: &MasterOptions<'_>) {
    let Some(first) = group.tracks.first() else { return };
    let _ = writeln!(
        text,
        "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{}\",AUDIO=\"{}\"{subtitles}\n{}",
        group.peak_bps(),
        group.average_bps(),
        group.codecs(),
        group.id,
        (options.track_uri)(&first.track.name),
    );
}

impl AudioGroup<'_> {
    /// The loudest promise of the group: whichever language is chosen, the rate holds.
    fn peak_bps(&self) -> u32 {
        self.tracks.iter().map(|audio| audio.track.peak_bps).max().unwrap_or(0)
    }

    fn average_bps(&self) -> u32 {
        self.tracks.iter().map(|audio| audio.track.average_bps).max().unwrap_or(0)
    }

    fn codecs(&self) -> &str {
        self.tracks.first().map_or("", |audio| &audio.track.codecs)
    }
}

fn peak(video: &VideoRendition, group: Option<&AudioGroup<'_>>) -> u32 {
    video.track.peak_bps + group.map_or(0, AudioGroup::peak_bps)
}

const fn yes_no(value: bool) -> &'static str {
    if value { "YES" } else { "NO" }
}

fn display_name(language: &str, track: u16) -> String {
    match Language::try_new(language) {
        Ok(known) if language != "und" => known.own_name().to_owned(),
        _ => format!("{}", track + 1),
    }
}

/// Names in a group must differ: a second French track becomes `Français 2`. Quotes would end the attribute.
fn unique_name(taken: &mut Vec<String>, wanted: &str) -> String {
    let wanted: String = wanted.chars().filter(|c| !c.is_control() && *c != '"').collect();
    let mut name = wanted.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{wanted} {number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}
