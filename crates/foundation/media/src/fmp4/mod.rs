//! Fragmented MP4 as ffmpeg writes it, cut into CMAF segments that continue each other exactly (ISO/IEC 14496-12, 23000-19).
//!
//! A chunk is encoded with its clock at 0. Cutting moves each fragment to its place in the film (`tfdt`), numbers it (`mfhd`)
//! and removes the composition delay of B-pictures, so that the first picture is shown exactly when the chunk starts.
//! Only what our own ffmpeg commands write is understood; an unexpected box is an error, never a guess.

mod boxes;
mod codecs;
mod fragment;

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use sha2::{Digest as _, Sha256};

use boxes::{BoxHeader, find, u32_at};
pub(crate) use fragment::Placement;

/// The largest fragment we accept: 4 s at the highest rung are 3 MB.
const FRAGMENT_BYTES_MAX: u64 = 64 << 20;
const INIT_BYTES_MAX: u64 = 1 << 20;

/// The file is not what our ffmpeg commands write.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fmp4Error {
    /// A box is missing or malformed.
    #[error("unexpected fragmented MP4: {0}")]
    Malformed(&'static str),
    /// The file cannot be read, or a segment cannot be written.
    #[error("reading or writing a fragment")]
    Io(#[from] io::Error),
}

/// What the init segment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InitSegment {
    /// `ftyp` and `moov`.
    pub(crate) bytes: Vec<u8>,
    /// Ticks per second of the only track.
    pub(crate) timescale: u32,
    /// RFC 6381.
    pub(crate) codecs: String,
    /// Recognises inits that differ between chunks.
    pub(crate) sha256: [u8; 32],
    default_duration: u32,
}

/// One finished segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CutSegment {
    /// `moof` and `mdat`.
    pub(crate) bytes: Vec<u8>,
    /// Its length in the init's timescale.
    pub(crate) ticks: u32,
}

/// Reads a fragmented file front to back: first the init, then fragment by fragment.
#[derive(Debug)]
pub(crate) struct Cutter {
    file: BufReader<File>,
    left: u64,
    init: InitSegment,
    placement: Placement,
}

impl Cutter {
    /// Opens the file and reads its init segment.
    pub(crate) fn open(path: &Path, placement: Placement) -> Result<Self, Fmp4Error> {
        let file = File::open(path)?;
        let left = file.metadata()?.len();
        let mut reader = Reader { file: BufReader::new(file), left };
        let init = reader.read_init()?;
        Ok(Self { file: reader.file, left: reader.left, init, placement })
    }

    /// The init segment.
    pub(crate) const fn init(&self) -> &InitSegment {
        &self.init
    }

    /// The next segment; none at the end of the file.
    pub(crate) fn next_segment(&mut self) -> Result<Option<CutSegment>, Fmp4Error> {
        let mut moof = None;
        while self.left > 0 {
            let header = BoxHeader::read(&mut self.file, self.left)?;
            self.left -= header.size;
            match (&header.kind, moof.is_some()) {
                (b"moof", false) => moof = Some(header.read_whole(&mut self.file, FRAGMENT_BYTES_MAX)?),
                (b"mdat", true) => {
                    let mut bytes = moof.take().unwrap_or_default();
                    let ticks = self.placement.place(&mut bytes, self.init.default_duration)?;
                    bytes.extend(header.read_whole(&mut self.file, FRAGMENT_BYTES_MAX)?);
                    return Ok(Some(CutSegment { bytes, ticks }));
                }
                (b"styp" | b"sidx" | b"prft" | b"free" | b"mfra", _) => header.skip(&mut self.file)?,
                _ => return Err(Fmp4Error::Malformed("a box out of order")),
            }
        }
        if moof.is_some() { Err(Fmp4Error::Malformed("the file ends inside a fragment")) } else { Ok(None) }
    }
}

struct Reader {
    file: BufReader<File>,
    left: u64,
}

impl Reader {
    fn read_init(&mut self) -> Result<InitSegment, Fmp4Error> {
        let mut bytes = Vec::new();
        while self.left > 0 {
            let header = BoxHeader::read(&mut self.file, self.left)?;
            self.left -= header.size;
            match &header.kind {
                b"ftyp" => bytes.extend(header.read_whole(&mut self.file, INIT_BYTES_MAX)?),
                b"moov" => {
                    let moov = header.read_whole(&mut self.file, INIT_BYTES_MAX)?;
                    let timescale = timescale(&moov)?;
                    let codecs = codecs::of_moov(&moov)?;
                    let default_duration = default_duration(&moov);
                    bytes.extend(moov);
                    let sha256 = Sha256::digest(&bytes).into();
                    return Ok(InitSegment { bytes, timescale, codecs, sha256, default_duration });
                }
                b"free" | b"styp" => header.skip(&mut self.file)?,
                _ => return Err(Fmp4Error::Malformed("a box before the init segment")),
            }
        }
        Err(Fmp4Error::Malformed("no init segment"))
    }
}

impl BoxHeader {
    fn skip<R: Seek>(&self, file: &mut R) -> io::Result<()> {
        let rest = i64::try_from(self.size - self.header_bytes()).map_err(io::Error::other)?;
        file.seek(SeekFrom::Current(rest)).map(|_position| ())
    }

    /// The box with its header.
    fn read_whole<R: Read>(&self, file: &mut R, limit: u64) -> Result<Vec<u8>, Fmp4Error> {
        if self.size > limit {
            return Err(Fmp4Error::Malformed("a box above the limit"));
        }
        let mut bytes = self.raw.clone();
        file.take(self.size - self.header_bytes()).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == self.size { Ok(bytes) } else { Err(Fmp4Error::Malformed("the file ends inside a box")) }
    }
}

/// `mdhd`'s ticks per second.
fn timescale(moov: &[u8]) -> Result<u32, Fmp4Error> {
    let mdhd = find(moov, &[b"trak", b"mdia", b"mdhd"]).ok_or(Fmp4Error::Malformed("no mdhd"))?;
    let at = if mdhd.first() == Some(&1) { 20 } else { 12 };
    u32_at(mdhd, at).filter(|scale| *scale > 0).ok_or(Fmp4Error::Malformed("no timescale"))
}

/// `trex`'s duration for samples that name none.
fn default_duration(moov: &[u8]) -> u32 {
    find(moov, &[b"mvex", b"trex"]).and_then(|trex| u32_at(trex, 12)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
