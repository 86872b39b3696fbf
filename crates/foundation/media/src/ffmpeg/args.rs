//! The command lines of the encoder, as pure functions of the plan.
//!
//! Pictures: the source is put on a constant grid that starts with the container's clock, cut by picture number, and split
//! into rungs; so chunks meet exactly wherever the decoder had to start. Sound: one pass per track, never cut.

use std::{ffi::OsString, fmt::Write as _, path::Path};

use super::guarded_input;
use crate::{
    ladder::{AudioRung, Ladder, VideoRung},
    model::Codec,
    probe::{Matrix, SourceInfo, VideoStream},
};

const MOVFLAGS: &str = "+cmaf+delay_moov+skip_trailer+default_base_moof";

/// A span of pictures to encode.
#[derive(Debug)]
pub(crate) struct PictureSpan<'a> {
    pub(crate) source: &'a SourceInfo,
    pub(crate) video: &'a VideoStream,
    pub(crate) ladder: &'a Ladder,
    pub(crate) rungs: Vec<&'a VideoRung>,
    pub(crate) start_frame: u64,
    pub(crate) frames: u64,
    /// How many threads each decoder and encoder may take.
    pub(crate) threads: u32,
}

/// Arguments that grow word by word.
#[derive(Debug, Default)]
pub(crate) struct Args(pub(crate) Vec<OsString>);

impl Args {
    pub(crate) fn words(&mut self, words: &[&str]) -> &mut Self {
        self.0.extend(words.iter().map(OsString::from));
        self
    }

    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike, written where they are used")]
    pub(crate) fn option(&mut self, name: &str, value: impl ToString) -> &mut Self {
        self.0.push(name.into());
        self.0.push(value.to_string().into());
        self
    }

    pub(crate) fn input(&mut self, path: &Path) -> &mut Self {
        self.0.extend(guarded_input(path));
        self
    }

    pub(crate) fn output(&mut self, path: &Path) -> &mut Self {
        self.0.push(path.into());
        self
    }
}

/// The file of a rung in the folder of its chunk.
pub(crate) fn rung_file(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join(format!("{name}.mp4"))
}

/// Encodes a span of pictures in all its rungs; the files go to `folder`.
pub(crate) fn pictures(span: &PictureSpan<'_>, source: &Path, folder: &Path) -> Vec<OsString> {
    let mut args = Args::default();
    args.words(&["-v", "error"]).option("-threads", span.threads);
    seek(&mut args, span);
    args.input(source).option("-filter_complex", picture_graph(span));
    for (rung, index) in span.rungs.iter().zip(0..) {
        args.option("-map", format!("[v{index}]")).words(&[
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-fps_mode",
            "passthrough",
        ]);
        picture_encoder(&mut args, rung, span.threads);
        args.option("-video_track_timescale", rung.frame_rate.timescale())
            .words(&["-f", "mp4", "-movflags", &format!("{MOVFLAGS}+frag_keyframe")])
            .output(&rung_file(folder, &rung.name));
    }
    args.0
}

/// Starts decoding at the key picture before the span; earlier where the container's index cannot be trusted.
fn seek(args: &mut Args, span: &PictureSpan<'_>) {
    let rate = span.ladder.base_rate;
    let start_us = span.start_frame * 1_000_000 * u64::from(rate.den) / u64::from(rate.num);
    let margin_us = if span.source.seeks_exactly() { 100_000 } else { 6_000_000 };
    if start_us > margin_us {
        args.option("-ss", format!("{}us", start_us - margin_us));
    }
    args.words(&["-noaccurate_seek", "-copyts", "-start_at_zero"]);
}

