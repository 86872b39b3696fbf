//! Dunes and baobabs pass under the dust of the harmattan.

use super::{chance, put, real, ridge, sky};

pub(super) fn draw(svg: &mut String, t: f32) {
    sky(svg, "dust", &[("0", "#D9A066"), ("0.5", "#F0D9B5"), ("1", "#E8B878")]);
    put(svg, format_args!(r##"<circle cx="{:.1}" cy="120" r="46" fill="#FFF4DC" opacity="0.9"/>"##, 640.0 - t * 2.0));
    ridge(svg, 270.0, 30.0, t * 0.05, "#D08C4A");
    tree(svg, 980.0 - (t * 16.0) % 1200.0, 292.0, 0.6, "#8A4B22");
    ridge(svg, 310.0, 34.0, 1.3 + t * 0.11, "#B56B2D");
    tree(svg, 1060.0 - (t * 38.0) % 1300.0, 352.0, 1.1, "#5B2C10");
    walkers(svg, t);
    ridge(svg, 392.0, 40.0, 2.6 + t * 0.24, "#7A3B14");
    grains(svg, t);
}

fn tree(svg: &mut String, x: f32, y: f32, size: f32, fill: &str) {
    put(svg, format_args!(r#"<g transform="translate({x:.1} {y:.1}) scale({size})" fill="{fill}" stroke="{fill}">"#));
    svg.push_str(r#"<path d="M-18 40 Q-10 -20 -22 -70 L22 -70 Q10 -20 18 40Z"/>"#);
    for (dx, dy) in [(-64, -112), (-36, -130), (0, -138), (36, -128), (62, -108)] {
        put(
            svg,
            format_args!(
                r#"<path d="M{} -66 Q{} -96 {dx} {dy}" stroke-width="7" fill="none"/><circle cx="{dx}" cy="{dy}" r="15"/>"#,
                dx / 5,
                dx / 2
            ),
        );
    }
    svg.push_str("</g>");
}

fn walkers(svg: &mut String, t: f32) {
    for walker in 0..5 {
        let x = 140.0 + real(walker) * 52.0 + t * 9.0;
        let y = 372.0 + (t * 3.2 + real(walker)).sin() * 1.6;
        let step = (t * 3.2 + real(walker)).sin() * 6.0;
        put(
            svg,
            format_args!(
                r##"<g fill="#2A1308" stroke="#2A1308"><path d="M{:.1} {:.1} l8 -34 q4 -8 8 0 l8 34Z"/><circle cx="{x:.1}" cy="{:.1}" r="5.5"/>"##,
                x - 12.0,
                y,
                y - 42.0
            ),
        );
        put(svg, format_args!(r##"<ellipse cx="{x:.1}" cy="{:.1}" rx="12" ry="6" fill="#9A3412"/>"##, y - 52.0));
        put(
            svg,
            format_args!(
                r#"<path d="M{:.1} {y:.1} l{step:.1} 16 M{:.1} {y:.1} l{:.1} 16" stroke-width="3"/></g>"#,
                x - 3.0,
                x + 3.0,
                -step
            ),
        );
    }
}

fn grains(svg: &mut String, t: f32) {
    for grain in 0..170 {
        let speed = 190.0 + 240.0 * chance(grain);
        let x = (chance(grain + 400) * 940.0 + t * speed) % 940.0 - 40.0;
        let y = chance(grain + 800) * 480.0 + (t * 2.0 + real(grain)).sin() * 8.0;
        let length = 8.0 + 20.0 * chance(grain + 1200);
        put(
            svg,
            format_args!(r##"<rect x="{x:.1}" y="{y:.1}" width="{length:.1}" height="1.3" fill="#FFF4DC" opacity="0.5"/>"##),
        );
    }
}
