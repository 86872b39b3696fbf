//! Commands of uploads, valid once made: names cleaned, checksums parsed.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kernel::FieldError;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::UploadError;
use crate::model::AssetKind;

/// Announces an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateUpload {
    pub(super) kind: AssetKind,
    pub(super) filename: String,
    pub(super) metadata: String,
    pub(super) size_bytes: u64,
}

const METADATA_BYTES_MAX: usize = 2048;
const FILENAME_CHARS_MAX: usize = 120;

impl CreateUpload {
    /// Reads `Upload-Length` and `Upload-Metadata` of tus: `filename` and `filetype` as browsers send them, `kind` from our
    /// own pages (`video`, `audio`, `image`, `document`), which wins over the type.
    pub fn try_new(size_bytes: u64, metadata: &str) -> Result<Self, UploadError> {
        let invalid = |code| UploadError::Invalid(vec![FieldError::new("Upload-Metadata", code)]);
        if metadata.len() > METADATA_BYTES_MAX {
            return Err(invalid("field-too-long"));
        }
        let (mut filename, mut filetype, mut purpose, mut kind) = (String::new(), String::new(), String::new(), None);
        for pair in metadata.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let bytes = STANDARD.decode(value.trim()).map_err(|_undecodable| invalid("field-invalid"))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match name {
                "filename" => filename = text,
                "filetype" => filetype = text,
                "kind" => kind = Some(AssetKind::parse(&text).ok_or_else(|| invalid("field-invalid"))?),
                // What the page wants it for: a hint that may name something else than a kind.
                "purpose" => purpose = text,
                _ => {}
            }
        }
        let kind = kind.or_else(|| kind_of_purpose(&purpose, &filetype)).unwrap_or_else(|| kind_of_type(&filetype));
        Ok(Self { kind, filename: clean_filename(&filename), metadata: metadata.to_owned(), size_bytes })
    }

    /// An upload whose parts are known: the demo films, tests.
    pub fn of(kind: AssetKind, filename: &str, size_bytes: u64) -> Self {
        Self { kind, filename: clean_filename(filename), metadata: String::new(), size_bytes }
    }
}

/// `film`, `trailer`, `poster`, `portrait` … of our own pages.
fn kind_of_purpose(purpose: &str, filetype: &str) -> Option<AssetKind> {
    match purpose {
        // A photographed page is a picture like any other.
        "document" if filetype.starts_with("image/") => Some(AssetKind::Image),
        "document" => Some(AssetKind::Document),
        "film" | "trailer" | "video" => Some(AssetKind::Video),
        "poster" | "portrait" | "image" => Some(AssetKind::Image),
        "sound" | "audio" => Some(AssetKind::Audio),
        _ => None,
    }
}

/// What a browser's MIME type announces; the content decides later.
fn kind_of_type(filetype: &str) -> AssetKind {
    match filetype.split('/').next() {
        Some("image") => AssetKind::Image,
        Some("audio") => AssetKind::Audio,
        _ => AssetKind::Video,
    }
}

/// A name that is safe to show and to download by: the last path component without control, direction and reserved
/// characters. It is never part of a path of ours.
pub fn clean_filename(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_trick = |c: char| {
        c.is_control()
            || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
            // Invisible and direction-changing characters make `gpj.exe` read as `exe.jpg`.
            || matches!(u32::from(c), 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb)
    };
    let kept: String = last.chars().filter(|c| !is_trick(*c)).collect();
    let trimmed = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let short: String = if trimmed.chars().count() > FILENAME_CHARS_MAX { shortened(trimmed) } else { trimmed.to_owned() };
    if short.is_empty() { "sans-nom".to_owned() } else { short }
}

/// Keeps the beginning and the extension.
fn shortened(name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| extension.len() <= 8);
    let suffix = extension.map(|extension| format!(".{extension}")).unwrap_or_default();
    let kept = FILENAME_CHARS_MAX - suffix.chars().count();
    name.chars().take(kept).collect::<String>() + &suffix
}

/// A hash that bytes must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    algorithm: ChecksumAlgorithm,
    expected: Vec<u8>,
}

/// The algorithms of the tus checksum extension that we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksumAlgorithm {
    /// Required by the protocol.
    Sha1,
    /// What our own pages send.
    Sha256,
}

impl ChecksumAlgorithm {
    /// For the `Tus-Checksum-Algorithm` header.
    pub const LIST: &'static str = "sha1,sha256";
}

