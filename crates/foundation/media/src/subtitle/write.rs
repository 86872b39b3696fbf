//! Cues to WebVTT.

use std::fmt::Write as _;

use super::Cue;

/// Writes WebVTT. Blank lines and arrows inside a cue would end it, so they cannot be there.
pub fn webvtt(cues: &[Cue]) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for cue in cues {
        let lines: Vec<&str> = cue.text.lines().filter(|line| !line.trim().is_empty()).collect();
        let _ = write!(text, "\n{} --> {}\n{}\n", time(cue.start_ms), time(cue.end_ms), lines.join("\n"));
    }
    text
}

fn time(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}
