//! The pictures of the demo films: small animated drawings, computed frame by frame.
//!
//! A scene is a pure function from the time to an SVG of 854×480. No footage is needed, and the films differ enough in movement and
//! detail to show what the encoder does with them.

mod drum;
mod dunes;
mod loom;
mod night;
mod river;
mod rows;

use std::fmt::Write as _;

/// Width of a frame in pixels.
pub const WIDTH: u32 = 854;
/// Height of a frame in pixels.
pub const HEIGHT: u32 = 480;
/// Frames per second.
pub const FPS: u32 = 25;

/// One of the drawings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// A pirogue on a river at dusk.
    River,
    /// Bands of kente grow on a loom.
    Loom,
    /// Dunes pass under the harmattan.
    Dunes,
    /// A city by the sea at night.
    Night,
    /// Rings that follow a drum.
    Drum,
    /// Millet grows in the rain.
    Rows,
}

impl Scene {
    /// The frame at `t` seconds, as SVG.
    pub fn frame(self, t: f32) -> String {
        let mut svg = String::with_capacity(16 * 1024);
        put(&mut svg, format_args!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 854 480" width="854" height="480">"#));
        match self {
            Self::River => river::draw(&mut svg, t),
            Self::Loom => loom::draw(&mut svg, t),
            Self::Dunes => dunes::draw(&mut svg, t),
            Self::Night => night::draw(&mut svg, t),
            Self::Drum => drum::draw(&mut svg, t),
            Self::Rows => rows::draw(&mut svg, t),
        }
        svg.push_str("</svg>");
        svg
    }

    /// The sound, as an expression of ffmpeg's `aevalsrc`: plucked strings, drums, wind, waves.
    pub const fn sound(self) -> &'static str {
        match self {
            Self::River => {
                "0.22*sin(2*PI*(196+49*mod(floor(t*1.5)\\,4))*t)*exp(-4*mod(t\\,0.6667))+0.04*(random(0)-0.5)*(1+sin(0.7*t))"
            }
            Self::Loom => {
                "0.5*sin(2*PI*90*t)*exp(-18*mod(t\\,0.8))+0.2*(random(0)-0.5)*exp(-30*mod(t+0.4\\,0.8))+0.1*sin(2*PI*(262+33*mod(floor(t*1.25)\\,3))*t)*exp(-3*mod(t\\,0.8))"
            }
            Self::Dunes => "0.16*(random(0)-0.5)*(1.2+sin(0.5*t)+0.6*sin(1.3*t))+0.08*sin(2*PI*(110+2*sin(0.4*t))*t)",
            Self::Night => {
                "0.12*sin(2*PI*(220*pow(2\\,mod(floor(t*2)\\,5)/6))*t)*exp(-3*mod(t\\,0.5))+0.1*(random(0)-0.5)*(1+sin(0.9*t))*0.6"
            }
            Self::Drum => {
                "0.6*sin(2*PI*70*t)*exp(-9*mod(t\\,0.75))+0.4*sin(2*PI*180*t)*exp(-16*mod(t+0.1875\\,0.375))+0.2*(random(0)-0.5)*exp(-40*mod(t\\,0.1875))"
            }
            Self::Rows => "0.1*(random(0)-0.5)*(1+0.3*sin(3*t))+0.16*sin(2*PI*(147+49*mod(floor(t)\\,3))*t)*exp(-2*mod(t\\,1))",
        }
    }
}

/// Appends a formatted piece; writing to a string cannot fail.
fn put(svg: &mut String, piece: std::fmt::Arguments<'_>) {
    let _: std::fmt::Result = svg.write_fmt(piece);
}

/// A vertical gradient over the whole frame.
fn sky(svg: &mut String, id: &str, stops: &[(&str, &str)]) {
    put(svg, format_args!(r#"<linearGradient id="{id}" x1="0" y1="0" x2="0" y2="1">"#));
    for (offset, colour) in stops {
        put(svg, format_args!(r#"<stop offset="{offset}" stop-color="{colour}"/>"#));
    }
    put(svg, format_args!(r#"</linearGradient><rect width="854" height="480" fill="url(#{id})"/>"#));
}

/// A number in 0..1 that depends on the seed alone.
fn chance(seed: u32) -> f32 {
    let mut x = seed.wrapping_mul(0x9E37_79B1) ^ 0x85EB_CA6B;
    x ^= x >> 15;
    x = x.wrapping_mul(0x2C1B_3C6D);
    x ^= x >> 12;
    real(x & 0xFFFF) / 65_536.0
}

/// A small whole number as a coordinate.
fn real(value: u32) -> f32 {
    // Below 2^16, which an f32 holds exactly.
    f32::from(u16::try_from(value).unwrap_or(u16::MAX))
}

/// A ridge: a filled wave that moves with the time.
fn ridge(svg: &mut String, base: f32, height: f32, phase: f32, fill: &str) {
    put(svg, format_args!(r#"<path fill="{fill}" d="M0 480"#));
    for step in 0..=61 {
        let x = real(step) * 14.0;
        let y = base - height * ((x * 0.008 + phase).sin() * 0.6 + (x * 0.021 + phase * 1.7).sin() * 0.25);
        put(svg, format_args!(" L{x:.0} {y:.1}"));
    }
    svg.push_str(r#" L854 480Z"/>"#);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_draws_a_valid_picture_that_moves() {
        for scene in [Scene::River, Scene::Loom, Scene::Dunes, Scene::Night, Scene::Drum, Scene::Rows] {
            let (first, later) = (scene.frame(0.0), scene.frame(3.1));
            assert_ne!(first, later, "{scene:?}");
            resvg::usvg::Tree::from_str(&later, &resvg::usvg::Options::default()).unwrap();
        }
    }
}
