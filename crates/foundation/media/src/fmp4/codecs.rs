//! Codec strings for playlists (RFC 6381, the AV1 ISOBMFF binding §5), read from what the encoder really wrote.

use super::{
    Fmp4Error,
    boxes::{child, find},
};

/// Bytes of a visual sample entry before its child boxes.
const VISUAL_ENTRY: usize = 78;
/// Bytes of an audio sample entry before its child boxes.
const AUDIO_ENTRY: usize = 28;

/// The codec string of the only track.
pub(super) fn of_moov(moov: &[u8]) -> Result<String, Fmp4Error> {
    let stsd = find(moov, &[b"trak", b"mdia", b"minf", b"stbl", b"stsd"]).ok_or(Fmp4Error::Malformed("no stsd"))?;
    let entry = |kind: &[u8; 4]| child(stsd, 8, stsd.len(), kind);
    if let Some((from, to)) = entry(b"avc1") {
        return config(stsd, from + VISUAL_ENTRY, to, b"avcC").and_then(avc);
    }
    if let Some((from, to)) = entry(b"av01") {
        return config(stsd, from + VISUAL_ENTRY, to, b"av1C").and_then(av1);
    }
    if let Some((from, to)) = entry(b"mp4a") {
        return config(stsd, from + AUDIO_ENTRY, to, b"esds").and_then(mpeg4_audio);
    }
    if entry(b"Opus").is_some() {
        return Ok("opus".to_owned());
    }
    Err(Fmp4Error::Malformed("a codec that we do not write"))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "byte strings are references")]
fn config<'a>(stsd: &'a [u8], from: usize, to: usize, kind: &[u8; 4]) -> Result<&'a [u8], Fmp4Error> {
    let found = child(stsd, from, to, kind).and_then(|(from, to)| stsd.get(from..to));
    found.ok_or(Fmp4Error::Malformed("no decoder configuration"))
}

fn avc(record: &[u8]) -> Result<String, Fmp4Error> {
    let [_version, profile, compatibility, level, ..] = record else {
        return Err(Fmp4Error::Malformed("a short avcC"));
    };
    Ok(format!("avc1.{profile:02x}{compatibility:02x}{level:02x}"))
}

fn av1(record: &[u8]) -> Result<String, Fmp4Error> {
    let [_marker, profile_level, flags, ..] = record else {
        return Err(Fmp4Error::Malformed("a short av1C"));
    };
    let (profile, level) = (profile_level >> 5, profile_level & 0x1f);
    let tier = if flags & 0x80 == 0 { 'M' } else { 'H' };
    let depth = match (flags & 0x40 != 0, flags & 0x20 != 0) {
        (false, _) => 8,
        (true, false) => 10,
        (true, true) => 12,
    };
    Ok(format!("av01.{profile}.{level:02}{tier}.{depth:02}"))
}

/// Walks the descriptors of `esds` to the object type and the first five bits of the decoder configuration.
fn mpeg4_audio(esds: &[u8]) -> Result<String, Fmp4Error> {
    let malformed = || Fmp4Error::Malformed("a short esds");
    let es = descriptor(esds.get(4..).unwrap_or_default(), 0x03).ok_or_else(malformed)?;
    let decoder = descriptor(es.get(3..).unwrap_or_default(), 0x04).ok_or_else(malformed)?;
    let object_type = decoder.first().ok_or_else(malformed)?;
    let specific = descriptor(decoder.get(13..).unwrap_or_default(), 0x05).ok_or_else(malformed)?;
    let audio_object = specific.first().ok_or_else(malformed)? >> 3;
    Ok(format!("mp4a.{object_type:x}.{audio_object}"))
}

/// The content of a descriptor: a tag, a length of up to four 7-bit bytes, the content.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    if *bytes.first()? != tag {
        return None;
    }
    let mut length = 0_usize;
    for at in 1..=4 {
        let byte = *bytes.get(at)?;
        length = length << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return bytes.get(at + 1..at + 1 + length);
        }
    }
    None
}
