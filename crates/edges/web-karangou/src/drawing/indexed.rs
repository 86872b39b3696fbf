//! PNG with a palette of at most 256 colours: flat drawings keep their look at a third of the bytes.
//!
//! Colours are first gathered in cells of 8 × 8 × 8 shades: a photograph then has some thousand to choose from instead of a
//! hundred thousand, and what a flat area has stays exact, because a cell stands for the mean of its own pixels.

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use super::DrawError;

type Rgb = [u8; 3];

/// Which cell a colour falls into.
type Cell = u16;

/// Five bits a channel.
const CELLS: usize = 1 << 15;

/// The pixels of one cell: sums of their channels, and how many they are.
#[derive(Debug, Clone, Copy, Default)]
struct Shade {
    sums: [u64; 3],
    count: u64,
}

impl Shade {
    fn mean(&self) -> Rgb {
        let count = self.count.max(1);
        self.sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX))
    }
}

/// A picture whose colours are counted, ready to be encoded with as many of them as fit.
#[derive(Debug)]
pub(crate) struct Counted {
    size: [u32; 2],
    /// The cell of each pixel.
    pixels: Vec<Cell>,
    shades: Vec<(Cell, Shade)>,
}

impl Counted {
    /// Counts the colours of an opaque picture.
    pub(crate) fn new(pixmap: &Pixmap) -> Self {
        let mut shades = vec![Shade::default(); CELLS];
        let mut pixels = Vec::with_capacity(pixmap.pixels().len());
        for pixel in pixmap.pixels() {
            let cell = cell(*pixel);
            let shade = &mut shades[usize::from(cell)];
            shade.sums[0] += u64::from(pixel.red());
            shade.sums[1] += u64::from(pixel.green());
            shade.sums[2] += u64::from(pixel.blue());
            shade.count += 1;
            pixels.push(cell);
        }
        let shades = (0..).zip(shades).filter(|(_, shade)| shade.count > 0).collect();
        Self { size: [pixmap.width(), pixmap.height()], pixels, shades }
    }

    /// Encodes it with at most `colours` (2 to 256) colours, chosen by median cut.
    pub(crate) fn png(&self, colours: usize) -> Result<Vec<u8>, DrawError> {
        let (palette, places) = median_cut(&self.shades, colours.clamp(2, 256));
        let indices: Vec<u8> = self.pixels.iter().map(|cell| places[usize::from(*cell)]).collect();
        encode(self.size, &palette, &indices).map_err(|error| DrawError::Encode(Box::new(error)))
    }
}

fn cell(pixel: PremultipliedColorU8) -> Cell {
    let [red, green, blue] = [pixel.red(), pixel.green(), pixel.blue()].map(|channel| Cell::from(channel >> 3));
    red << 10 | green << 5 | blue
}

fn encode([width, height]: [u32; 2], palette: &[Rgb], indices: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    // Rows of indices are not numbers: a filter only makes them harder to pack.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(indices)?;
    writer.finish()?;
    Ok(out)
}

/// Cells that will share one colour of the palette.
#[derive(Debug)]
struct Group {
    cells: Vec<(Rgb, Cell, Shade)>,
    channel: usize,
    /// How much is won by cutting it: its spread, weighted by its pixels; 0 when it is one colour.
    gain: u64,
}

impl Group {
    fn new(cells: Vec<(Rgb, Cell, Shade)>) -> Self {
        let spread = |channel: usize| {
            let values = || cells.iter().map(|(colour, _, _)| colour[channel]);
            u64::from(values().max().unwrap_or(0) - values().min().unwrap_or(0))
        };
        let channel = (0..3).max_by_key(|channel| spread(*channel)).unwrap_or(0);
        let weight = cells.iter().map(|(_, _, shade)| shade.count).sum::<u64>().isqrt();
        let gain = spread(channel) * weight;
        Self { cells, channel, gain }
    }

    /// Two groups of about as many pixels each.
    fn cut(mut self) -> (Self, Self) {
        self.cells.sort_unstable_by_key(|(colour, cell, _)| (colour[self.channel], *cell));
        let half = self.cells.iter().map(|(_, _, shade)| shade.count).sum::<u64>() / 2;
        let mut seen = 0;
        let cut = self.cells.iter().position(|(_, _, shade)| {
            seen += shade.count;
            seen > half
        });
        let upper = self.cells.split_off(cut.unwrap_or(0).clamp(1, self.cells.len() - 1));
        (Self::new(self.cells), Self::new(upper))
    }

    fn mean(&self) -> Rgb {
        let mut all = Shade::default();
        for (_, _, shade) in &self.cells {
            all.count += shade.count;
            for (sum, more) in all.sums.iter_mut().zip(shade.sums) {
                *sum += more;
            }
        }
        all.mean()
    }
}

/// The colours of a picture, weighted by how often they occur (Heckbert 1982), and which of them each cell takes.
fn median_cut(shades: &[(Cell, Shade)], wanted: usize) -> (Vec<Rgb>, Vec<u8>) {
    let cells = shades.iter().map(|(cell, shade)| (shade.mean(), *cell, *shade)).collect();
    let mut groups = vec![Group::new(cells)];
    while groups.len() < wanted {
        let best = groups.iter().enumerate().max_by_key(|(_, group)| group.gain);
        let Some(at) = best.filter(|(_, group)| group.gain > 0).map(|(at, _)| at) else { break };
        let (lower, upper) = groups.swap_remove(at).cut();
        groups.push(lower);
        groups.push(upper);
    }
    let mut places = vec![0; CELLS];
    for (at, group) in (0_u8..=u8::MAX).zip(&groups) {
        for (_, cell, _) in &group.cells {
            places[usize::from(*cell)] = at;
        }
    }
    (groups.iter().map(Group::mean).collect(), places)
}
