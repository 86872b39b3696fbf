//! Bands of kente grow on a loom while the shuttle flies.

use super::{chance, put, real};

const COLOURS: [&str; 7] = ["#9A3412", "#E0A526", "#1F6B3A", "#27346B", "#14100D", "#F6EFE6", "#B3261E"];

pub(super) fn draw(svg: &mut String, t: f32) {
    svg.push_str(r##"<rect width="854" height="480" fill="#2A1710"/>"##);
    for band in 0..7_u32 {
        let x = 24.0 + real(band) * 116.0;
        let speed = 14.0 + 10.0 * chance(band + 5);
        cloth(svg, band, x, t * speed);
    }
    warp(svg, t);
    let beat = (t / 0.8).fract();
    let swing = if (t / 0.8) % 2.0 < 1.0 { beat } else { 1.0 - beat };
    let x = 40.0 + swing * 720.0;
    put(svg, format_args!(r##"<rect x="0" y="396" width="854" height="16" fill="#6B3A1E"/>"##));
    put(
        svg,
        format_args!(r##"<path d="M{x:.1} 404 l34 -11 l34 11 l-34 11Z" fill="#F2C14E" stroke="#14100D" stroke-width="2"/>"##),
    );
}

fn cloth(svg: &mut String, band: u32, x: f32, shift: f32) {
    let first = (shift / 40.0).floor();
    for row in 0..12_u32 {
        let y = 396.0 - real(row) * 40.0 - 40.0 + (shift - first * 40.0);
        // The pattern belongs to the cloth, not to the screen: the row's number moves with it.
        let number = row.wrapping_sub(whole(first)).wrapping_mul(31).wrapping_add(band * 7);
        let pick = |salt: u32| COLOURS[usize::try_from(number.wrapping_add(salt) % 7).unwrap_or(0)];
        let (ground, figure) = (pick(0), pick(3));
        put(svg, format_args!(r#"<rect x="{x:.0}" y="{y:.1}" width="104" height="40.5" fill="{ground}"/>"#));
        match number % 4 {
            0 => put(svg, format_args!(r#"<path d="M{x:.0} {y:.1} l52 40 l52 -40Z" fill="{figure}"/>"#)),
            1 => {
                for stripe in 0..5 {
                    let sx = x + real(stripe) * 22.0;
                    put(svg, format_args!(r#"<rect x="{sx:.0}" y="{y:.1}" width="11" height="40" fill="{figure}"/>"#));
                }
            }
            2 => put(svg, format_args!(r#"<path d="M{:.0} {y:.1} l36 20 l-36 20 l-36 -20Z" fill="{figure}"/>"#, x + 52.0)),
            _ => put(
                svg,
                format_args!(r#"<rect x="{:.0}" y="{:.1}" width="56" height="16" fill="{figure}"/>"#, x + 24.0, y + 12.0),
            ),
        }
    }
}

fn warp(svg: &mut String, t: f32) {
    for thread in 0..106 {
        let x = 6.0 + real(thread) * 8.0;
        let lift = if (thread + u32::from((t / 0.8) % 2.0 < 1.0)) % 2 == 0 { 6.0 } else { -6.0 };
        put(
            svg,
            format_args!(
                r##"<path d="M{x:.0} 412 Q{x:.0} {:.1} {x:.0} 480" stroke="#E3D9CC" stroke-width="1.6" fill="none"/>"##,
                446.0 + lift
            ),
        );
    }
}

/// A whole, non-negative number of rows.
fn whole(value: f32) -> u32 {
    // The films last seconds: the value stays far below 2^16.
    (0..4096).take_while(|row| real(*row) < value).last().unwrap_or(0)
}
