//! One large flower of wax print.

use super::{Wreath, dyes, shaded, wreath};
use crate::drawing::{Canvas, Dice, Palette, Textile};

const CENTRE: [f64; 2] = [400.0, 440.0];

pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    let ground = shaded(&dyes(palette)[4], palette.deep, 0.72);
    let cloth = *dice.pick(&[Textile::Raffia, Textile::Wax, Textile::Adire]).unwrap_or(&Textile::Raffia);
    let fill = cloth.cloth(canvas, &ground, 1.15, 0.0);
    canvas.rect([0.0, 0.0, 800.0, 1200.0], &fill);
    let [x, y] = CENTRE;
    canvas.disc([x, y, 352.0], palette.night);
    wreath(canvas, Wreath { centre: CENTRE, inner: 338.0, outer: 382.0, count: 56 }, palette.gold);
    canvas.disc([x, y, 334.0], palette.main);
    petals(canvas, Petals { count: 28, from: 196.0, to: 322.0, half: 19.0 }, palette.warm);
    petals(canvas, Petals { count: 28, from: 214.0, to: 300.0, half: 9.0 }, palette.cotton);
    dots(canvas, 316.0, 56, 4.2, palette.gold);
    canvas.disc([x, y, 214.0], palette.night);
    canvas.ring([x, y, 207.0, 4.0], palette.gold);
    dots(canvas, 194.0, 48, 5.0, palette.cotton);
    canvas.disc([x, y, 180.0], palette.accent);
    petals(canvas, Petals { count: 16, from: 84.0, to: 176.0, half: 21.0 }, palette.gold);
    petals(canvas, Petals { count: 16, from: 96.0, to: 152.0, half: 9.0 }, palette.deep);
    canvas.disc([x, y, 94.0], palette.cotton);
    canvas.disc([x, y, 84.0], palette.main);
    wreath(canvas, Wreath { centre: CENTRE, inner: 52.0, outer: 78.0, count: 16 }, palette.gold);
    canvas.disc([x, y, 52.0], palette.night);
    dots(canvas, 36.0, 12, 4.6, palette.cotton);
    canvas.disc([x, y, 22.0], palette.warm);
    canvas.disc([x, y, 9.0], palette.night);
}

#[derive(Debug, Clone, Copy)]
struct Petals {
    count: u32,
    from: f64,
    to: f64,
    half: f64,
}

fn petals(canvas: &mut Canvas, Petals { count, from, to, half }: Petals, fill: &str) {
    let belly = from + (to - from) * 0.62;
    let shape = format!(
        "M0 {:.1}C{half:.1} {:.1} {half:.1} {:.1} 0 {:.1}C{:.1} {:.1} {:.1} {:.1} 0 {:.1}Z",
        -from, -belly, -belly, -to, -half, -belly, -half, -belly, -from
    );
    around(canvas, count, fill, |turn| format!("<path d='{shape}' transform='rotate({turn:.2})'/>"));
}

fn dots(canvas: &mut Canvas, radius: f64, count: u32, size: f64, fill: &str) {
    around(canvas, count, fill, |turn| format!("<circle cy='{:.1}' r='{size}' transform='rotate({turn:.2})'/>", -radius));
}

fn around(canvas: &mut Canvas, count: u32, fill: &str, shape: impl Fn(f64) -> String) {
    let shapes: String = (0..count).map(|at| shape(360.0 * f64::from(at) / f64::from(count))).collect();
    let [x, y] = CENTRE;
    canvas.raw(&format!("<g transform='translate({x} {y})' fill='{fill}'>{shapes}</g>"));
}
