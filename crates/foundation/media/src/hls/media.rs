//! The playlist of one track, and the one-segment playlist of a subtitle file.

use std::fmt::Write as _;

use super::rates::target_duration_s;
use crate::views::Track;

/// The addresses of a track's files.
pub struct MediaAddresses<'a> {
    /// The address of the init segment.
    pub init: &'a str,
    /// The address of a segment by its number, from 0.
    pub segment: &'a dyn Fn(usize) -> String,
}

impl std::fmt::Debug for MediaAddresses<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaAddresses").field("init", &self.init).finish_non_exhaustive()
    }
}

/// Writes the playlist of a picture or sound track.
pub fn media_playlist(track: &Track, addresses: &MediaAddresses<'_>) -> String {
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\"\n",
        target_duration_s(&track.segments, track.timescale),
        addresses.init
    );
    for (index, segment) in track.segments.iter().enumerate() {
        let seconds = f64::from(segment.ticks) / f64::from(track.timescale.max(1));
        let _ = writeln!(text, "#EXTINF:{seconds:.6},\n{}", (addresses.segment)(index));
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

/// Writes the playlist of a WebVTT file that covers the whole film.
pub fn subtitle_playlist(duration_ms: i64, vtt_uri: &str) -> String {
    let (seconds, rest) = (duration_ms.max(0) / 1000, duration_ms.max(0) % 1000);
    let target = (seconds + 1).max(1);
    format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{target}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:{seconds}.{rest:03},\n{vtt_uri}\n#EXT-X-ENDLIST\n"
    )
}
