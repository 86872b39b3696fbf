//! The picture of a shared film or project: 1200 × 630, below 100 KB as messengers want it. Title, director, facts, the woven strip, and
//! the poster — or a cloth of its own when there is none.

use image::{DynamicImage, imageops::FilterType};
use resvg::tiny_skia::{IntSize, Pixmap, PixmapPaint, Transform};

use crate::drawing::{self, Canvas, Counted, Dice, DrawError, Dye, Palette, Textile, TitleBox, mix, woven_strip, write_line};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
const POSTER: [u32; 2] = [340, 510];
const POSTER_AT: [i32; 2] = [64, 46];
/// What messengers fetch without asking again.
pub(super) const MAX_BYTES: usize = 100_000;

/// What stands on the picture.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) title: String,
    /// "Un film de Afi Lawson".
    pub(crate) by: String,
    /// "2025 · 1 h 12 · Togo".
    pub(crate) facts: String,
    /// Chooses palette and cloth.
    pub(crate) seed: u64,
    /// The poster as stored; an unreadable one counts as none.
    pub(crate) poster: Option<Vec<u8>>,
}

/// Draws the picture as PNG.
pub(super) fn draw(shared: &Shared) -> Result<Vec<u8>, DrawError> {
    let mut pixmap = drawing::rasterise(&compose(shared))?;
    if let Some(poster) = shared.poster.as_deref().and_then(decoded) {
        let [x, y] = POSTER_AT;
        pixmap.draw_pixmap(x, y, poster.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
    }
    // A photograph needs fewer colours than it has to stay small; a drawing keeps all of them.
    let counted = Counted::new(&pixmap);
    let mut png = counted.png(256)?;
    for colours in [128, 64, 32, 16] {
        if png.len() <= MAX_BYTES {
            break;
        }
        png = counted.png(colours)?;
    }
    Ok(png)
}

fn decoded(bytes: &[u8]) -> Option<Pixmap> {
    let poster = image::load_from_memory(bytes).ok()?;
    let [width, height] = POSTER;
    let poster: DynamicImage = poster.resize_to_fill(width, height, FilterType::Triangle);
    Pixmap::from_vec(poster.to_rgba8().into_raw(), IntSize::from_wh(width, height)?)
}

fn compose(shared: &Shared) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let (width, height) = (f64::from(WIDTH), f64::from(HEIGHT));
    let dice = Dice::new(shared.seed);
    let palette = *dice.pick(&Palette::ALL).unwrap_or(&Palette::LATERITE);
    canvas.rect([0.0, 0.0, width, height], palette.night);
    canvas.shade(&[(0.0, palette.deep, 0.55), (1.0, palette.night, 1.0)]);
    cloth(&mut canvas, &palette, &dice);
    letters(&mut canvas, shared, &palette);
    woven_strip(&mut canvas, [0.0, height - 20.0, width, 20.0], &palette);
    canvas
}

/// Stands behind the poster, or in its place.
fn cloth(canvas: &mut Canvas, palette: &Palette, dice: &Dice) {
    let textile = *dice.pick(&Textile::ALL).unwrap_or(&Textile::Wax);
    let dye = Dye::of(&mix(palette.main, palette.night, 0.15), palette.gold, palette.cotton);
    let fill = textile.cloth(canvas, &dye, 1.0, 0.0);
    let ([x, y], [width, height]) = (POSTER_AT.map(f64::from), POSTER.map(f64::from));
    canvas.rect([x, y, width, height], &fill);
}

fn letters(canvas: &mut Canvas, shared: &Shared, palette: &Palette) {
    let left = f64::from(POSTER_AT[0]) + f64::from(POSTER[0]) + 56.0;
    let width = f64::from(WIDTH) - left - 64.0;
    write_line(canvas, [left, 82.0, 26.0], "KARANGOU", palette.gold, "letter-spacing='5'");
    let fits = |text: &str, size_px: f64| text.chars().take(fitting(width, size_px)).collect::<String>();
    write_line(canvas, [left, 544.0, 24.0], &fits(&shared.facts, 24.0), &mix(palette.cotton, palette.night, 0.3), "");
    write_line(canvas, [left, 500.0, 28.0], &fits(&shared.by, 28.0), palette.cotton, "");
    let title = TitleBox { x: left, baseline: 430.0, width, height: 310.0, largest_px: 104.0 };
    title.write(canvas, &shared.title, palette.cotton);
}

/// How many characters of this size fit a width, about.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen")]
fn fitting(width: f64, size_px: f64) -> usize {
    (width / (size_px * 0.58)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(poster: Option<Vec<u8>>) -> Shared {
        Shared {
            title: "Le Fleuve & <les> autres voix de la nuit".into(),
            by: "Un film de Ŋutifafa Ɖoe".into(),
            facts: "2025 · 1 h 12 · Togo".into(),
            seed: 7,
            poster,
        }
    }

    #[test]
    fn a_picture_stays_below_a_hundred_kilobytes_even_with_a_noisy_poster() {
        let noise = Dice::new(1);
        let poster = image::RgbImage::from_fn(320, 480, |_, _| {
            let shade = || u8::try_from(noise.between(0.0, 255.0).round().to_string().parse::<u32>().unwrap()).unwrap();
            image::Rgb([shade(), shade(), shade()])
        });
        let mut stored = std::io::Cursor::new(Vec::new());
        poster.write_to(&mut stored, image::ImageFormat::Png).unwrap();
        let png = draw(&shared(Some(stored.into_inner()))).unwrap();
        assert!(png.len() <= MAX_BYTES, "{}", png.len());
        assert_eq!(png[16..24], [0, 0, 4, 176, 0, 0, 2, 118]);
    }

    #[test]
    fn an_unreadable_poster_counts_as_none() {
        assert_eq!(draw(&shared(Some(b"not a picture".to_vec()))).unwrap(), draw(&shared(None)).unwrap());
    }
}
