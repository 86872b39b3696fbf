//! Measured rates, by the definitions of RFC 8216 §4.4.6.2.

use crate::views::Segment;

/// The target duration of a playlist: the longest segment, rounded to whole seconds.
pub(super) fn target_duration_s(segments: &[Segment], timescale: u32) -> u64 {
    let longest = segments.iter().map(|segment| u64::from(segment.ticks)).max().unwrap_or(0);
    let timescale = u64::from(timescale.max(1));
    ((longest + timescale / 2) / timescale).max(1)
}

/// The highest rate of any run of segments that lasts between 0.5 and 1.5 target durations; of the whole when none does.
pub(crate) fn peak_bps(segments: &[Segment], timescale: u32) -> u32 {
    let target = target_duration_s(segments, timescale) * u64::from(timescale.max(1));
    let mut peak = 0;
    for start in 0..segments.len() {
        let (mut ticks, mut bytes) = (0, 0);
        for segment in segments.iter().skip(start) {
            ticks += u64::from(segment.ticks);
            bytes += u64::from(segment.size_bytes);
            if 2 * ticks > 3 * target {
                break;
            }
            if 2 * ticks >= target {
                peak = peak.max(rate(bytes, ticks, timescale));
            }
        }
    }
    peak.max(average_bps(segments, timescale))
}

/// All bits by the whole length.
pub(crate) fn average_bps(segments: &[Segment], timescale: u32) -> u32 {
    let ticks = segments.iter().map(|segment| u64::from(segment.ticks)).sum();
    let bytes = segments.iter().map(|segment| u64::from(segment.size_bytes)).sum();
    rate(bytes, ticks, timescale)
}

/// Bits per second, rounded up: a promise that is kept.
fn rate(bytes: u64, ticks: u64, timescale: u32) -> u32 {
    let bits = u128::from(bytes) * 8 * u128::from(timescale);
    u32::try_from(bits.div_ceil(u128::from(ticks.max(1)))).unwrap_or(u32::MAX)
}
