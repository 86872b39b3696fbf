//! A city by the sea at night: windows, palms, waves, a motorcycle taxi.

use super::{chance, put, real, sky};

pub(super) fn draw(svg: &mut String, t: f32) {
    sky(svg, "night", &[("0", "#0B1030"), ("0.7", "#27346B"), ("1", "#6B2FA0")]);
    for star in 0..70 {
        let shine = 0.35 + 0.55 * (t * (1.0 + chance(star)) + real(star)).sin().abs();
        put(
            svg,
            format_args!(
                r##"<circle cx="{:.1}" cy="{:.1}" r="1.3" fill="#F6EFE6" opacity="{shine:.2}"/>"##,
                chance(star) * 854.0,
                chance(star + 77) * 200.0
            ),
        );
    }
    put(svg, format_args!(r##"<circle cx="{:.1}" cy="92" r="34" fill="#F6EFE6"/>"##, 120.0 + t * 3.0));
    for house in 0..15 {
        building(svg, house, t);
    }
    svg.push_str(r##"<rect y="352" width="854" height="52" fill="#1E1814"/>"##);
    for mark in 0..12 {
        let x = real(mark) * 90.0 - (t * 60.0) % 90.0;
        put(svg, format_args!(r##"<rect x="{x:.1}" y="376" width="40" height="3" fill="#F2C14E"/>"##));
    }
    waves(svg, t);
    taxi(svg, (t * 74.0) % 1060.0 - 100.0, 372.0 + (t * 11.0).sin());
    palm(svg, 70.0, t);
    palm(svg, 780.0, t + 1.4);
}

fn building(svg: &mut String, house: u32, t: f32) {
    let (x, height) = (real(house) * 58.0 - 6.0, 60.0 + 130.0 * chance(house + 11));
    let top = 352.0 - height;
    put(svg, format_args!(r##"<rect x="{x:.1}" y="{top:.1}" width="54" height="{height:.1}" fill="#14100D"/>"##));
    for window in 0..24 {
        let (wx, wy) = (x + 6.0 + real(window % 4) * 12.0, top + 8.0 + real(window / 4) * 20.0);
        let lit = chance(house * 40 + window) + 0.35 * (t * 0.35 + real(window) + real(house)).sin();
        if wy < 338.0 && lit > 0.55 {
            put(svg, format_args!(r##"<rect x="{wx:.1}" y="{wy:.1}" width="7" height="10" fill="#F2C14E"/>"##));
        }
    }
}

fn taxi(svg: &mut String, x: f32, y: f32) {
    put(
        svg,
        format_args!(
            r##"<g transform="translate({x:.1} {y:.1})"><path d="M66 4 L300 -22 L300 34Z" fill="#F2C14E" opacity="0.28"/>"##
        ),
    );
    svg.push_str(r##"<g fill="none" stroke="#E3D9CC" stroke-width="4"><circle cx="4" cy="18" r="13"/><circle cx="58" cy="18" r="13"/></g>"##);
    svg.push_str(r##"<path d="M-2 6 L46 4 L60 14 L54 -10 L40 -4 L0 -6Z" fill="#B3261E"/><path d="M16 -4 L20 -34 Q26 -42 34 -32 L38 -8Z" fill="#E0A526"/>"##);
    svg.push_str(
        r##"<circle cx="27" cy="-46" r="9" fill="#14100D"/><path d="M32 -28 L54 -12" stroke="#14100D" stroke-width="5"/></g>"##,
    );
}

fn waves(svg: &mut String, t: f32) {
    for wave in 0..5 {
        let y = 406.0 + real(wave) * 16.0;
        put(svg, format_args!(r##"<path fill="none" stroke="#A9B8FF" stroke-width="2" opacity="0.65" d="M-20 {y:.1}"##));
        for step in 0..=36 {
            let x = real(step) * 25.0 - 20.0;
            put(svg, format_args!(" L{x:.0} {:.1}", y + 5.0 * (x * 0.03 + t * (1.2 + 0.2 * real(wave)) + real(wave)).sin()));
        }
        svg.push_str(r#""/>"#);
    }
}

fn palm(svg: &mut String, x: f32, t: f32) {
    let sway = (t * 0.9).sin() * 7.0;
    put(
        svg,
        format_args!(
            r##"<path d="M{x:.1} 404 Q{:.1} 300 {:.1} 210" stroke="#0A0705" stroke-width="11" fill="none"/>"##,
            x + 8.0,
            x + sway
        ),
    );
    for leaf in 0..8 {
        let angle = real(leaf) * 0.785 + sway * 0.012;
        let (dx, dy) = (angle.cos() * 84.0, angle.sin() * 44.0);
        put(
            svg,
            format_args!(
                r##"<path d="M{:.1} 210 q{:.1} {:.1} {dx:.1} {:.1}" stroke="#0A0705" stroke-width="6" fill="none"/>"##,
                x + sway,
                dx * 0.5,
                dy - 26.0,
                dy
            ),
        );
    }
}
