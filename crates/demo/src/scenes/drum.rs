//! Rings of patterns that swell with the drum.

use super::{put, real};

const COLOURS: [&str; 5] = ["#9A3412", "#E0A526", "#27346B", "#1F6B3A", "#F6EFE6"];

pub(super) fn draw(svg: &mut String, t: f32) {
    svg.push_str(r##"<rect width="854" height="480" fill="#14100D"/>"##);
    let low = (-5.0 * (t / 0.75).fract()).exp();
    let high = (-6.0 * ((t + 0.1875) / 0.375).fract()).exp();
    for ring in (0..9_u32).rev() {
        let turn = if ring % 2 == 0 { t * (9.0 + real(ring)) } else { -t * (11.0 + real(ring)) };
        let radius = 30.0 + real(ring) * 42.0 + low * 16.0 + high * 6.0;
        let colour = COLOURS[usize::try_from((ring + beat(t)) % 5).unwrap_or(0)];
        put(svg, format_args!(r#"<g transform="translate(427 240) rotate({turn:.2})" fill="{colour}">"#));
        let teeth = 8 + ring * 4;
        for tooth in 0..teeth {
            let angle = real(tooth) * 360.0 / real(teeth);
            put(
                svg,
                format_args!(
                    r#"<path transform="rotate({angle:.2})" d="M-13 {:.1} L0 {:.1} L13 {:.1}Z"/>"#,
                    -radius,
                    -radius - 30.0,
                    -radius
                ),
            );
        }
        put(svg, format_args!(r#"<circle r="{radius:.1}" fill="none" stroke="{colour}" stroke-width="5"/></g>"#));
    }
    let skin = 34.0 + low * 14.0;
    put(
        svg,
        format_args!(
            r##"<circle cx="427" cy="240" r="{skin:.1}" fill="#F6EFE6"/><circle cx="427" cy="240" r="{:.1}" fill="#9A3412"/>"##,
            skin * 0.45
        ),
    );
}

/// The number of the beat, so that the colours move on.
fn beat(t: f32) -> u32 {
    (0..400).take_while(|beat| real(*beat) * 1.5 < t).last().unwrap_or(0)
}
