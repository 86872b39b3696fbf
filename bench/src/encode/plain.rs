//! One plain ffmpeg command that makes the same outputs as the pipeline: what the ladder's time is compared with.

use std::{path::Path, process::Command, time::Instant};

use anyhow::{Context, Result, ensure};
use contracts::media::AssetId;
use platform::Db;
use sqlx::Row as _;

/// By how much the survey moved the rate factors: the same quality must be compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crfs {
    shift: i32,
}

/// Size, AV1 or AVC, and the usual rate factor of each rung that a source of 720 lines is given.
const RUNGS: [(&str, bool, i32, u32); 6] = [
    ("426:240", false, 26, 400),
    ("426:240", true, 46, 200),
    ("640:360", true, 48, 400),
    ("854:480", true, 48, 700),
    ("640:360", false, 25, 900),
    ("1280:720", false, 24, 2800),
];

impl Crfs {
    pub(super) async fn read(db: &Db, asset_id: AssetId) -> Result<Self> {
        let row = sqlx::query("SELECT (plan->>'crf_shift')::int AS shift FROM media.assets WHERE id = $1")
            .bind(asset_id.as_uuid())
            .fetch_one(db.pool())
            .await?;
        Ok(Self { shift: row.get("shift") })
    }
}

/// Seconds of one command with every output.
pub(super) fn ladder(folder: &Path, film: &Path, crfs: Crfs) -> Result<f64> {
    let out = folder.join("plain");
    std::fs::create_dir_all(&out)?;
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y", "-i"]).arg(film).args(["-filter_complex", &graph()]);
    for (index, rung) in RUNGS.iter().enumerate() {
        command.args(["-map", &format!("[v{index}]"), "-g", "96"]);
        // The first rung is made beside the survey, with its usual factor.
        encoder(&mut command, rung, if index == 0 { 0 } else { crfs.shift });
        command.args(["-f", "mp4", "-movflags", "+cmaf+frag_keyframe"]).arg(out.join(format!("{index}.mp4")));
    }
    for (index, options) in SOUNDS.iter().enumerate() {
        command.args(["-map", &format!("[a{index}]")]).args(*options);
        command.args(["-f", "mp4", "-movflags", "+cmaf", "-frag_duration", "4000000"]).arg(out.join(format!("a{index}.mp4")));
    }
    command.args(["-map", "[board]", "-c:v", "libwebp", "-quality", "50", "-f", "image2"]).arg(out.join("sheet-%d.webp"));
    let begin = Instant::now();
    ensure!(command.status().context("starting ffmpeg")?.success(), "the plain command failed");
    Ok(begin.elapsed().as_secs_f64())
}

const SOUNDS: [&[&str]; 3] =
    [&["-c:a", "aac", "-b:a", "96k"], &["-c:a", "libopus", "-b:a", "48k"], &["-c:a", "libopus", "-b:a", "24k", "-ac", "1"]];

fn graph() -> String {
    let count = RUNGS.len();
    let mut graph = format!("[0:v]split={}", count + 1);
    for index in 0..=count {
        graph.push_str(&format!("[s{index}]"));
    }
    for (index, (size, ..)) in RUNGS.iter().enumerate() {
        graph.push_str(&format!(";[s{index}]scale={size}[v{index}]"));
    }
    graph.push_str(&format!(";[s{count}]fps=1/2,scale=160:90,tile=5x5[board]"));
    graph.push_str(";[0:a]aresample=48000,volume=12dB,alimiter=limit=0.891:level=false:latency=true,asplit=3[a0][a1][a2]");
    graph
}

fn encoder(command: &mut Command, (_, av1, crf, kbps): &(&str, bool, i32, u32), shift: i32) {
    if *av1 {
        let crf = (crf + shift).to_string();
        command.args(["-c:v", "libsvtav1", "-preset", "8", "-crf", &crf, "-svtav1-params", &format!("keyint=96:mbr={kbps}")]);
        return;
    }
    let crf = (crf + shift / 3).to_string();
    command.args(["-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0", "-crf", &crf]);
    command.args(["-maxrate", &format!("{kbps}k"), "-bufsize", &format!("{}k", kbps * 2)]);
}
