//! Measuring a source: what ffprobe says, how long it really is, how loud it is.

use std::{ffi::OsString, path::Path, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{FfmpegError, Programs, Watch, args::Args};
use crate::probe::SourceInfo;

/// ffprobe reads headers only.
const PROBE_LIMIT: Duration = Duration::from_mins(1);

/// What reading the whole file told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measured {
    /// When the last packet ends.
    pub(crate) duration_ms: u64,
    /// EBU R128 integrated loudness of the first sound track; none without sound, or of silence.
    pub(crate) loudness_lufs: Option<f32>,
}

/// Asks ffprobe for the streams; its JSON.
pub(crate) async fn probe(programs: &Programs, source: &Path, stop: &CancellationToken) -> Result<Vec<u8>, FfmpegError> {
    let mut args = Args::default();
    args.words(&["-v", "error", "-print_format", "json", "-show_format", "-show_streams"]).input(source);
    let said = programs.ffprobe(args.0, Watch { limit: PROBE_LIMIT, stop, progress: None }).await?;
    Ok(said.stdout)
}

/// Reads every packet once and decodes the first sound track.
pub(crate) async fn measure(
    programs: &Programs,
    source: &Path,
    info: &SourceInfo,
    watch: Watch<'_>,
) -> Result<Measured, FfmpegError> {
    let said = programs.ffmpeg(measure_args(source, info), watch).await?;
    Ok(Measured { duration_ms: last_out_time_ms(&said.stdout), loudness_lufs: integrated_loudness(&said.stderr) })
}

fn measure_args(source: &Path, info: &SourceInfo) -> Vec<OsString> {
    let mut args = Args::default();
    args.words(&["-v", "info", "-copyts", "-start_at_zero"]).input(source);
    if let Some(video) = &info.video {
        args.option("-map", format!("0:{}", video.index));
    }
    for audio in &info.audio {
        args.option("-map", format!("0:{}", audio.index));
    }
    args.words(&["-c", "copy", "-f", "null", "-"]);
    if let Some(audio) = info.audio.first() {
        // One layout only: a choice fails when the decoder finds another layout than the header's.
        let layout = if audio.channels == 1 { "mono" } else { "stereo" };
        args.option("-map", format!("0:{}", audio.index))
            .option("-af", format!("aformat=channel_layouts={layout},ebur128=framelog=verbose:dualmono=true"))
            .words(&["-f", "null", "-"]);
    }
    args.0
}

/// The last progress report's time.
fn last_out_time_ms(stdout: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(stdout);
    let last = text.lines().rev().find_map(|line| line.strip_prefix("out_time_us=").and_then(|value| value.parse::<u64>().ok()));
    last.unwrap_or(0) / 1000
}

/// `    I:         -23.1 LUFS` of the summary; the gate's floor of -70 is silence.
fn integrated_loudness(stderr: &str) -> Option<f32> {
    let summary = stderr.rsplit_once("Integrated loudness:")?.1;
    let line = summary.lines().find_map(|line| line.trim().strip_prefix("I:"))?;
    let value: f32 = line.trim().strip_suffix("LUFS")?.trim().parse().ok()?;
    (value > -69.0 && value < 20.0).then_some(value)
}

/// The gain that brings a track to −16 LUFS, as streaming platforms play; never more than 12 dB up or 20 dB down.
pub(crate) fn gain_db(loudness_lufs: Option<f32>) -> f32 {
    loudness_lufs.map_or(0.0, |loudness| (TARGET_LUFS - loudness).clamp(-20.0, 12.0))
}

const TARGET_LUFS: f32 = -16.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_of_ebur128_is_read() {
        let said =
            "[Parsed_ebur128_1 @ 0x5] Summary:\n\n  Integrated loudness:\n    I:         -23.1 LUFS\n    Threshold: -33.4 LUFS\n";
        assert_eq!(integrated_loudness(said), Some(-23.1));
        assert_eq!(integrated_loudness("Integrated loudness:\n    I:         -70.0 LUFS\n"), None);
        assert_eq!(integrated_loudness("frame= 1"), None);
    }

    #[test]
    fn the_gain_is_bounded() {
        assert!((gain_db(Some(-23.0)) - 7.0).abs() < 0.01);
        assert!((gain_db(Some(-60.0)) - 12.0).abs() < 0.01);
        assert!((gain_db(Some(10.0)) + 20.0).abs() < 0.01);
        assert!(gain_db(None).abs() < 0.01);
    }

    #[test]
    fn the_last_report_tells_the_length() {
        assert_eq!(last_out_time_ms(b"out_time_us=1000000\nprogress=continue\nout_time_us=55130000\nprogress=end\n"), 55_130);
        assert_eq!(last_out_time_ms(b"out_time_us=N/A\n"), 0);
    }
}
