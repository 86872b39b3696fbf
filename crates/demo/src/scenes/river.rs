//! A pirogue crosses a river at dusk.

use super::{chance, put, real, ridge, sky};

pub(super) fn draw(svg: &mut String, t: f32) {
    sky(svg, "dusk", &[("0", "#27346B"), ("0.35", "#9A3412"), ("0.6", "#E0A526"), ("1", "#5B2410")]);
    let sun = 205.0 + t * 1.2;
    put(svg, format_args!(r##"<circle cx="560" cy="{sun:.1}" r="62" fill="#F2C14E"/>"##));
    birds(svg, t);
    ridge(svg, 262.0, 26.0, 0.4 + t * 0.01, "#4A1E10");
    ridge(svg, 276.0, 14.0, 2.1 + t * 0.02, "#331409");
    put(svg, format_args!(r##"<rect y="280" width="854" height="200" fill="#3B2136"/>"##));
    reflections(svg, t);
    boat(svg, -80.0 + t * 26.0, 352.0 + (t * 1.7).sin() * 3.0, (t * 1.7).cos() * 1.6);
}

fn reflections(svg: &mut String, t: f32) {
    for line in 0..46 {
        let y = 284.0 + real(line) * 4.3;
        let drift = (t * (0.7 + chance(line)) + real(line)).sin() * (6.0 + real(line) * 0.5);
        let width = 70.0 + real(line) * 2.2 * chance(line + 90);
        let x = 560.0 - width / 2.0 + drift;
        put(svg, format_args!(r##"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="2" fill="#F0894F" opacity="0.55"/>"##));
        let far = (chance(line + 300) * 900.0 + t * 9.0) % 900.0 - 30.0;
        put(
            svg,
            format_args!(r##"<rect x="{far:.1}" y="{:.1}" width="58" height="1.5" fill="#A9B8FF" opacity="0.3"/>"##, y + 2.0),
        );
    }
}

fn boat(svg: &mut String, x: f32, y: f32, tilt: f32) {
    put(svg, format_args!(r##"<g transform="translate({x:.1} {y:.1}) rotate({tilt:.2})" fill="#140905">"##));
    svg.push_str(r#"<path d="M-96 0 Q0 34 104 -8 L96 6 Q0 48 -88 10Z"/>"#);
    svg.push_str(r#"<path d="M-10 6 L-14 -44 Q-8 -58 2 -46 L8 6Z"/><circle cx="-5" cy="-62" r="9"/>"#);
    svg.push_str(r##"<path d="M2 -40 L34 -18 M34 -84 L28 52" stroke="#140905" stroke-width="5" fill="none"/>"##);
    svg.push_str(r##"<path d="M-60 6 L-64 -14 L-36 -14 L-34 8Z" fill="#27346B"/></g>"##);
}

fn birds(svg: &mut String, t: f32) {
    for bird in 0..7 {
        let x = (chance(bird) * 700.0 + t * 34.0) % 940.0 - 40.0;
        let y = 60.0 + chance(bird + 20) * 90.0 + (t + real(bird)).sin() * 6.0;
        let wing = (t * 7.0 + real(bird) * 1.3).sin() * 6.0;
        put(
            svg,
            format_args!(
                r##"<path d="M{:.1} {:.1} Q{x:.1} {y:.1} {x:.1} {:.1} Q{x:.1} {y:.1} {:.1} {:.1}" stroke="#140905" stroke-width="2.4" fill="none"/>"##,
                x - 11.0,
                y - wing,
                y + 3.0,
                x + 11.0,
                y - wing
            ),
        );
    }
}
