//! The box structure: headers, children, big-endian numbers. Reading past the end gives none.

use std::io::Read;

use super::Fmp4Error;

/// The size and type before a box's content.
#[derive(Debug, Clone)]
pub(super) struct BoxHeader {
    pub(super) kind: [u8; 4],
    /// With the header.
    pub(super) size: u64,
    pub(super) raw: Vec<u8>,
}

impl BoxHeader {
    pub(super) fn read<R: Read>(file: &mut R, left: u64) -> Result<Self, Fmp4Error> {
        let mut raw = vec![0; 8];
        file.read_exact(&mut raw)?;
        let short = u64::from(u32_at(&raw, 0).unwrap_or(0));
        let mut kind = [0; 4];
        kind.copy_from_slice(raw.get(4..8).unwrap_or(b"free"));
        let size = if short == 1 {
            let mut long = [0; 8];
            file.read_exact(&mut long)?;
            raw.extend(long);
            u64::from_be_bytes(long)
        } else {
            short
        };
        if size < raw.len() as u64 || size > left {
            return Err(Fmp4Error::Malformed("a box larger than its file"));
        }
        Ok(Self { kind, size, raw })
    }

    pub(super) fn header_bytes(&self) -> u64 {
        self.raw.len() as u64
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_be_bytes)
}

pub(super) fn put_u32(bytes: &mut [u8], at: usize, value: u32) -> Result<(), Fmp4Error> {
    let place = bytes.get_mut(at..at + 4).ok_or(Fmp4Error::Malformed("a short box"))?;
    place.copy_from_slice(&value.to_be_bytes());
    Ok(())
}

pub(super) fn put_u64(bytes: &mut [u8], at: usize, value: u64) -> Result<(), Fmp4Error> {
    let place = bytes.get_mut(at..at + 8).ok_or(Fmp4Error::Malformed("a short box"))?;
    place.copy_from_slice(&value.to_be_bytes());
    Ok(())
}

/// Where the content of a child lies, searched between two offsets of `bytes`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "byte strings are references")]
pub(super) fn child(bytes: &[u8], from: usize, to: usize, kind: &[u8; 4]) -> Option<(usize, usize)> {
    let mut at = from;
    while at + 8 <= to {
        let size = usize::try_from(u32_at(bytes, at)?).ok()?;
        if size < 8 || at + size > to {
            return None;
        }
        if bytes.get(at + 4..at + 8)? == kind {
            return Some((at + 8, at + size));
        }
        at += size;
    }
    None
}

/// The content of a nested box, below the header of the outer one.
pub(super) fn find<'a>(outer: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    let (mut from, mut to) = (8, outer.len());
    for kind in path {
        (from, to) = child(outer, from, to, kind)?;
    }
    outer.get(from..to)
}
