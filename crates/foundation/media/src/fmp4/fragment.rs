//! Moving one fragment to its place in the film.

use super::{
    Fmp4Error,
    boxes::{child, put_u32, put_u64, u32_at, u64_at},
};

const TFHD_BASE_DATA_OFFSET: u32 = 0x01;
const TFHD_DESCRIPTION: u32 = 0x02;
const TFHD_DURATION: u32 = 0x08;
const TRUN_DATA_OFFSET: u32 = 0x001;
const TRUN_FIRST_FLAGS: u32 = 0x004;
const TRUN_DURATION: u32 = 0x100;
const TRUN_SIZE: u32 = 0x200;
const TRUN_FLAGS: u32 = 0x400;
const TRUN_COMPOSITION: u32 = 0x800;

/// Where the fragments of a file belong.
#[derive(Debug, Clone)]
pub(crate) struct Placement {
    start_ticks: u64,
    next_sequence: u32,
    /// The composition delay of the first sample, taken off every sample.
    delay: Option<u32>,
}

/// One `traf`, by the offsets of what is changed.
struct TrackFragment {
    tfdt: usize,
    trun: (usize, usize),
    default_duration: u32,
}

impl Placement {
    /// Fragments that start at this tick of the film; the first one is the segment of this number, from 0.
    pub(crate) const fn new(start_ticks: u64, first_segment: u32) -> Self {
        Self { start_ticks, next_sequence: first_segment + 1, delay: None }
    }

    /// Moves a `moof` and tells its length in ticks.
    pub(super) fn place(&mut self, moof: &mut [u8], trex_duration: u32) -> Result<u32, Fmp4Error> {
        let end = moof.len();
        let (mfhd, _) = child(moof, 8, end, b"mfhd").ok_or(Fmp4Error::Malformed("no mfhd"))?;
        put_u32(moof, mfhd + 4, self.next_sequence)?;
        self.next_sequence += 1;
        let track = TrackFragment::read(moof, trex_duration)?;
        self.move_start(moof, track.tfdt)?;
        self.walk_samples(moof, &track)
    }

    fn move_start(&self, moof: &mut [u8], tfdt: usize) -> Result<(), Fmp4Error> {
        if moof.get(tfdt) != Some(&1) {
            return Err(Fmp4Error::Malformed("a 32-bit tfdt"));
        }
        let start = u64_at(moof, tfdt + 4).ok_or(Fmp4Error::Malformed("a short tfdt"))?;
        put_u64(moof, tfdt + 4, start + self.start_ticks)
    }

    /// Sums the durations and takes the composition delay off.
    fn walk_samples(&mut self, moof: &mut [u8], track: &TrackFragment) -> Result<u32, Fmp4Error> {
        let short = || Fmp4Error::Malformed("a short trun");
        let (from, to) = track.trun;
        let flags = u32_at(moof, from).ok_or_else(short)? & 0x00ff_ffff;
        let count = u32_at(moof, from + 4).ok_or_else(short)?;
        let mut at = from + 8 + 4 * [TRUN_DATA_OFFSET, TRUN_FIRST_FLAGS].iter().filter(|flag| flags & **flag != 0).count();
        let mut total = 0_u32;
        for _ in 0..count {
            let duration = if flags & TRUN_DURATION == 0 {
                track.default_duration
            } else {
                at += 4;
                u32_at(moof, at - 4).ok_or_else(short)?
            };
            total = total.checked_add(duration).ok_or_else(short)?;
            at += 4 * [TRUN_SIZE, TRUN_FLAGS].iter().filter(|flag| flags & **flag != 0).count();
            if flags & TRUN_COMPOSITION != 0 {
                let offset = u32_at(moof, at).ok_or_else(short)?;
                let delay = *self.delay.get_or_insert(offset);
                // Offsets are signed in version 1, so wrapping subtraction is the right arithmetic.
                put_u32(moof, at, offset.wrapping_sub(delay))?;
                at += 4;
            }
        }
        if flags & TRUN_COMPOSITION != 0 {
            put_u32(moof, from, 0x0100_0000 | flags)?;
        }
        if at == to && total > 0 { Ok(total) } else { Err(short()) }
    }
}

impl TrackFragment {
    fn read(moof: &[u8], trex_duration: u32) -> Result<Self, Fmp4Error> {
        let (from, to) = child(moof, 8, moof.len(), b"traf").ok_or(Fmp4Error::Malformed("no traf"))?;
        let (tfhd, _) = child(moof, from, to, b"tfhd").ok_or(Fmp4Error::Malformed("no tfhd"))?;
        let (tfdt, _) = child(moof, from, to, b"tfdt").ok_or(Fmp4Error::Malformed("no tfdt"))?;
        let trun = child(moof, from, to, b"trun").ok_or(Fmp4Error::Malformed("no trun"))?;
        if child(moof, trun.1, to, b"trun").is_some() || child(moof, to, moof.len(), b"traf").is_some() {
            return Err(Fmp4Error::Malformed("several runs in a fragment"));
        }
        let flags = u32_at(moof, tfhd).unwrap_or(0);
        let skipped = usize::from(flags & TFHD_BASE_DATA_OFFSET != 0) * 8 + usize::from(flags & TFHD_DESCRIPTION != 0) * 4;
        let default_duration = if flags & TFHD_DURATION == 0 {
            trex_duration
        } else {
            u32_at(moof, tfhd + 8 + skipped).ok_or(Fmp4Error::Malformed("a short tfhd"))?
        };
        Ok(Self { tfdt, trun, default_duration })
    }
}