/// `source → constant grid → exactly these pictures → SDR → one scaler per rung`.
fn picture_graph(span: &PictureSpan<'_>) -> String {
    let rate = span.ladder.base_rate;
    let (start, end) = (span.start_frame, span.start_frame + span.frames);
    let start_us = start * 1_000_000 * u64::from(rate.den) / u64::from(rate.num);
    let deinterlace = if span.video.interlaced { "bwdif=mode=send_frame," } else { "" };
    let tone = if span.video.hdr { TONE_MAP } else { "" };
    // The last picture is repeated without end, then cut: a span always has all its pictures, even of a damaged source.
    let mut graph = format!(
        "[0:{}]{deinterlace}fps=fps={rate}:start_time={}.{:06},tpad=stop_mode=clone:stop=-1,trim=start_pts={start}:end_pts={end},setpts=PTS-{start}{tone},split={}",
        span.video.index,
        start_us / 1_000_000,
        start_us % 1_000_000,
        span.rungs.len(),
    );
    for index in 0..span.rungs.len() {
        let _ = write!(graph, "[s{index}]");
    }
    for (rung, index) in span.rungs.iter().zip(0..) {
        let _ = write!(graph, ";[s{index}]{}[v{index}]", rung_filter(rung, span.video));
    }
    graph
}

/// BT.2390-like curve by zimg; without it HDR looks grey and flat.
const TONE_MAP: &str = ",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p";

fn rung_filter(rung: &VideoRung, video: &VideoStream) -> String {
    let step = if rung.keep_every > 1 { format!("framestep={},", rung.keep_every) } else { String::new() };
    let matrix = match video.matrix {
        _ if video.hdr => "bt709",
        Matrix::Bt601 => "bt601",
        Matrix::Bt709 => "bt709",
        Matrix::Bt2020 => "bt2020",
    };
    format!(
        "{step}scale={}:{}:flags=bicubic:in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p",
        rung.width, rung.height
    )
}

