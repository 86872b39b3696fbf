//! A town of painted mud walls at night.

use super::{cloths, dyes, shaded};
use crate::drawing::{Canvas, Dice, Dye, Palette, Path, Textile, mix};

pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    canvas.shade(&[(0.0, palette.night, 1.0), (0.38, palette.deep, 1.0), (0.62, palette.main, 1.0), (0.8, palette.warm, 1.0)]);
    stars(canvas, palette, dice);
    moon(canvas, palette, [dice.between(210.0, 590.0), 190.0]);
    let (cloths, dyes) = (cloths(dice), dyes(palette));
    for (row, (base, height, share)) in [(700.0, 330.0, 0.5), (790.0, 320.0, 0.26), (900.0, 330.0, 0.0)].into_iter().enumerate() {
        let mut left = dice.between(-90.0, -20.0);
        let mut at = row;
        while left < 800.0 {
            let width = dice.between(128.0, 205.0);
            let wall = House { left, width, top: base - height * dice.between(0.58, 1.0), base: 1200.0 };
            let dye = shaded(&dyes[at % dyes.len()], palette.main, share);
            house(canvas, &wall, &dye, cloths[(at * 3 + row) % cloths.len()], palette);
            left += width - 4.0;
            at += 1;
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct House {
    left: f64,
    width: f64,
    top: f64,
    base: f64,
}

fn house(canvas: &mut Canvas, house: &House, dye: &Dye, cloth: Textile, palette: &Palette) {
    let House { left, width, top, base } = *house;
    let right = left + width;
    let lean = width * 0.06;
    let wall = mix(&dye.ground, palette.night, 0.12);
    let outline = Path::from(left, base).to(left + lean, top).to(right - lean, top).to(right, base).close();
    for at in 0..3 {
        let x = left + lean + (width - 2.0 * lean) * (0.14 + 0.36 * f64::from(at));
        let pinnacle = Path::from(x - 17.0, top + 2.0).curve([x - 13.0, top - 34.0, x - 5.0, top - 50.0, x, top - 56.0]);
        let pinnacle = pinnacle.curve([x + 5.0, top - 50.0, x + 13.0, top - 34.0, x + 17.0, top + 2.0]).close();
        canvas.path(&pinnacle, &wall);
        canvas.line(&pinnacle, palette.night, 2.0, "");
    }
    canvas.path(&outline, &wall);
    let fill = cloth.cloth(canvas, dye, 0.62, 0.0);
    canvas.rect([left + width * 0.1, top + 40.0, width * 0.8, 92.0], &fill);
    for y in [top + 36.0, top + 132.0] {
        canvas.rect([left + width * 0.1, y, width * 0.8, 4.0], palette.night);
    }
    beams(canvas, house, palette);
    windows(canvas, house, palette);
    canvas.line(&outline, palette.night, 3.0, "");
}

/// The ends of the beams that stand out of the wall.
fn beams(canvas: &mut Canvas, House { left, width, top, .. }: &House, palette: &Palette) {
    for at in 0..5 {
        let x = left + width * (0.14 + 0.18 * f64::from(at));
        canvas.rect([x - 3.0, top + 14.0, 6.0, 18.0], palette.night);
    }
}

fn windows(canvas: &mut Canvas, House { left, width, top, .. }: &House, palette: &Palette) {
    let middle = left + width / 2.0;
    for x in [middle - width * 0.2, middle + width * 0.2] {
        let y = top + 164.0;
        let arch = Path::from(x - 13.0, y + 46.0)
            .to(x - 13.0, y + 14.0)
            .curve([x - 13.0, y - 5.0, x + 13.0, y - 5.0, x + 13.0, y + 14.0])
            .to(x + 13.0, y + 46.0)
            .close();
        canvas.path(&arch, palette.gold);
        canvas.line(&arch, palette.night, 4.0, "");
        canvas.line(&Path::from(x, y).to(x, y + 46.0), palette.night, 3.0, "");
    }
}

fn stars(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    for _ in 0..44 {
        let (x, y, size) = (dice.between(20.0, 780.0), dice.between(20.0, 400.0), dice.between(2.0, 6.5));
        let star = Path::from(x, y - size * 1.5).to(x + size * 0.6, y).to(x, y + size * 1.5).to(x - size * 0.6, y).close();
        canvas.path(&star, palette.gold);
    }
}

fn moon(canvas: &mut Canvas, palette: &Palette, [x, y]: [f64; 2]) {
    let glow = mix(palette.deep, palette.cotton, 0.16);
    canvas.disc([x, y, 148.0], &glow);
    canvas.disc([x, y, 112.0], palette.cotton);
    canvas.ring([x, y, 96.0, 2.4], palette.warm);
    canvas.ring([x, y, 130.0, 2.4], palette.gold);
    let dye = Dye::of(palette.cotton, palette.gold, palette.warm);
    let fill = Textile::Adire.cloth(canvas, &dye, 1.0, 22.0);
    canvas.disc([x, y, 88.0], &fill);
}
