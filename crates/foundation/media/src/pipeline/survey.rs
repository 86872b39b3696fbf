//! How hard a film is to code: short samples at one rate factor, compared with themselves by SSIM.
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
/// In the middle of where films land.
const SAMPLE_CRF: u8 = 46;
/// What one unit of the factor costs, in decibels, between factors 40 and 54: 0.16 to 0.23 in scenes of a cartoon, 0.20 to 0.23 in
/// a street, a dark scene and woven patterns. Where it is far from that, as in heavy grain, the shift ends at a limit anyway.
/// A second measured factor would double the survey's time and move the result by one unit.
const SLOPE_DB: f64 = 0.22;
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
        let coded = task.folder.join("coded.mkv");
        self.run(task, encode_args(plan.threads, &sample, &coded)).await?;
        let said = self.run(task, compare_args(&coded, &sample)).await?;
        let quality = ssim_db(&said).ok_or(MediaError::Stored("ffmpeg's SSIM"))?;
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

fn encode_args(threads: u32, sample: &Path, coded: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "error"]).option("-i", sample.display()).words(&["-c:v", "libsvtav1", "-preset", "10"]);
    args.option("-crf", SAMPLE_CRF).option("-svtav1-params", format!("lp={threads}")).output(coded);
    args
}

fn compare_args(coded: &Path, sample: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "info"]).option("-i", coded.display()).option("-i", sample.display());
    // Picture by picture, whatever the container made of their times.
    let by_number = "settb=1/100,setpts=N";
    args.option("-lavfi", format!("[0:v]{by_number}[coded];[1:v]{by_number}[sample];[coded][sample]ssim"));
    args.words(&["-f", "null", "-"]);
    args
}

/// `SSIM Y:… All:0.951234 (13.117000)`; samples without a difference, as of a black screen, have `(inf)`.
fn ssim_db(said: &str) -> Option<f64> {
    let summary = said.rsplit_once("All:")?.1;
    let decibels = summary.split_once('(')?.1.split_once(')')?.0;
    decibels.trim().parse().ok().filter(|value: &f64| !value.is_nan()).map(|value| value.min(LOSSLESS_DB))
}

/// Around the sampled factor quality falls nearly in a straight line.
#[expect(clippy::cast_possible_truncation, reason = "clamped to a few units")]
fn shift(base_crf: u8, quality_db: f64) -> i8 {
    let wanted = f64::from(SAMPLE_CRF) + (quality_db - TARGET_DB) / SLOPE_DB;
    (wanted - f64::from(base_crf)).clamp(SHIFT_MIN, SHIFT_MAX).round() as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_films_get_fewer_bits_and_hard_ones_more() {
        assert_eq!(shift(48, 20.0), 6);
        assert_eq!(shift(48, LOSSLESS_DB), 6);
        assert_eq!(shift(48, 10.0), -8);
        assert_eq!(shift(48, TARGET_DB), -2);
        // The trailer, as measured.
        assert_eq!(shift(48, 14.825), -7);
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
