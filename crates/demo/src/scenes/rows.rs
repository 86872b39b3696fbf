//! Millet grows in the first rain.

use super::{chance, put, real, ridge, sky};

pub(super) fn draw(svg: &mut String, t: f32) {
    sky(svg, "rain", &[("0", "#55665F"), ("0.5", "#9DB2AA"), ("1", "#DCE6E2")]);
    for cloud in 0..6 {
        let x = (real(cloud) * 180.0 + t * (8.0 + 5.0 * chance(cloud))) % 1080.0 - 120.0;
        let y = 50.0 + 50.0 * chance(cloud + 3);
        put(
            svg,
            format_args!(
                r##"<g fill="#3D4B46" opacity="0.75"><ellipse cx="{x:.1}" cy="{y:.1}" rx="96" ry="26"/><ellipse cx="{:.1}" cy="{:.1}" rx="54" ry="30"/></g>"##,
                x + 30.0,
                y - 16.0
            ),
        );
    }
    ridge(svg, 226.0, 22.0, 0.9, "#2F5D3A");
    svg.push_str(r##"<rect y="240" width="854" height="240" fill="#6B3A1E"/>"##);
    for row in 0..7_u32 {
        furrow(svg, row, t);
    }
    for drop in 0..210 {
        let speed = 420.0 + 160.0 * chance(drop);
        let y = (chance(drop + 500) * 520.0 + t * speed) % 520.0 - 30.0;
        let x = chance(drop + 900) * 900.0 - (y * 0.12);
        put(svg, format_args!(r##"<path d="M{x:.1} {y:.1} l-2.6 22" stroke="#F7FAF9" stroke-width="1.2" opacity="0.5"/>"##));
    }
}

fn furrow(svg: &mut String, row: u32, t: f32) {
    let depth = real(row + 1) / 7.0;
    let y = 248.0 + depth * depth * 224.0;
    put(svg, format_args!(r##"<rect y="{y:.1}" width="854" height="{:.1}" fill="#4A2412"/>"##, 3.0 + 7.0 * depth));
    let plants = 34 - row * 3;
    for plant in 0..plants {
        let seed = row * 64 + plant;
        let x = (real(plant) + 0.5 + 0.3 * (chance(seed) - 0.5)) * 854.0 / real(plants);
        let grown = ((t - chance(seed + 70) * 6.0) / 14.0).clamp(0.0, 1.0);
        let height = grown * (26.0 + 120.0 * depth);
        let bend = (t * 1.4 + real(seed)).sin() * 9.0 * depth * grown;
        let width = 1.4 + 3.0 * depth;
        put(
            svg,
            format_args!(
                r##"<path d="M{x:.1} {y:.1} q{:.1} {:.1} {bend:.1} {:.1}" stroke="#4F9A4A" stroke-width="{width:.1}" fill="none"/>"##,
                bend * 0.2,
                -height * 0.6,
                -height
            ),
        );
        for side in [-1.0_f32, 1.0] {
            put(
                svg,
                format_args!(
                    r##"<path d="M{x:.1} {:.1} q{:.1} {:.1} {:.1} {:.1}" stroke="#6FCF97" stroke-width="{width:.1}" fill="none"/>"##,
                    y - height * 0.4,
                    side * height * 0.2,
                    -height * 0.18,
                    side * height * 0.34 + bend,
                    -height * 0.02
                ),
            );
        }
        if grown > 0.75 {
            put(
                svg,
                format_args!(
                    r##"<ellipse cx="{:.1}" cy="{:.1}" rx="{:.1}" ry="{:.1}" fill="#E0A526"/>"##,
                    x + bend,
                    y - height,
                    2.0 + 3.0 * depth,
                    (grown - 0.75) * 60.0 * depth
                ),
            );
        }
    }
}
