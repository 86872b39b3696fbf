//! Rates and VMAF of 360p renditions, against the film itself at that size.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::Material;

/// What the usual recipe gives.
pub(super) struct Reference {
    pub(super) kbps: f64,
    pub(super) vmaf: f64,
}

/// The static ffmpeg of the wheel, installed with the Python programs of the tests.
pub(super) fn find_ffmpeg(venv: &Path) -> Result<PathBuf> {
    let entries =
        |folder: &Path| fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>());
    let python = entries(&venv.join("lib")).unwrap_or_default().into_iter().next();
    let binaries = python.map(|python| python.join("site-packages/imageio_ffmpeg/binaries"));
    let found = binaries.and_then(|folder| entries(&folder).ok()).unwrap_or_default();
    found
        .into_iter()
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ffmpeg-")))
        .context("no ffmpeg with libvmaf: `bin/test --only tests` installs imageio-ffmpeg, or set BENCH_VMAF_FFMPEG")
}

/// 360p by x264 veryfast under PeerTube's cap (864 kb/s at 24 pictures), with AAC at 128 kb/s.
pub(super) fn reference(folder: &Path, material: &Material) -> Result<Reference> {
    let file = folder.join("reference.mp4");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-i"])
        .arg(&material.trailer)
        .args(["-vf", "scale=640:360", "-c:v", "libx264", "-preset", "veryfast", "-maxrate", "864k", "-bufsize", "1728k"])
        .args(["-bf", "16", "-b_strategy", "1", "-g", "48", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k", "-ac", "2"])
        .arg(&file)
        .status()
        .context("starting ffmpeg")?;
    ensure!(status.success(), "the reference could not be made");
    Ok(Reference { kbps: kbps(&file)?, vmaf: vmaf(material, &file)? })
}

/// The rate of a whole file, as ffprobe tells it.
fn kbps(file: &Path) -> Result<f64> {
    let output =
        Command::new("ffprobe").args(["-v", "error", "-show_entries", "format=bit_rate", "-of", "csv=p=0"]).arg(file).output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.trim().parse::<f64>().context("ffprobe's bit rate")? / 1000.0)
}

/// Our renditions name their colours, the trailer and the reference do not: newer ffmpegs would convert one side before the
/// comparison, which costs four points that no viewer loses.
const UNTAGGED: &str = "setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown:range=unknown";

/// VMAF v0.6.1 of every picture, beside the film scaled to the same size.
pub(super) fn vmaf(material: &Material, file: &Path) -> Result<f64> {
    let seen = format!("[0:v]{UNTAGGED},setpts=N/24/TB[seen]");
    let film = format!("[1:v]{UNTAGGED},scale=640:360:flags=bicubic,setpts=N/24/TB[film]");
    let graph = format!("{seen};{film};[seen][film]libvmaf=n_threads=2:shortest=1");
    let output = Command::new(&material.vmaf_ffmpeg)
        .args(["-nostdin", "-i"])
        .arg(file)
        .arg("-i")
        .arg(&material.trailer)
        .args(["-lavfi", &graph, "-f", "null", "-"])
        .output()
        .context("starting the ffmpeg with libvmaf")?;
    let said = String::from_utf8_lossy(&output.stderr);
    score(&said).with_context(|| format!("no VMAF: {}", said.lines().last().unwrap_or_default()))
}

fn score(said: &str) -> Option<f64> {
    said.rsplit_once("VMAF score: ")?.1.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_is_read_from_what_ffmpeg_says() {
        assert_eq!(score("[Parsed_libvmaf_6 @ 0x1] VMAF score: 90.912345\n"), Some(90.912_345));
        assert_eq!(score("Conversion failed!"), None);
    }
}
