//! A great tree whose crown is made of cloth.

use super::{cloths, dyes, sky};
use crate::drawing::{Canvas, Dice, Palette, Path, Textile};

/// The crown, from the back to the front: x, y, radius.
const CROWN: [[f64; 3]; 13] = [
    [150.0, 420.0, 104.0],
    [650.0, 420.0, 104.0],
    [250.0, 270.0, 112.0],
    [550.0, 270.0, 112.0],
    [400.0, 200.0, 122.0],
    [95.0, 530.0, 78.0],
    [705.0, 530.0, 78.0],
    [300.0, 420.0, 104.0],
    [500.0, 420.0, 104.0],
    [215.0, 545.0, 84.0],
    [585.0, 545.0, 84.0],
    [400.0, 345.0, 92.0],
    [400.0, 520.0, 82.0],
];

pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    sky(canvas, palette);
    canvas.disc([400.0, 600.0, 330.0], palette.gold);
    canvas.ring([400.0, 600.0, 350.0, 4.0], palette.cotton);
    canvas.ring([400.0, 600.0, 368.0, 10.0], palette.gold);
    let (cloths, dyes) = (cloths(dice), dyes(palette));
    let ground = Path::from(-10.0, 900.0).curve([200.0, 850.0, 600.0, 850.0, 810.0, 900.0]);
    let field = Textile::Bogolan.cloth(canvas, &dyes[1], 1.0, 0.0);
    canvas.path(&ground.clone().to(810.0, 1200.0).to(-10.0, 1200.0).close(), &field);
    canvas.line(&ground, palette.gold, 4.0, "");
    trunk(canvas, palette);
    for (at, [x, y, radius]) in CROWN.into_iter().enumerate() {
        let radius = radius * dice.between(0.92, 1.08);
        let fill = cloths[at % cloths.len()].cloth(canvas, &dyes[(at * 2 + 1) % dyes.len()], 0.84, dice.between(-30.0, 30.0));
        canvas.disc([x, y, radius], palette.night);
        canvas.disc([x, y, radius - 7.0], palette.gold);
        canvas.disc([x, y, radius - 12.0], &fill);
    }
}

fn trunk(canvas: &mut Canvas, palette: &Palette) {
    let shape = Path::from(230.0, 960.0)
        .curve([320.0, 900.0, 340.0, 820.0, 335.0, 720.0])
        .curve([330.0, 650.0, 250.0, 600.0, 190.0, 520.0])
        .to(240.0, 500.0)
        .curve([290.0, 580.0, 340.0, 600.0, 372.0, 640.0])
        .to(378.0, 480.0)
        .to(422.0, 480.0)
        .to(428.0, 640.0)
        .curve([460.0, 600.0, 510.0, 580.0, 560.0, 500.0])
        .to(610.0, 520.0)
        .curve([550.0, 600.0, 470.0, 650.0, 465.0, 720.0])
        .curve([460.0, 820.0, 480.0, 900.0, 570.0, 960.0])
        .close();
    canvas.path(&shape, palette.night);
    for (x, sway) in [(362.0, -26.0), (387.0, -9.0), (413.0, 9.0), (438.0, 26.0)] {
        let grain = Path::from(x, 690.0).curve([x, 780.0, x + sway * 0.2, 850.0, x + sway * 2.2, 930.0]);
        canvas.line(&grain, palette.warm, 3.0, "stroke-dasharray='16 10'");
    }
}
