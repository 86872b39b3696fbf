//! PNG with a palette of at most 256 colours: flat drawings keep their look at a third of the bytes.
//!
//! Colours are first gathered in cells of 8 × 8 × 8 shades: a photograph then has some thousand to choose from instead of a
//! hundred thousand, and what a flat area has stays exact, because a cell stands for the mean of its own pixels.

use std::collections::HashMap;

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use super::DrawError;

type Rgb = [u8; 3];

/// Which cell a colour falls into.
type Cell = u16;

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

/// Encodes an opaque picture with at most `colours` (2 to 256) colours, chosen by median cut.
pub(crate) fn indexed_png(pixmap: &Pixmap, colours: usize) -> Result<Vec<u8>, DrawError> {
    let mut shades: HashMap<Cell, Shade> = HashMap::new();
    for pixel in pixmap.pixels() {
        let shade = shades.entry(cell(*pixel)).or_default();
        for (sum, channel) in shade.sums.iter_mut().zip([pixel.red(), pixel.green(), pixel.blue()]) {
            *sum += u64::from(channel);
        }
        shade.count += 1;
    }
    let (palette, places) = median_cut(shades, colours.clamp(2, 256));
    let indices: Vec<u8> = pixmap.pixels().iter().map(|pixel| places.get(&cell(*pixel)).copied().unwrap_or(0)).collect();
    encode(pixmap, &palette, &indices).map_err(|error| DrawError::Encode(Box::new(error)))
}

fn cell(pixel: PremultipliedColorU8) -> Cell {
    let [red, green, blue] = [pixel.red(), pixel.green(), pixel.blue()].map(|channel| Cell::from(channel >> 3));
    red << 10 | green << 5 | blue
}

fn encode(pixmap: &Pixmap, palette: &[Rgb], indices: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixmap.width(), pixmap.height());
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
fn median_cut(shades: HashMap<Cell, Shade>, wanted: usize) -> (Vec<Rgb>, HashMap<Cell, u8>) {
    let mut cells: Vec<_> = shades.into_iter().map(|(cell, shade)| (shade.mean(), cell, shade)).collect();
    cells.sort_unstable_by_key(|(_, cell, _)| *cell);
    let mut groups = vec![Group::new(cells)];
    while groups.len() < wanted {
        let best = groups.iter().enumerate().max_by_key(|(_, group)| group.gain);
        let Some(at) = best.filter(|(_, group)| group.gain > 0).map(|(at, _)| at) else { break };
        let (lower, upper) = groups.swap_remove(at).cut();
        groups.push(lower);
        groups.push(upper);
    }
    let palette = groups.iter().map(Group::mean).collect();
    let places = groups
        .iter()
        .enumerate()
        .flat_map(|(at, group)| group.cells.iter().map(move |(_, cell, _)| (*cell, u8::try_from(at).unwrap_or(u8::MAX))));
    (palette, places.collect())
}
