//! What the two last parts of a stream URL name.

use uuid::Uuid;

/// A file below a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resource<'a> {
    /// The playlist of a rendition.
    Playlist { track: &'a str },
    /// Its init segment.
    Init { track: &'a str },
    /// One of its segments.
    Segment { track: &'a str, index: usize },
    /// The playlist of a subtitle track.
    SubtitlePlaylist { id: Uuid },
    /// A subtitle track.
    Subtitle { id: Uuid },
    /// The thumbnails' `WebVTT`.
    Thumbnails,
    /// A sheet of thumbnails.
    Sheet { index: usize },
}

impl<'a> Resource<'a> {
    /// The resource of `FOLDER/FILE`; none when it names nothing.
    pub(crate) fn parse(folder: &'a str, file: &str) -> Option<Self> {
        match folder {
            "subtitles" => {
                let (id, kind) = file.split_once('.')?;
                let id = Uuid::try_parse(id).ok()?;
                match kind {
                    "m3u8" => Some(Self::SubtitlePlaylist { id }),
                    "vtt" => Some(Self::Subtitle { id }),
                    _ => None,
                }
            }
            "storyboard" if file == "index.vtt" => Some(Self::Thumbnails),
            "storyboard" => {
                let index = number(file.strip_prefix("sheet-")?.strip_suffix(".webp")?)?;
                Some(Self::Sheet { index })
            }
            track => match file {
                "index.m3u8" => Some(Self::Playlist { track }),
                "init.mp4" => Some(Self::Init { track }),
                segment => Some(Self::Segment { track, index: number(segment.strip_suffix(".m4s")?)? }),
            },
        }
    }
}

/// Digits only, no sign and no leading zero: each file has one URL.
fn number(text: &str) -> Option<usize> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_one_url() {
        let id = Uuid::nil();
        let cases = [
            ("av1-360", "index.m3u8", Some(Resource::Playlist { track: "av1-360" })),
            ("av1-360", "init.mp4", Some(Resource::Init { track: "av1-360" })),
            ("av1-360", "0.m4s", Some(Resource::Segment { track: "av1-360", index: 0 })),
            ("av1-360", "120.m4s", Some(Resource::Segment { track: "av1-360", index: 120 })),
            ("av1-360", "007.m4s", None),
            ("av1-360", "+7.m4s", None),
            ("av1-360", ".m4s", None),
            ("av1-360", "../secret", None),
            ("subtitles", "00000000-0000-0000-0000-000000000000.vtt", Some(Resource::Subtitle { id })),
            ("subtitles", "00000000-0000-0000-0000-000000000000.m3u8", Some(Resource::SubtitlePlaylist { id })),
            ("subtitles", "fr.vtt", None),
            ("storyboard", "index.vtt", Some(Resource::Thumbnails)),
            ("storyboard", "sheet-3.webp", Some(Resource::Sheet { index: 3 })),
            ("storyboard", "sheet--1.webp", None),
        ];
        for (folder, file, expected) in cases {
            assert_eq!(Resource::parse(folder, file), expected, "{folder}/{file}");
        }
    }
}
