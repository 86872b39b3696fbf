use std::io::Write as _;

use super::*;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "byte strings are references")]
fn mp4_box(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(content.len() + 8).unwrap().to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(content);
    bytes
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// An init of an AV1 track: level 2.1, main tier, 8 bits, 24 000 ticks a second.
fn init() -> Vec<u8> {
    let mut entry = vec![0; 78];
    entry.extend(mp4_box(b"av1C", &[0x81, 0x01, 0x0c, 0x00]));
    let mut stsd = words(&[0, 1]);
    stsd.extend(mp4_box(b"av01", &entry));
    let stbl = mp4_box(b"stbl", &mp4_box(b"stsd", &stsd));
    let mut mdia = mp4_box(b"mdhd", &words(&[0, 0, 0, 24_000, 0, 0]));
    mdia.extend(mp4_box(b"minf", &stbl));
    let mut moov = mp4_box(b"trak", &mp4_box(b"mdia", &mdia));
    moov.extend(mp4_box(b"mvex", &mp4_box(b"trex", &words(&[0, 1, 1, 500, 0, 0]))));
    let mut bytes = mp4_box(b"ftyp", b"iso6");
    bytes.extend(mp4_box(b"moov", &moov));
    bytes
}

/// A fragment of three pictures shown in the order 1, 3, 2, with ffmpeg's delay of two pictures.
fn fragment(start: u32) -> Vec<u8> {
    let trun = words(&[0x0100_0a01, 3, 0, 10, 2000, 20, 3000, 30, 1000]);
    let mut traf = mp4_box(b"tfhd", &words(&[0x0002_0008, 1, 1000]));
    traf.extend(mp4_box(b"tfdt", &words(&[0x0100_0000, 0, start])));
    traf.extend(mp4_box(b"trun", &trun));
    let mut moof = mp4_box(b"mfhd", &words(&[0, 1]));
    moof.extend(mp4_box(b"traf", &traf));
    let mut bytes = mp4_box(b"moof", &moof);
    bytes.extend(mp4_box(b"mdat", &[7; 60]));
    bytes
}

fn file(parts: &[Vec<u8>]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&parts.concat()).unwrap();
    file
}

#[test]
fn fragments_move_to_their_place_and_lose_the_delay() {
    let file = file(&[init(), fragment(0), fragment(3000)]);
    let mut cutter = Cutter::open(file.path(), Placement::new(96_000, 4)).unwrap();
    assert_eq!((cutter.init().timescale, cutter.init().codecs.as_str()), (24_000, "av01.0.01M.08"));
    let first = cutter.next_segment().unwrap().unwrap();
    let second = cutter.next_segment().unwrap().unwrap();
    assert_eq!(cutter.next_segment().unwrap(), None);
    assert_eq!((first.ticks, second.ticks), (3000, 3000));
    let traf = |moof: &[u8], kind: &[u8; 4]| find(moof, &[b"traf", kind]).unwrap().to_vec();
    assert_eq!(boxes::u64_at(&traf(&second.bytes, b"tfdt"), 4), Some(99_000));
    assert_eq!(u32_at(find(&second.bytes, &[b"mfhd"]).unwrap(), 4), Some(6));
    let trun = traf(&first.bytes, b"trun");
    let offsets: Vec<_> = [16, 24, 32].map(|at| u32_at(&trun, at).unwrap().cast_signed()).into();
    assert_eq!(offsets, [0, 1000, -1000]);
    assert!(first.bytes.ends_with(&[7; 60]));
}

#[test]
fn damaged_files_are_errors() {
    let whole = [init(), fragment(0)].concat();
    for cut in [0, 4, 40, init().len() + 20, whole.len() - 30] {
        let file = file(&[whole[..cut].to_vec()]);
        let read = Cutter::open(file.path(), Placement::new(0, 0)).and_then(|mut cutter| cutter.next_segment());
        assert!(read.is_err(), "cut at {cut}");
    }
    let file = file(&[fragment(0)]);
    assert!(Cutter::open(file.path(), Placement::new(0, 0)).is_err());
}

#[test]
fn every_codec_string_comes_from_its_configuration() {
    let entry = |kind: &[u8; 4], header: usize, config: Vec<u8>| {
        let mut content = vec![0; header];
        content.extend(config);
        let mut stsd = words(&[0, 1]);
        stsd.extend(mp4_box(kind, &content));
        let stbl = mp4_box(b"stbl", &mp4_box(b"stsd", &stsd));
        let minf = mp4_box(b"minf", &stbl);
        mp4_box(b"moov", &mp4_box(b"trak", &mp4_box(b"mdia", &minf)))
    };
    let avc = entry(b"avc1", 78, mp4_box(b"avcC", &[1, 0x4d, 0x40, 0x1e, 0xff]));
    assert_eq!(codecs::of_moov(&avc).unwrap(), "avc1.4d401e");
    let high_tier = entry(b"av01", 78, mp4_box(b"av1C", &[0x81, 0x2d, 0xc0, 0]));
    assert_eq!(codecs::of_moov(&high_tier).unwrap(), "av01.1.13H.10");
    let mut esds = vec![0, 0, 0, 0, 0x03, 0x80, 0x80, 0x80, 0x25, 0, 1, 0, 0x04, 0x80, 0x80, 0x80, 0x17, 0x40];
    esds.extend([0; 12]);
    esds.extend([0x05, 0x80, 0x80, 0x80, 0x05, 0x11, 0x90, 0x56, 0xe5, 0x00]);
    // The lengths above are those of ffmpeg's boxes, where a third descriptor follows.
    esds.extend([0x06, 0x80, 0x80, 0x80, 0x01, 0x02]);
    esds[8] = u8::try_from(esds.len() - 9).unwrap();
    assert_eq!(codecs::of_moov(&entry(b"mp4a", 28, mp4_box(b"esds", &esds))).unwrap(), "mp4a.40.2");
    assert_eq!(codecs::of_moov(&entry(b"Opus", 28, mp4_box(b"dOps", &[0; 11]))).unwrap(), "opus");
    assert!(codecs::of_moov(&entry(b"hvc1", 78, mp4_box(b"hvcC", &[0; 30]))).is_err());
}
