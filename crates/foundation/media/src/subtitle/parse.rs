//! Text to cues, forgiving about what does not matter: numbers, blank lines, commas for points.

use super::{InvalidSubtitle, SUBTITLE_BYTES_MAX, decode};

/// One subtitle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// When it appears.
    pub start_ms: u64,
    /// When it goes; after it appeared.
    pub end_ms: u64,
    /// Lines of plain text with `<i>`, `<b>` and `<u>`, already escaped.
    pub text: String,
}

const CUES_MAX: usize = 20_000;
const CUE_CHARS_MAX: usize = 1000;
const HOURS_MAX: u64 = 24;

/// The cues of a SubRip or WebVTT file, in the order of time.
pub(super) fn cues(file: &[u8]) -> Result<Vec<Cue>, InvalidSubtitle> {
    if file.len() > SUBTITLE_BYTES_MAX {
        return Err(InvalidSubtitle::TooLarge);
    }
    let text = decode::text(file).replace("\r\n", "\n").replace('\r', "\n");
    let mut cues: Vec<Cue> = blocks(&text).filter_map(|block| cue(&block)).take(CUES_MAX + 1).collect();
    match cues.len() {
        0 => Err(InvalidSubtitle::NoCues),
        count if count > CUES_MAX => Err(InvalidSubtitle::TooManyCues),
        _ => {
            cues.sort_by_key(|cue| (cue.start_ms, cue.end_ms));
            Ok(cues)
        }
    }
}

/// Runs of lines between blank lines.
fn blocks(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = text.lines().peekable();
    std::iter::from_fn(move || {
        while lines.next_if(|line| line.trim().is_empty()).is_some() {}
        let mut block = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.trim().is_empty()) {
            block.push(line);
        }
        if block.is_empty() { None } else { Some(block) }
    })
}

/// A block with a time line; headers, notes, styles and regions have none.
fn cue(block: &[&str]) -> Option<Cue> {
    let at = block.iter().take(2).position(|line| line.contains("-->"))?;
    let (from, to) = block.get(at)?.split_once("-->")?;
    let start_ms = time_ms(from)?;
    let end_ms = time_ms(to.split_whitespace().next()?)?;
    let text = block.get(at + 1..)?.join("\n");
    let text = clean(&text.chars().take(CUE_CHARS_MAX).collect::<String>());
    if end_ms <= start_ms || text.trim().is_empty() { None } else { Some(Cue { start_ms, end_ms, text }) }
}

/// `01:02:03,400`, `02:03.400`, `1:02:03.4`.
fn time_ms(text: &str) -> Option<u64> {
    let text = text.trim().replace(',', ".");
    let (clock, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let mut seconds = 0_u64;
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for part in &parts {
        seconds = seconds.checked_mul(60)?.checked_add(part.trim().parse().ok()?)?;
    }
    if seconds > HOURS_MAX * 3600 || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: String = fraction.chars().chain("00".chars()).take(3).collect();
    Some(seconds * 1000 + thousandths.parse::<u64>().ok()?)
}

/// Keeps `<i>`, `<b>`, `<u>`; drops every other tag and SubRip's `{\an8}`; escapes the rest.
fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((tag, after)) = tag(rest) {
            kept.push_str(tag);
            rest = after;
            continue;
        }
        match c {
            '<' => kept.push_str("&lt;"),
            '>' => kept.push_str("&gt;"),
            '&' if is_entity(rest) => kept.push('&'),
            '&' => kept.push_str("&amp;"),
            '\n' => kept.push('\n'),
            c if c.is_control() => {}
            c => kept.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    kept.trim().to_owned()
}

const KEPT: [&str; 6] = ["i", "b", "u", "/i", "/b", "/u"];
const WRITTEN: [&str; 6] = ["<i>", "<b>", "<u>", "</i>", "</b>", "</u>"];

/// A tag at the start of the text: what replaces it, and what follows it.
fn tag(text: &str) -> Option<(&'static str, &str)> {
    if let Some(inside) = text.strip_prefix("{\\") {
        return inside.split_once('}').map(|(_, after)| ("", after));
    }
    let (inside, after) = text.strip_prefix('<')?.split_once('>')?;
    if inside.len() > 200 || inside.contains('<') || !inside.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') {
        return None;
    }
    let name = inside.to_ascii_lowercase();
    let written = KEPT.iter().position(|tag| *tag == name).and_then(|at| WRITTEN.get(at).copied());
    Some((written.unwrap_or(""), after))
}

fn is_entity(text: &str) -> bool {
    ["&amp;", "&lt;", "&gt;", "&nbsp;", "&lrm;", "&rlm;"].iter().any(|entity| text.starts_with(entity))
}