fn picture_encoder(args: &mut Args, rung: &VideoRung, threads: u32) {
    args.option("-g", rung.segment_frames).words(&["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
    if rung.codec == Codec::Av1 {
        args.words(&["-c:v", "libsvtav1"])
            .option("-preset", AV1_PRESET)
            .option("-crf", rung.crf)
            .option("-svtav1-params", format!("keyint={}:lp={threads}:mbr={}", rung.segment_frames, rung.max_kbps));
    } else {
        let profile = if rung.height.min(rung.width) <= 360 { "main" } else { "high" };
        args.words(&["-c:v", "libx264", "-preset", AVC_PRESET, "-profile:v", profile])
            .option("-crf", rung.crf)
            .option("-maxrate", format!("{}k", rung.max_kbps))
            .option("-bufsize", format!("{}k", rung.max_kbps * 2))
            .option("-keyint_min", rung.segment_frames)
            .words(&["-sc_threshold", "0"])
            .option("-threads", threads);
    }
}

/// Measured on two cores: preset 8 is the slowest that keeps a film's ladder near three times its length.
const AV1_PRESET: u8 = 8;
const AVC_PRESET: &str = "veryfast";

/// The AAC encoder puts 1024 samples before the sound and fragmented MP4 does not say so: we take as many off, so that
/// picture and sound stay together to the sample.
const AAC_PRIMING_SAMPLES: u32 = 1024;
const SAMPLE_RATE: u64 = 48_000;

/// Encodes one whole sound track in all its qualities; the files go to `folder`.
pub(crate) fn sound(rungs: &[&AudioRung], gain_db: f32, duration_ms: u64, source: &Path, folder: &Path) -> Vec<OsString> {
    let mut args = Args::default();
    args.words(&["-v", "error", "-copyts", "-start_at_zero", "-vn"]).input(source);
    args.option("-filter_complex", sound_graph(rungs, gain_db, duration_ms));
    for (rung, index) in rungs.iter().zip(0..) {
        args.option("-map", format!("[a{index}]")).words(&["-map_metadata", "-1", "-map_chapters", "-1"]);
        args.option("-b:a", format!("{}k", rung.kbps)).option("-ar", SAMPLE_RATE);
        match rung.codec {
            Codec::Aac => args.words(&["-c:a", "aac"]),
            _ => args.words(&["-c:a", "libopus", "-vbr", "on", "-application", "audio"]),
        };
        args.words(&["-frag_duration", "4000000", "-f", "mp4", "-movflags", MOVFLAGS]).output(&rung_file(folder, &rung.name));
    }
    args.0
}

/// Gaps become silence, the loudness goes to its target under a limiter, and the sound is exactly as long as the pictures.
/// The limiter looks 5 ms ahead: `latency` takes that delay off again.
fn sound_graph(rungs: &[&AudioRung], gain_db: f32, duration_ms: u64) -> String {
    let stream = rungs.first().map_or(0, |rung| rung.stream_index);
    // Brought to stereo before anything else: the loudness was measured so, and the limiter must see what is heard.
    let widest = if rungs.iter().any(|rung| rung.channels > 1) { "stereo" } else { "mono" };
    let samples = duration_ms * SAMPLE_RATE / 1000;
    let mut graph = format!(
        "[0:{stream}]aresample={SAMPLE_RATE}:async=1:first_pts=0,aformat=channel_layouts={widest},volume={gain_db:.2}dB,alimiter=limit=0.891:level=false:latency=true,apad,atrim=end_sample={samples},asplit={}",
        rungs.len()
    );
    for index in 0..rungs.len() {
        let _ = write!(graph, "[p{index}]");
    }
    for (rung, index) in rungs.iter().zip(0..) {
        let layout = if rung.channels == 1 { "mono" } else { "stereo" };
        let priming = match rung.codec {
            Codec::Aac => format!(",atrim=start_sample={AAC_PRIMING_SAMPLES},asetpts=PTS-STARTPTS"),
            _ => String::new(),
        };
        let _ = write!(graph, ";[p{index}]aformat=channel_layouts={layout}{priming}[a{index}]");
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FrameRate, Language};

    fn source(interlaced: bool, hdr: bool, container: &str) -> SourceInfo {
        let video = VideoStream {
            index: 2,
            codec: "h264".into(),
            width: 1920,
            height: 1080,
            frame_rate: FrameRate { num: 50, den: 1 },
            interlaced,
            hdr,
            matrix: Matrix::Bt601,
        };
        SourceInfo { container: container.into(), declared_ms: 60_000, start_us: 0, video: Some(video), audio: Vec::new() }
    }

    fn line(source: &SourceInfo, start_frame: u64) -> String {
        let ladder = Ladder::of(source, 8);
        let span = PictureSpan {
            source,
            video: source.video.as_ref().unwrap(),
            rungs: ladder.video.iter().collect(),
            ladder: &ladder,
            start_frame,
            frames: 400,
            threads: 2,
        };
        let words = pictures(&span, Path::new("/in put"), Path::new("/out"));
        words.into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_span_starts_decoding_before_its_first_picture_and_ends_exactly() {
        let line = line(&source(false, false, "mov,mp4"), 1000);
        assert!(line.contains("-ss 19900000us -noaccurate_seek -copyts -start_at_zero"), "{line}");
        assert!(line.contains("start_time=20.000000,tpad=stop_mode=clone:stop=-1,trim=start_pts=1000:end_pts=1400"), "{line}");
        assert!(line.contains("[s0]framestep=2,scale=426:240") && line.contains("scale=1920:1080"), "{line}");
        assert!(line.contains("-protocol_whitelist file -format_whitelist") && line.contains("-i file:/in put"), "{line}");
        assert!(!line.contains("bwdif") && !line.contains("tonemap"), "{line}");
    }

    #[test]
    fn old_and_new_cameras_are_brought_to_the_same_picture() {
        let line = line(&source(true, true, "mpegts"), 1000);
        assert!(line.contains("-ss 14000000us"), "{line}");
        assert!(line.contains("[0:2]bwdif=mode=send_frame,fps=") && line.contains("tonemap"), "{line}");
    }

    #[test]
    fn sound_is_levelled_limited_and_as_long_as_the_pictures() {
        let rung = |codec, channels, kbps| AudioRung {
            name: format!("{kbps}"),
            codec,
            source_track: 0,
            stream_index: 1,
            language: Language::undetermined(),
            channels,
            kbps,
        };
        let (aac, opus) = (rung(Codec::Aac, 2, 96), rung(Codec::Opus, 1, 24));
        let words = sound(&[&aac, &opus], -3.5, 10_000, Path::new("/in"), Path::new("/out"));
        let line = words.into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join(" ");
        assert!(line.contains("volume=-3.50dB") && line.contains("atrim=end_sample=480000,asplit=2"), "{line}");
        assert!(line.contains("[p0]aformat=channel_layouts=stereo,atrim=start_sample=1024"), "{line}");
        assert!(line.contains("[p1]aformat=channel_layouts=mono[a1]"), "{line}");
    }
}
