//! A kente cloth: strips sewn side by side, blocks of warp and weft in turn.

use super::dyes;
use crate::drawing::{Canvas, Dice, Dye, Palette};

const STRIPS: u32 = 6;
const STRIP: f64 = 800.0 / 6.0;
const BLOCK: f64 = 100.0;

pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    let dyes = dyes(palette);
    for strip in 0..STRIPS {
        for block in 0..12 {
            let corner = [f64::from(strip) * STRIP, f64::from(block) * BLOCK];
            // As on the loom: where one strip shows its weft, its neighbour shows its warp.
            if (strip + block) % 2 == 0 {
                weft(canvas, corner, &dyes[dice_index(dice, dyes.len())], dice);
            } else {
                warp(canvas, corner, palette);
            }
        }
        let seam = f64::from(strip) * STRIP;
        canvas.rect([seam - 1.2, 0.0, 2.4, 1200.0], palette.night);
    }
}

fn dice_index(dice: &Dice, length: usize) -> usize {
    let all: Vec<usize> = (0..length).collect();
    dice.pick(&all).copied().unwrap_or(0)
}

/// Plain cloth with the coloured threads that run through the whole strip.
fn warp(canvas: &mut Canvas, [x, y]: [f64; 2], palette: &Palette) {
    canvas.rect([x, y, STRIP, BLOCK], palette.main);
    for (at, width, colour) in [
        (0.06, 0.05, palette.gold),
        (0.14, 0.02, palette.night),
        (0.2, 0.08, palette.accent),
        (0.33, 0.02, palette.cotton),
        (0.42, 0.16, palette.gold),
        (0.47, 0.06, palette.night),
        (0.65, 0.02, palette.cotton),
        (0.72, 0.08, palette.accent),
        (0.84, 0.02, palette.night),
        (0.89, 0.05, palette.gold),
    ] {
        canvas.rect([x + at * STRIP, y, width * STRIP, BLOCK], colour);
    }
}

/// A block of weft: a figure between two borders.
fn weft(canvas: &mut Canvas, [x, y]: [f64; 2], dye: &Dye, dice: &Dice) {
    canvas.rect([x, y, STRIP, BLOCK], &dye.ground);
    for (at, height, colour) in
        [(0.0, 5.0, &dye.figure), (8.0, 3.0, &dye.detail), (89.0, 3.0, &dye.detail), (95.0, 5.0, &dye.figure)]
    {
        canvas.rect([x, y + at, STRIP, height], colour);
    }
    let widths: &[f64] = dice
        .pick(&[
            [0.1, 0.3, 0.5, 0.7, 0.5, 0.3, 0.1].as_slice(),
            [0.8, 0.6, 0.4, 0.2, 0.4, 0.6, 0.8].as_slice(),
            [0.9, 0.0, 0.6, 0.9, 0.6, 0.0, 0.9].as_slice(),
            [0.2, 0.6, 0.2, 0.9, 0.2, 0.6, 0.2].as_slice(),
        ])
        .copied()
        .unwrap_or_default();
    let mut top = y + 15.0;
    for width in widths {
        canvas.rect([x + STRIP * (1.0 - width) / 2.0, top, STRIP * width, 10.0], &dye.figure);
        let inner = (width - 0.34).max(0.0);
        canvas.rect([x + STRIP * (1.0 - inner) / 2.0, top, STRIP * inner, 10.0], &dye.detail);
        top += 10.0;
    }
}
