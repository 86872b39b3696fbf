//! How hard a film is to code: short samples at two rate factors, compared with themselves by SSIM.
//!
//! A cartoon needs fewer bits than a night scene for the same quality. The survey finds the rate factor at which this film
//! reaches the target, so that nobody pays for quality that cannot be seen.

use std::{fmt::Write as _, path::Path, time::Duration};

use super::chunk::Task;
use crate::{
    Media, MediaError,
    ffmpeg::{FfmpegError, Watch, args::Args},
    ladder::VideoRung,
    model::Codec,
};

const LIMIT: Duration = Duration::from_mins(30);
/// The quality that every film is brought to, in decibels of SSIM (−10·log10(1 − SSIM)). Measured on the Big Buck Bunny
/// trailer at 360 lines: its samples have 16.3 dB at factor 40 and 12.8 dB at 54, so 16.0 dB is factor 41, where the film has
/// VMAF 91.7 at 177 kb/s; x264 veryfast (CRF 23) has 92.3 at 390 kb/s.
const TARGET_DB: f64 = 16.0;
/// Stands for "no difference".
const LOSSLESS_DB: f64 = 100.0;
const LOW_CRF: u8 = 40;
const HIGH_CRF: u8 = 54;
/// How far a film may move from the usual factor.
const SHIFT_MIN: f64 = -8.0;
const SHIFT_MAX: f64 = 6.0;
/// Samples of two seconds, spread over the film.
const SAMPLE_MS: u64 = 2000;
const SAMPLES: u64 = 3;

impl Media {
    /// By how much the AV1 rate factors of this film move.
    pub(super) async fn survey(&self, task: &Task<'_>) -> Result<i8, MediaError> {
        let plan = &task.claim.plan;
        let mut rungs = plan.ladder.video.iter().filter(|rung| rung.codec == Codec::Av1 && rung.width.min(rung.height) <= 360);
        let Some(rung) = rungs.next_back() else { return Ok(0) };
        let sample = task.folder.join("sample.mkv");
        self.run(task, sample_args(rung, plan.duration_ms, &task.source, &sample)).await?;
        let mut quality = [0.0; 2];
        for (crf, quality) in [LOW_CRF, HIGH_CRF].into_iter().zip(&mut quality) {
            let coded = task.folder.join(format!("{crf}.mkv"));
            self.run(task, encode_args(crf, plan.threads, &sample, &coded)).await?;
            let said = self.run(task, compare_args(&coded, &sample)).await?;
            *quality = ssim_db(&said).ok_or(MediaError::Stored("ffmpeg's SSIM"))?;
        }
        Ok(shift(rung.crf, quality))
    }

    async fn run(&self, task: &Task<'_>, args: Args) -> Result<String, FfmpegError> {
        Ok(self.programs().ffmpeg(args.0, Watch { limit: LIMIT, stop: task.stop, progress: None }).await?.stderr)
    }
}

/// Cuts the samples out and joins them without loss, at the size of the rung.
fn sample_args(rung: &VideoRung, duration_ms: u64, source: &Path, sample: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "error"]);
    let count = (duration_ms / (SAMPLE_MS * 2)).clamp(1, SAMPLES);
    for index in 0..count {
        let start_ms = duration_ms * (index + 1) / (count + 1);
        args.option("-ss", format!("{start_ms}ms")).option("-t", format!("{SAMPLE_MS}ms")).input(source);
    }
    let scaled = format!("fps={},scale={}:{}:flags=bicubic,setsar=1,format=yuv420p", rung.frame_rate, rung.width, rung.height);
    let (mut inputs, mut joined) = (String::new(), String::new());
    for index in 0..count {
        let _ = write!(inputs, "[{index}:v:0]{scaled}[s{index}];");
        let _ = write!(joined, "[s{index}]");
    }
    args.option("-filter_complex", format!("{inputs}{joined}concat=n={count}[v]"))
        .words(&["-map", "[v]", "-c:v", "ffv1"])
        .output(sample);
    args
}

fn encode_args(crf: u8, threads: u32, sample: &Path, coded: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "error"]).option("-i", sample.display()).words(&["-c:v", "libsvtav1", "-preset", "10"]);
    args.option("-crf", crf).option("-svtav1-params", format!("lp={threads}")).output(coded);
    args
}

fn compare_args(coded: &Path, sample: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "info"]).option("-i", coded.display()).option("-i", sample.display());
    args.words(&["-lavfi", "ssim", "-f", "null", "-"]);
    args
}

/// `SSIM Y:… All:0.951234 (13.117000)`; samples without a difference, as of a black screen, have `(inf)`.
fn ssim_db(said: &str) -> Option<f64> {
    let summary = said.rsplit_once("All:")?.1;
    let decibels = summary.split_once('(')?.1.split_once(')')?.0;
    decibels.trim().parse().ok().filter(|value: &f64| !value.is_nan()).map(|value| value.min(LOSSLESS_DB))
}

/// Between two measured factors quality falls nearly in a straight line.
#[expect(clippy::cast_possible_truncation, reason = "clamped to a few units")]
fn shift(base_crf: u8, quality: [f64; 2]) -> i8 {
    let [low, high] = quality;
    let slope = (low - high).max(0.05) / f64::from(HIGH_CRF - LOW_CRF);
    let wanted = f64::from(LOW_CRF) + (low - TARGET_DB) / slope;
    (wanted - f64::from(base_crf)).clamp(SHIFT_MIN, SHIFT_MAX).round() as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_films_get_fewer_bits_and_hard_ones_more() {
        assert_eq!(shift(48, [22.0, 18.0]), 6);
        assert_eq!(shift(48, [11.0, 8.0]), -8);
        let middle = shift(48, [TARGET_DB + 1.0, TARGET_DB - 1.0]);
        assert_eq!(middle, -1);
        assert_eq!(shift(48, [TARGET_DB + 1.0, TARGET_DB + 1.0]), 6);
        // The trailer, as measured.
        assert_eq!(shift(48, [16.267, 12.767]), -7);
    }

    #[test]
    fn the_summary_of_ssim_is_read() {
        let said = "[Parsed_ssim_0 @ 0x1] SSIM Y:0.95 (13.1) U:0.97 (15.1) V:0.97 (15.5) All:0.956 (13.617)\n";
        assert_eq!(ssim_db(said), Some(13.617));
        assert_eq!(ssim_db("All:1.000000 (inf)"), Some(LOSSLESS_DB));
        assert_eq!(ssim_db("All:0.9 (nan)"), None);
        assert_eq!(ssim_db("no samples"), None);
    }
}
