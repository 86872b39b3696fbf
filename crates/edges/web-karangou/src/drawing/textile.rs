//! Cloths as repeating tiles: kente, bogolan, adire, wax print. Geometry only: no borrowed symbols.

use super::{Canvas, Palette};

/// A kind of cloth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Textile {
    /// Stepped diamonds between weft bars.
    Kente,
    /// Zigzags, dots and crosses on dark mud.
    Bogolan,
    /// Eight petals in squares.
    Adire,
    /// Rings within rings, a flower in the middle.
    Wax,
    /// Overlapping fans.
    Fans,
    /// Chevrons.
    Chevrons,
    /// Interlaced diamonds.
    Raffia,
    /// Stripes with a row of seeds.
    Seeds,
}

/// The colours of one cloth.
#[derive(Debug, Clone)]
pub(crate) struct Dye {
    /// The ground.
    pub(crate) ground: String,
    /// The large figure.
    pub(crate) figure: String,
    /// The small one.
    pub(crate) detail: String,
}

impl Dye {
    pub(crate) fn of(ground: &str, figure: &str, detail: &str) -> Self {
        Self { ground: ground.to_owned(), figure: figure.to_owned(), detail: detail.to_owned() }
    }
}

impl Textile {
    /// Every cloth.
    pub(crate) const ALL: [Self; 8] =
        [Self::Kente, Self::Bogolan, Self::Adire, Self::Wax, Self::Fans, Self::Chevrons, Self::Raffia, Self::Seeds];

    /// Defines the cloth in a scene and returns what to fill with. `scale` 1 makes tiles of about 60 px; `turn` is in degrees.
    pub(crate) fn cloth(self, canvas: &mut Canvas, dye: &Dye, scale: f64, turn: f64) -> String {
        let (width, height, figures) = self.tile(dye);
        canvas.define(|id| {
            format!(
                "<pattern id='{id}' width='{width}' height='{height}' patternUnits='userSpaceOnUse' \
                 patternTransform='rotate({turn:.1}) scale({scale:.3})'>\
                 <rect width='{width}' height='{height}' fill='{}'/>{figures}</pattern>",
                dye.ground
            )
        })
    }

    fn tile(self, dye: &Dye) -> (u32, u32, String) {
        match self {
            Self::Kente => (64, 64, kente(dye)),
            Self::Bogolan => (72, 96, bogolan(dye)),
            Self::Adire => (64, 64, adire(dye)),
            Self::Wax => (80, 80, wax(dye)),
            Self::Fans => (72, 36, fans(dye)),
            Self::Chevrons => (48, 60, chevrons(dye)),
            Self::Raffia => (64, 64, raffia(dye)),
            Self::Seeds => (40, 72, seeds(dye)),
        }
    }
}

fn kente(dye: &Dye) -> String {
    let Dye { ground, figure, detail } = dye;
    let mut out = format!(
        "<rect y='0' width='64' height='6' fill='{figure}'/><rect y='9' width='64' height='2' fill='{detail}'/>\
         <rect y='53' width='64' height='2' fill='{detail}'/><rect y='58' width='64' height='6' fill='{figure}'/>"
    );
    // A diamond in five steps, as a loom makes it.
    for (step, width) in [(0, 8), (1, 24), (2, 40), (3, 24), (4, 8)] {
        let y = 17 + step * 6;
        out.push_str(&format!("<rect x='{}' y='{y}' width='{width}' height='6' fill='{figure}'/>", 32 - width / 2));
    }
    out.push_str(&format!(
        "<rect x='26' y='29' width='12' height='6' fill='{detail}'/><rect x='29' y='26' width='6' height='12' fill='{ground}'/>\
         <rect x='29' y='29' width='6' height='6' fill='{detail}'/>\
         <rect x='0' y='29' width='6' height='6' fill='{detail}'/><rect x='58' y='29' width='6' height='6' fill='{detail}'/>"
    ));
    out
}

fn bogolan(dye: &Dye) -> String {
    let Dye { figure, detail, .. } = dye;
    format!(
        "<path d='M0 14L18 4L36 14L54 4L72 14' fill='none' stroke='{figure}' stroke-width='4'/>\
         <path d='M0 24L18 14L36 24L54 14L72 24' fill='none' stroke='{figure}' stroke-width='2'/>\
         <g fill='{detail}'><circle cx='9' cy='39' r='3'/><circle cx='27' cy='39' r='3'/><circle cx='45' cy='39' r='3'/>\
         <circle cx='63' cy='39' r='3'/></g>\
         <g stroke='{figure}' stroke-width='3.5' stroke-linecap='round'><path d='M11 54L25 68M25 54L11 68M47 54L61 68M61 54L47 68'/></g>\
         <path d='M36 52V70' stroke='{detail}' stroke-width='3'/><path d='M0 52V70M72 52V70' stroke='{detail}' stroke-width='3'/>\
         <rect y='80' width='72' height='3' fill='{figure}'/><rect y='87' width='72' height='1.5' fill='{detail}'/>"
    )
}

