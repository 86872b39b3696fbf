//! Turns a scene into a film file: frames drawn here, sound and encoding by ffmpeg.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use resvg::{tiny_skia, usvg};

use crate::scenes::{FPS, HEIGHT, Scene, WIDTH};

/// How much lower each further sound track is than the one before, so that one hears which is on.
const LOWER: [&str; 2] = ["anull", "asetrate=40000,aresample=48000"];

/// Writes `seconds` of the scene as an MP4 with one sound track for each of the languages, at most two. Runs ffmpeg and
/// blocks: call it on a blocking thread.
pub(crate) fn film(scene: Scene, seconds: u32, languages: &[&str], path: &Path) -> Result<()> {
    let mut encoder = Command::new("ffmpeg");
    encoder.args(["-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "rgba"]).args([
        "-s",
        &format!("{WIDTH}x{HEIGHT}"),
        "-r",
        &FPS.to_string(),
        "-i",
        "pipe:0",
        "-map",
        "0:v",
    ]);
    for (track, (language, lower)) in languages.iter().zip(LOWER).enumerate() {
        let sound = format!("aevalsrc={}:s=48000:d={seconds},{lower},apad", scene.sound());
        encoder.args(["-filter_complex", &format!("{sound}[a{track}]"), "-map", &format!("[a{track}]")]);
        encoder.args([&format!("-metadata:s:a:{track}"), &format!("language={}", long_code(language))]);
    }
    let mut encoder = encoder
        .args(["-t", &seconds.to_string(), "-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p"])
        .args(["-c:a", "aac", "-b:a", "160k", "-ac", "2", "-movflags", "+faststart"])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .context("start ffmpeg")?;
    let drawn = draw_into(encoder.stdin.take().context("ffmpeg's input")?, scene, seconds);
    let status = encoder.wait()?;
    drawn?;
    if !status.success() {
        bail!("ffmpeg could not make {}: {status}", path.display());
    }
    Ok(())
}

/// MP4 writes languages in three letters (ISO 639-2); what has no two-letter code is written as it is.
fn long_code(tag: &str) -> &str {
    match tag {
        "ee" => "ewe",
        "en" => "eng",
        "fr" => "fra",
        "ha" => "hau",
        other => other,
    }
}

fn draw_into(mut frames: impl std::io::Write, scene: Scene, seconds: u32) -> Result<()> {
    let options = usvg::Options::default();
    let mut picture = tiny_skia::Pixmap::new(WIDTH, HEIGHT).context("room for a frame")?;
    for number in 0..seconds * FPS {
        let t = f32::from(u16::try_from(number)?) / f32::from(u16::try_from(FPS)?);
        let tree = usvg::Tree::from_str(&scene.frame(t), &options).context("the scene's drawing")?;
        resvg::render(&tree, tiny_skia::Transform::identity(), &mut picture.as_mut());
        frames.write_all(picture.data()).context("ffmpeg takes no more frames")?;
    }
    frames.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_becomes_a_film_with_picture_and_a_sound_track_a_language() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("river.mp4");
        film(Scene::River, 1, &["ee", "fr"], &path).unwrap();
        let probe = Command::new("ffprobe")
            .args(["-v", "error", "-show_entries", "stream=codec_type,width:stream_tags=language", "-of", "csv=p=0"])
            .arg(&path)
            .output()
            .unwrap();
        let found = String::from_utf8(probe.stdout).unwrap();
        assert!(["video,854", "audio,ewe", "audio,fra"].iter().all(|stream| found.contains(stream)), "{found}");
    }
}
