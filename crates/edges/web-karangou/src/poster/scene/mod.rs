//! The scenes of a poster. Each fills the whole sheet; the lower third will be darkened for the title.

#![expect(clippy::format_collect, reason = "scenes are a few kilobytes of text, written once")]

mod cloth;
mod hills;
mod river;
mod rosette;
mod town;
mod tree;

use crate::drawing::{Canvas, Dice, Dye, Palette, Textile, mix};

/// What a poster shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scene {
    Hills,
    Rosette,
    Town,
    Tree,
    River,
    Cloth,
}

const SCENES: [Scene; 6] = [Scene::Hills, Scene::Rosette, Scene::Town, Scene::Tree, Scene::River, Scene::Cloth];

/// The scene and the palette of a seed. Every scene meets every palette in turn.
pub(super) fn choose(seed: u64) -> (Scene, Palette) {
    let count = SCENES.len() as u64;
    let scene = usize::try_from(seed % count).unwrap_or(0);
    let palette = usize::try_from((seed + seed / count) % count).unwrap_or(0);
    (SCENES[scene], Palette::ALL[palette])
}

impl Scene {
    pub(super) fn draw(self, canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
        match self {
            Self::Hills => hills::draw(canvas, palette, dice),
            Self::Rosette => rosette::draw(canvas, palette, dice),
            Self::Town => town::draw(canvas, palette, dice),
            Self::Tree => tree::draw(canvas, palette, dice),
            Self::River => river::draw(canvas, palette, dice),
            Self::Cloth => cloth::draw(canvas, palette, dice),
        }
    }
}

/// The sky: from deep above to warm at the horizon.
fn sky(canvas: &mut Canvas, palette: &Palette) {
    let haze = mix(palette.warm, palette.gold, 0.4);
    canvas.shade(&[(0.0, palette.deep, 1.0), (0.32, palette.main, 1.0), (0.56, palette.warm, 1.0), (0.7, &haze, 1.0)]);
}

/// A sun of rings and a wreath of rays: x, y, radius.
fn sun(canvas: &mut Canvas, palette: &Palette, [x, y, radius]: [f64; 3]) {
    canvas.disc([x, y, radius], palette.gold);
    for (share, width, colour) in [
        (0.9, 3.0, palette.warm),
        (0.78, 9.0, palette.cotton),
        (0.62, 3.0, palette.main),
        (0.5, 14.0, palette.warm),
        (0.3, 4.0, palette.main),
    ] {
        canvas.ring([x, y, radius * share, width], colour);
    }
    canvas.disc([x, y, radius * 0.16], palette.main);
    wreath(canvas, Wreath { centre: [x, y], inner: radius * 1.06, outer: radius * 1.2, count: 48 }, palette.gold);
}

#[derive(Debug, Clone, Copy)]
struct Wreath {
    centre: [f64; 2],
    inner: f64,
    outer: f64,
    count: u32,
}

/// A ring of triangles that point outwards.
fn wreath(canvas: &mut Canvas, Wreath { centre: [x, y], inner, outer, count }: Wreath, fill: &str) {
    let half = std::f64::consts::PI * inner / f64::from(count) * 0.62;
    let triangles: String = (0..count)
        .map(|at| {
            let turn = 360.0 * f64::from(at) / f64::from(count);
            format!(
                "<path d='M{:.1} {:.1}L0 {:.1}L{half:.1} {:.1}Z' transform='rotate({turn:.2})'/>",
                -half, -inner, -outer, -inner
            )
        })
        .collect();
    canvas.raw(&format!("<g transform='translate({x:.1} {y:.1})' fill='{fill}'>{triangles}</g>"));
}

/// The ways to dye a cloth in this palette, from loud to quiet.
fn dyes(palette: &Palette) -> Vec<Dye> {
    let Palette { night, deep, main, warm, accent, gold, cotton } = palette;
    vec![
        Dye::of(main, gold, cotton),
        Dye::of(night, cotton, warm),
        Dye::of(accent, cotton, gold),
        Dye::of(gold, main, night),
        Dye::of(deep, warm, gold),
        Dye::of(warm, deep, cotton),
        Dye::of(cotton, accent, main),
    ]
}

/// A dye seen from afar or in the shade.
fn shaded(dye: &Dye, towards: &str, share: f64) -> Dye {
    Dye {
        ground: mix(&dye.ground, towards, share),
        figure: mix(&dye.figure, towards, share),
        detail: mix(&dye.detail, towards, share),
    }
}

/// Cloths in an order of the dice.
fn cloths(dice: &Dice) -> Vec<Textile> {
    dice.shuffled(&Textile::ALL)
}
