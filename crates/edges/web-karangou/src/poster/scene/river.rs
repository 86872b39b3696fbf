//! A river between banks of cloth, and a boat on it.

use super::{cloths, dyes};
use crate::drawing::{Canvas, Dice, Dye, Palette, Path, Textile, mix};

/// From the middle of the river outwards, in pixels.
const BANKS: [(f64, f64); 6] =
    [(-560.0, -330.0), (-330.0, -225.0), (-225.0, -120.0), (120.0, 225.0), (225.0, 330.0), (330.0, 620.0)];

pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    let swing = dice.between(120.0, 170.0) * if dice.chance(50) { 1.0 } else { -1.0 };
    let water = Dye::of(palette.accent, &mix(palette.accent, palette.cotton, 0.55), &mix(palette.accent, palette.night, 0.45));
    let fill = Textile::Fans.cloth(canvas, &water, 0.92, 0.0);
    canvas.rect([0.0, 0.0, 800.0, 1200.0], &fill);
    let (cloths, dyes) = (cloths(dice), dice.shuffled(&dyes(palette)));
    let banks: Vec<_> = cloths.into_iter().filter(|cloth| *cloth != Textile::Fans).collect();
    for (at, (from, to)) in BANKS.iter().enumerate() {
        let fill = banks[at % banks.len()].cloth(canvas, &dyes[at % dyes.len()], 0.9, dice.between(-8.0, 8.0));
        canvas.path(&band(*from, *to, swing), &fill);
        for edge in [*from, *to] {
            canvas.line(&shore(edge, swing), palette.night, 9.0, "");
            canvas.line(&shore(edge, swing), palette.gold, 2.4, "stroke-dasharray='13 8'");
        }
    }
    boat(canvas, palette, [400.0 - swing * 0.98, 470.0]);
}

/// One edge, from above to below.
fn shore(offset: f64, swing: f64) -> Path {
    let x = 400.0 + offset;
    Path::from(x + swing, -20.0)
        .curve([x + swing * 1.15, 190.0, x - swing, 280.0, x - swing, 480.0])
        .curve([x - swing, 700.0, x + swing * 1.2, 760.0, x + swing, 980.0])
        .curve([x + swing * 0.9, 1080.0, x + swing * 0.4, 1140.0, x + swing * 0.2, 1220.0])
}

fn band(from: f64, to: f64, swing: f64) -> Path {
    let x = 400.0 + to;
    let up = Path::from(x + swing * 0.2, 1220.0)
        .curve([x + swing * 0.4, 1140.0, x + swing * 0.9, 1080.0, x + swing, 980.0])
        .curve([x + swing * 1.2, 760.0, x - swing, 700.0, x - swing, 480.0])
        .curve([x - swing, 280.0, x + swing * 1.15, 190.0, x + swing, -20.0]);
    shore(from, swing).join(&up).close()
}

/// A pirogue with its pole: middle.
fn boat(canvas: &mut Canvas, palette: &Palette, [x, y]: [f64; 2]) {
    let hull = Path::from(x - 96.0, y - 22.0)
        .curve([x - 60.0, y + 34.0, x + 60.0, y + 34.0, x + 96.0, y - 22.0])
        .curve([x + 50.0, y + 4.0, x - 50.0, y + 4.0, x - 96.0, y - 22.0])
        .close();
    canvas.line(&Path::from(x - 34.0, y + 54.0).to(x + 46.0, y - 140.0), palette.night, 6.0, "stroke-linecap='round'");
    let cloak = Path::from(x + 2.0, y - 82.0)
        .curve([x + 34.0, y - 76.0, x + 40.0, y - 30.0, x + 42.0, y + 2.0])
        .to(x - 26.0, y + 2.0)
        .curve([x - 24.0, y - 40.0, x - 20.0, y - 76.0, x + 2.0, y - 82.0])
        .close();
    canvas.path(&cloak, palette.cotton);
    canvas.line(&Path::from(x - 24.0, y - 30.0).to(x + 39.0, y - 30.0), palette.main, 7.0, "");
    canvas.line(&Path::from(x - 26.0, y - 14.0).to(x + 42.0, y - 14.0), palette.gold, 5.0, "");
    canvas.disc([x + 4.0, y - 100.0, 20.0], palette.night);
    canvas.path(&hull, palette.night);
    canvas.line(
        &Path::from(x - 84.0, y - 10.0).curve([x - 50.0, y + 24.0, x + 50.0, y + 24.0, x + 84.0, y - 10.0]),
        palette.gold,
        3.0,
        "stroke-dasharray='10 7'",
    );
}