fn adire(dye: &Dye) -> String {
    let Dye { figure, detail, .. } = dye;
    let petals: String = (0..8)
        .map(|turn| {
            format!(
                "<path d='M32 32C27 23 29 14 32 9C35 14 37 23 32 32Z' fill='{figure}' transform='rotate({} 32 32)'/>",
                turn * 45
            )
        })
        .collect();
    format!(
        "<rect x='2' y='2' width='60' height='60' fill='none' stroke='{detail}' stroke-width='1.6'/>{petals}\
         <circle cx='32' cy='32' r='4.5' fill='{detail}'/>\
         <g fill='{detail}'><circle cx='9' cy='9' r='2.6'/><circle cx='55' cy='9' r='2.6'/><circle cx='9' cy='55' r='2.6'/>\
         <circle cx='55' cy='55' r='2.6'/></g>"
    )
}

fn wax(dye: &Dye) -> String {
    let Dye { ground, figure, detail } = dye;
    let petals: String = (0..12)
        .map(|turn| format!("<ellipse cx='40' cy='20' rx='3.4' ry='8' fill='{detail}' transform='rotate({} 40 40)'/>", turn * 30))
        .collect();
    let corners: String = [(0, 0), (80, 0), (0, 80), (80, 80)]
        .iter()
        .map(|(x, y)| {
            format!(
                "<circle cx='{x}' cy='{y}' r='15' fill='{detail}'/><circle cx='{x}' cy='{y}' r='10' fill='{ground}'/>\
                 <circle cx='{x}' cy='{y}' r='5' fill='{figure}'/>"
            )
        })
        .collect();
    format!(
        "{corners}<circle cx='40' cy='40' r='33' fill='{figure}'/><circle cx='40' cy='40' r='29' fill='{ground}'/>{petals}\
         <circle cx='40' cy='40' r='11' fill='{figure}'/><circle cx='40' cy='40' r='5' fill='{ground}'/>"
    )
}

fn fans(dye: &Dye) -> String {
    let Dye { ground, figure, detail } = dye;
    let fan = |x: i32, y: i32| -> String {
        [(36, figure), (30, ground), (25, detail), (22, ground), (15, figure), (10, ground), (5, detail)]
            .iter()
            .map(|(radius, fill)| format!("<circle cx='{x}' cy='{y}' r='{radius}' fill='{fill}'/>"))
            .collect()
    };
    // Each row lies over the one before: from the back to the front.
    [(36, 18), (0, 36), (72, 36), (36, 54), (0, 72), (72, 72)].iter().map(|(x, y)| fan(*x, *y)).collect()
}

fn chevrons(dye: &Dye) -> String {
    let Dye { figure, detail, .. } = dye;
    format!(
        "<path d='M-2 22L24 4L50 22V34L24 16L-2 34Z' fill='{figure}'/><path d='M-2 42L24 24L50 42V46L24 28L-2 46Z' fill='{detail}'/>\
         <path d='M-2 54L24 36L50 54V58L24 40L-2 58Z' fill='{detail}'/>"
    )
}

fn raffia(dye: &Dye) -> String {
    let Dye { figure, detail, .. } = dye;
    format!(
        "<path d='M32 -2L66 32L32 66L-2 32Z' fill='none' stroke='{figure}' stroke-width='7'/>\
         <path d='M32 13L51 32L32 51L13 32Z' fill='none' stroke='{detail}' stroke-width='3'/>\
         <path d='M32 24L40 32L32 40L24 32Z' fill='{figure}'/>\
         <path d='M0 -9L9 0L0 9L-9 0ZM64 -9L73 0L64 9L55 0ZM0 55L9 64L0 73L-9 64ZM64 55L73 64L64 73L55 64Z' fill='{detail}'/>"
    )
}

fn seeds(dye: &Dye) -> String {
    let Dye { figure, detail, .. } = dye;
    format!(
        "<rect y='0' width='40' height='8' fill='{figure}'/><rect y='12' width='40' height='2.5' fill='{detail}'/>\
         <g fill='{figure}'><ellipse cx='10' cy='32' rx='5' ry='10' transform='rotate(24 10 32)'/>\
         <ellipse cx='30' cy='32' rx='5' ry='10' transform='rotate(-24 30 32)'/></g>\
         <circle cx='20' cy='32' r='3' fill='{detail}'/><rect y='49' width='40' height='2.5' fill='{detail}'/>\
         <path d='M0 72L10 58L20 72L30 58L40 72Z' fill='{figure}'/>"
    )
}

/// The woven strip, the one motif of Karangou: x, y, width, height.
pub(crate) fn woven_strip(canvas: &mut Canvas, [x, y, width, height]: [f64; 4], palette: &Palette) {
    let Palette { main, gold, accent, night, cotton, .. } = palette;
    let unit = height;
    let tile = unit * 12.0;
    let bands: String = [
        (0.0, 3.0, *main),
        (3.0, 1.0, *gold),
        (4.0, 1.0, *night),
        (5.0, 1.0, *gold),
        (6.0, 3.0, *accent),
        (9.0, 1.0, *cotton),
        (10.0, 1.0, *night),
        (11.0, 1.0, *cotton),
    ]
    .iter()
    .map(|(at, length, fill)| format!("<rect x='{}' width='{}' height='{unit}' fill='{fill}'/>", at * unit, length * unit))
    .collect();
    let fill = canvas.define(|id| {
        format!(
            "<pattern id='{id}' x='{x}' y='{y}' width='{tile}' height='{unit}' patternUnits='userSpaceOnUse'>{bands}</pattern>"
        )
    });
    canvas.rect([x, y, width, height], &fill);
}