impl Checksum {
    /// Reads `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`.
    pub fn try_new(header: &str) -> Result<Self, UploadError> {
        let (name, value) = header.trim().split_once(' ').ok_or(UploadError::ChecksumAlgorithm)?;
        let algorithm = match name {
            "sha1" => ChecksumAlgorithm::Sha1,
            "sha256" => ChecksumAlgorithm::Sha256,
            _ => return Err(UploadError::ChecksumAlgorithm),
        };
        let expected = STANDARD
            .decode(value.trim())
            .map_err(|_undecodable| UploadError::Invalid(vec![FieldError::new("Upload-Checksum", "field-invalid")]))?;
        Ok(Self { algorithm, expected })
    }

    pub(super) fn start(self) -> RunningChecksum {
        match self.algorithm {
            ChecksumAlgorithm::Sha1 => RunningChecksum::Sha1(Sha1::new(), self.expected),
            ChecksumAlgorithm::Sha256 => RunningChecksum::Sha256(Sha256::new(), self.expected),
        }
    }
}

/// A checksum while bytes come in.
#[derive(Debug)]
pub(super) enum RunningChecksum {
    Sha1(Sha1, Vec<u8>),
    Sha256(Sha256, Vec<u8>),
}

impl RunningChecksum {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hash, _) => hash.update(bytes),
            Self::Sha256(hash, _) => hash.update(bytes),
        }
    }

    pub(super) fn matches(self) -> bool {
        match self {
            Self::Sha1(hash, expected) => hash.finalize().as_slice() == expected,
            Self::Sha256(hash, expected) => hash.finalize().as_slice() == expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filename_tricks_lose_their_teeth() {
        for (name, cleaned) in [
            ("film.mp4", "film.mp4"),
            ("../../etc/passwd", "passwd"),
            ("C:\\films\\mon film.mov", "mon film.mov"),
            ("cadeau\u{202e}4pm.exe", "cadeau4pm.exe"),
            ("a\0b\r\nc.mp4", "abc.mp4"),
            ("<script>alert(1)</script>.mp4", "script.mp4"),
            ("Eʋegbe – Kabɩyɛ.mp4", "Eʋegbe – Kabɩyɛ.mp4"),
            ("...", "sans-nom"),
            ("", "sans-nom"),
            (".htaccess", "htaccess"),
        ] {
            assert_eq!(clean_filename(name), cleaned, "{name:?}");
        }
        let long = clean_filename(&("é".repeat(400) + ".mp4"));
        assert!(long.split('.').next_back() == Some("mp4") && long.chars().count() == 120);
    }

    #[test]
    fn metadata_names_the_file_and_its_kind() {
        let pair = |name: &str, value: &str| format!("{name} {}", STANDARD.encode(value));
        let metadata = [pair("filename", "affiche.png"), pair("filetype", "image/png"), "empty".to_owned()].join(",");
        let cmd = CreateUpload::try_new(10, &metadata).unwrap();
        assert_eq!((cmd.kind, cmd.filename.as_str()), (AssetKind::Image, "affiche.png"));
        let chosen = CreateUpload::try_new(10, &[pair("filetype", "image/png"), pair("kind", "video")].join(",")).unwrap();
        assert_eq!(chosen.kind, AssetKind::Video);
        for (filetype, kind) in
            [("application/pdf", AssetKind::Document), ("", AssetKind::Document), ("image/jpeg", AssetKind::Image)]
        {
            let page = [pair("purpose", "document"), pair("filetype", filetype)].join(",");
            assert_eq!(CreateUpload::try_new(10, &page).unwrap().kind, kind, "{filetype}");
        }
        for wrong in ["filename %%%", "kind eA==", &"x".repeat(3000)] {
            assert!(matches!(CreateUpload::try_new(10, wrong), Err(UploadError::Invalid(_))), "{wrong}");
        }
    }

    #[test]
    fn checksums_are_verified_by_both_algorithms() {
        let check = |header: &str, bytes: &[u8]| {
            let mut running = Checksum::try_new(header).unwrap().start();
            running.update(bytes);
            running.matches()
        };
        assert!(check("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello world"));
        assert!(!check("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello worlds"));
        assert!(check("sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=", b"hello world"));
        assert!(matches!(Checksum::try_new("md5 abc"), Err(UploadError::ChecksumAlgorithm)));
        assert!(matches!(Checksum::try_new("sha1 %"), Err(UploadError::Invalid(_))));
    }
}
