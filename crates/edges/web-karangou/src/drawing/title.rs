//! Titles set as large as their box allows, broken where the lines come out most even.

use resvg::usvg;

use super::{Canvas, canvas::escape, fonts};

/// The em at which words are measured.
const MEASURE_PX: f64 = 100.0;
const LINE_HEIGHT: f64 = 1.02;
const MOST_WORDS: usize = 40;

/// A box that a title fills.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TitleBox {
    /// Left edge.
    pub(crate) x: f64,
    /// The last line stands on it.
    pub(crate) baseline: f64,
    /// The widest a line may be.
    pub(crate) width: f64,
    /// The most all lines may take.
    pub(crate) height: f64,
    /// The largest em.
    pub(crate) largest_px: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Setting {
    lines: Vec<String>,
    size_px: f64,
}

impl TitleBox {
    /// Writes the title and returns the top of its first line.
    pub(crate) fn write(&self, canvas: &mut Canvas, title: &str, fill: &str) -> f64 {
        let setting = self.set(title);
        let step = setting.size_px * LINE_HEIGHT;
        let x = self.x;
        let mut baseline = self.baseline;
        for line in setting.lines.iter().rev() {
            canvas.raw(&format!(
                "<text x='{x:.1}' y='{baseline:.1}' font-family='{}, {}' font-weight='800' font-size='{:.1}' \
                 letter-spacing='{:.2}' fill='{fill}'>{}</text>",
                fonts::TITLE,
                fonts::TEXT,
                setting.size_px,
                -0.018 * setting.size_px,
                escape(line),
            ));
            baseline -= step;
        }
        baseline + step - setting.size_px * 0.78
    }

    fn set(&self, title: &str) -> Setting {
        let words: Vec<&str> = title.split_whitespace().take(MOST_WORDS).collect();
        let widths: Vec<f64> = words.iter().map(|word| measure(word)).collect();
        let space = MEASURE_PX * 0.24;
        let mut best = Setting { lines: vec![title.to_owned()], size_px: 1.0 };
        for count in 1..=words.len().min(6) {
            let (breaks, widest) = even_breaks(&widths, space, count);
            let by_width = self.width / widest.max(1.0) * MEASURE_PX;
            let by_height = self.height / (LINE_HEIGHT * lines_as_f64(count));
            let size_px = by_width.min(by_height).min(self.largest_px);
            if size_px > best.size_px * 1.04 {
                let lines = breaks.windows(2).map(|pair| words[pair[0]..pair[1]].join(" ")).collect();
                best = Setting { lines, size_px };
            }
        }
        best
    }
}

/// A line of small capitals-like text: names, years.
pub(crate) fn write_line(canvas: &mut Canvas, [x, baseline, size_px]: [f64; 3], text: &str, fill: &str, more: &str) {
    canvas.raw(&format!(
        "<text x='{x:.1}' y='{baseline:.1}' font-family='{}' font-weight='700' font-size='{size_px:.1}' fill='{fill}' {more}>{}</text>",
        fonts::TEXT,
        escape(text),
    ));
}

/// Where to break so that the lines come out most even (least sum of squares): the first word of each line, then the end;
/// and the width of the widest.
fn even_breaks(widths: &[f64], space: f64, count: usize) -> (Vec<usize>, f64) {
    let line = |from: usize, to: usize| -> f64 {
        widths[from..to].iter().sum::<f64>() + space * lines_as_f64(to.saturating_sub(from + 1))
    };
    let total = widths.len();
    // best[n][to]: the least sum when the first `to` words stand on n lines, and where the last of them starts.
    let mut best = vec![vec![(f64::INFINITY, 0); total + 1]; count + 1];
    best[0][0].0 = 0.0;
    for n in 1..=count {
        for to in n..=total {
            for from in n - 1..to {
                let sum = best[n - 1][from].0 + line(from, to).powi(2);
                if sum < best[n][to].0 {
                    best[n][to] = (sum, from);
                }
            }
        }
    }
    let mut breaks = vec![total];
    let mut to = total;
    for n in (1..=count).rev() {
        to = best[n][to].1;
        breaks.push(to);
    }
    breaks.reverse();
    let widest = breaks.windows(2).map(|pair| line(pair[0], pair[1])).fold(0.0, f64::max);
    (breaks, widest)
}

#[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
fn lines_as_f64(count: usize) -> f64 {
    count as f64
}

/// The width of a word at [`MEASURE_PX`]; a guess when it has no visible letters.
fn measure(word: &str) -> f64 {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><text x='0' y='0' font-family='{}, {}' \
         font-weight='800' font-size='{MEASURE_PX}' letter-spacing='-1.8'>{}</text></svg>",
        fonts::TITLE,
        fonts::TEXT,
        escape(word),
    );
    let guess = lines_as_f64(word.chars().count()) * MEASURE_PX * 0.6;
    usvg::Tree::from_str(&svg, &fonts::options())
        .map_or(guess, |tree| f64::from(tree.root().abs_bounding_box().width()).max(MEASURE_PX * 0.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: TitleBox = TitleBox { x: 0.0, baseline: 0.0, width: 600.0, height: 300.0, largest_px: 120.0 };

    #[test]
    fn a_long_title_is_broken_evenly_and_a_short_one_is_not() {
        assert_eq!(BOX.set("Yaaba").lines, ["Yaaba"]);
        let long = BOX.set("La nuit où les tisserands se sont tus");
        assert!(long.lines.len() >= 2, "{long:?}");
        let widest = long.lines.iter().map(|line| measure(line)).fold(0.0, f64::max) * long.size_px / MEASURE_PX;
        assert!(widest <= BOX.width * 1.05, "{widest}");
    }

    #[test]
    fn letters_of_ewe_are_drawn_from_the_second_font() {
        assert!(measure("Ŋɔŋlɔ") > MEASURE_PX);
        assert!((measure("ɖɖɖɖ") - measure("ƒƒƒƒ")).abs() > 1e-3);
    }

    #[test]
    fn an_empty_title_and_one_without_spaces_are_set_too() {
        assert_eq!(BOX.set("").lines, [""]);
        let wide = "x".repeat(200);
        assert!(BOX.set(&wide).size_px < 10.0);
    }
}
