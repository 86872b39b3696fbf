//! Pictures and sound at the very instants of the source: read from the boxes of the files, and from what a decoder gives.

use std::{fs, path::Path, process::Command};

use media::{PlayableAsset, Track};

use crate::{
    pipeline::{joined, made},
    support::{Bench, clip, ffmpeg},
};

/// The boxes of a part of a file (ISO/IEC 14496-12 §4.2).
fn boxes(mut bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    while bytes.len() >= 8 {
        let size = usize::try_from(number(bytes, 0)).unwrap();
        found.push((&bytes[4..8], &bytes[8..size]));
        bytes = &bytes[size..];
    }
    found
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn child<'a>(bytes: &'a [u8], name: &[u8]) -> &'a [u8] {
    boxes(bytes).into_iter().find(|(kind, _)| *kind == name).unwrap().1
}

/// When each sample is shown, as a player reads it: `tfdt`, then the durations and offsets of `trun` (§8.8).
fn shown_at(file: &[u8]) -> Vec<i64> {
    let mut times = Vec::new();
    for (_, moof) in boxes(file).into_iter().filter(|(kind, _)| *kind == b"moof") {
        let traf = child(moof, b"traf");
        let (tfhd, tfdt, trun) = (child(traf, b"tfhd"), child(traf, b"tfdt"), child(traf, b"trun"));
        let skipped = [(0x01, 8), (0x02, 4)].iter().filter(|(flag, _)| number(tfhd, 0) & flag != 0).map(|(_, size)| size);
        let default_at = 8 + skipped.sum::<usize>();
        let mut time = (i64::from(number(tfdt, 4)) << 32) + i64::from(number(tfdt, 8));
        assert_eq!((tfdt[0], trun[0]), (1, 1), "64-bit times and signed offsets");
        let flags = number(trun, 0);
        let mut at = 8 + [0x01, 0x04].iter().filter(|flag| flags & *flag != 0).count() * 4;
        for _ in 0..number(trun, 4) {
            let mut field = |flag: u32| {
                let here = (flags & flag != 0).then(|| number(trun, at));
                at += if here.is_some() { 4 } else { 0 };
                here
            };
            let (duration, _size, _flags, offset) = (field(0x100), field(0x200), field(0x400), field(0x800));
            times.push(time + i64::from(offset.unwrap_or(0).cast_signed()));
            time += i64::from(duration.unwrap_or_else(|| number(tfhd, default_at)));
        }
    }
    times.sort_unstable();
    times
}

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_is_shown_at_its_instant_and_the_first_at_zero() {
    let bench = Bench::new().await;
    let source = clip(bench.folder.path(), "film.mp4", "640x360", "24000/1001", 13);
    let asset = made(&bench, &source).await;
    assert_eq!(asset.video.len(), 4);
    for video in &asset.video {
        let file = fs::read(joined(&bench, &video.track).await).unwrap();
        let frame = i64::from(video.frame_rate.ticks_per_frame());
        let expected: Vec<i64> = (0..312).map(|picture| picture * frame).collect();
        assert_eq!(shown_at(&file), expected, "{}", video.track.name);
        assert!(!file.windows(4).any(|four| four == b"elst"), "no edit list moves the pictures of {}", video.track.name);
    }
    for audio in &asset.audio {
        let file = fs::read(joined(&bench, &audio.track).await).unwrap();
        assert_eq!(shown_at(&file)[0], 0, "{}", audio.track.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clap_is_seen_and_heard_at_the_same_instant() {
    let bench = Bench::new().await;
    let source = bench.folder.path().join("clap.mkv");
    // Black and silent for 48 pictures (2.002 s), then white with a tone.
    let half = |colour: &str| format!("color={colour}:size=640x360:rate=24000/1001:duration=2.002,format=yuv420p");
    let pictures = format!("{}[a];{}[b];[a][b]concat=n=2", half("black"), half("white"));
    let tone = "aevalsrc='if(gte(t,2.002),0.5*sin(2*PI*1000*t),0)':s=48000:d=4.004";
    let inputs = ["-f", "lavfi", "-i", &pictures, "-f", "lavfi", "-i", tone];
    let output = ["-c:v", "libx264", "-c:a", "pcm_s16le", source.to_str().unwrap()];
    ffmpeg(&[inputs.as_slice(), &output].concat());
    let asset = made(&bench, &source).await;
    seen_after_48_pictures(&bench, &asset).await;
    for audio in &asset.audio {
        let heard = heard_ms(&bench, &audio.track).await;
        // A codec smears an attack over some samples; a picture lasts 42 ms.
        assert!((heard - 2002.0).abs() < 1.0, "{} claps at {heard} ms", audio.track.name);
    }
}

async fn seen_after_48_pictures(bench: &Bench, asset: &PlayableAsset) {
    for video in &asset.video {
        let file = joined(bench, &video.track).await;
        let pixels = decoded(&file, &["-vf", "scale=1:1,format=gray", "-fps_mode", "passthrough", "-f", "rawvideo"]);
        assert_eq!(pixels.iter().position(|pixel| *pixel > 128), Some(48), "{}", video.track.name);
    }
}

/// When the sound of a track rises.
async fn heard_ms(bench: &Bench, track: &Track) -> f64 {
    let file = joined(bench, track).await;
    let bytes = decoded(&file, &["-f", "s16le", "-ac", "1", "-ar", "48000"]);
    let samples: Vec<u16> = bytes.chunks_exact(2).map(|two| i16::from_le_bytes(two.try_into().unwrap()).unsigned_abs()).collect();
    let loudest = samples.iter().max().unwrap();
    let rises = samples.iter().position(|sample| *sample > loudest / 5).unwrap();
    f64::from(u32::try_from(rises).unwrap()) / 48.0
}

fn decoded(file: &Path, options: &[&str]) -> Vec<u8> {
    let output =
        Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-i"]).arg(file).args(options).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
