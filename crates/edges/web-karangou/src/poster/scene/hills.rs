//! Hills of cloth under a large sun.

use super::{cloths, dyes, shaded, sky, sun};
use crate::drawing::{Canvas, Dice, Palette, Path};

const HILLS: u32 = 6;

pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    sky(canvas, palette);
    sun(canvas, palette, [dice.between(250.0, 550.0), 330.0, 176.0]);
    let (cloths, dyes) = (cloths(dice), dice.shuffled(&dyes(palette)));
    for at in 0..HILLS {
        let depth = f64::from(at) / f64::from(HILLS - 1);
        let top = 470.0 + 500.0 * depth * (0.55 + 0.45 * depth);
        let ridge = ridge(dice, top, at % 2 == 0);
        let index = at as usize;
        let dye = shaded(&dyes[index % dyes.len()], palette.warm, 0.34 * (1.0 - depth));
        let fill = cloths[index % cloths.len()].cloth(canvas, &dye, 0.62 + 0.62 * depth, dice.between(-14.0, 14.0));
        canvas.path(&ridge.clone().to(800.0, 1200.0).to(0.0, 1200.0).close(), &fill);
        canvas.line(&ridge, palette.night, 10.0 + 6.0 * depth, "");
        canvas.line(&ridge, palette.cotton, 2.6, "stroke-dasharray='12 9'");
    }
}

/// A line of two waves from the left edge to the right one.
fn ridge(dice: &Dice, top: f64, rises: bool) -> Path {
    let swing = dice.between(50.0, 96.0) * if rises { 1.0 } else { -1.0 };
    let middle = dice.between(300.0, 500.0);
    Path::from(-20.0, top + swing * 0.6)
        .curve([middle * 0.35, top + swing, middle * 0.6, top - swing, middle, top - swing * 0.55])
        .curve([middle + 130.0, top - swing * 0.1, 700.0, top + swing, 820.0, top + swing * 0.2])
}
