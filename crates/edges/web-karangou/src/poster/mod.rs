//! Posters for films that have none: a scene of cloths and earth colours, chosen by a seed, with the title set large.
//!
//! Used by `griot demo`, and wherever a film needs a face before its author gives it one. The same seed and words give the
//! same bytes.

mod scene;

use crate::drawing::{self, Canvas, Dice, Palette, TitleBox, woven_strip, write_line};

pub use crate::drawing::DrawError;

/// The width of a poster, in pixels.
pub const WIDTH: u32 = 800;
/// The height of a poster, in pixels.
pub const HEIGHT: u32 = 1200;

const MARGIN: f64 = 56.0;

/// What stands on a poster.
#[derive(Debug, Clone, Copy)]
pub struct Poster<'a> {
    /// The title, in any letters of the Latin alphabet.
    pub title: &'a str,
    /// A line under it: the director and the year. May be empty.
    pub byline: &'a str,
    /// Chooses scene, palette and cloths. Six neighbouring seeds give six different scenes.
    pub seed: u64,
}

/// Draws a poster of 800 × 1200 as PNG.
pub fn draw(poster: &Poster<'_>) -> Result<Vec<u8>, DrawError> {
    let pixmap = drawing::rasterise(&compose(poster))?;
    pixmap.encode_png().map_err(|error| DrawError::Encode(Box::new(error)))
}

fn compose(poster: &Poster<'_>) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let dice = Dice::new(poster.seed);
    let (width, height) = (f64::from(WIDTH), f64::from(HEIGHT));
    let (scene, palette) = scene::choose(poster.seed);
    canvas.rect([0.0, 0.0, width, height], palette.deep);
    scene.draw(&mut canvas, &palette, &dice);
    canvas.shade(&[
        (0.5, palette.night, 0.0),
        (0.7, palette.night, 0.72),
        (0.82, palette.night, 0.94),
        (1.0, palette.night, 1.0),
    ]);
    letters(&mut canvas, poster, &palette);
    woven_strip(&mut canvas, [0.0, height - 18.0, width, 18.0], &palette);
    canvas
}

fn letters(canvas: &mut Canvas, poster: &Poster<'_>, palette: &Palette) {
    let has_byline = !poster.byline.trim().is_empty();
    let foot = f64::from(HEIGHT) - 66.0;
    if has_byline {
        let byline = poster.byline.to_uppercase();
        write_line(canvas, [MARGIN, foot, 23.0], &byline, palette.gold, "letter-spacing='2.4'");
    }
    let title = TitleBox {
        x: MARGIN,
        baseline: if has_byline { foot - 52.0 } else { foot },
        width: f64::from(WIDTH) - 2.0 * MARGIN,
        height: 330.0,
        largest_px: 148.0,
    };
    title.write(canvas, poster.title, palette.cotton);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poster_is_a_png_of_its_size_and_the_same_every_time() {
        let poster = Poster { title: "Le Fleuve & <les> 'autres'", byline: "Afi Lawson · 2026", seed: 3 };
        let first = draw(&poster).unwrap();
        assert_eq!(first, draw(&poster).unwrap());
        assert_eq!(&first[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(first[16..24], [0, 0, 3, 32, 0, 0, 4, 176]);
    }

    #[test]
    fn neighbouring_seeds_give_different_pictures() {
        let svgs: Vec<String> = (0..6).map(|seed| compose(&Poster { title: "Yaaba", byline: "", seed }).to_svg()).collect();
        for (at, svg) in svgs.iter().enumerate() {
            assert!(!svgs[..at].contains(svg));
        }
    }
}
