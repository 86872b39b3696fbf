//! PNG with a palette of at most 256 colours: flat drawings keep their look at a third of the bytes.

use std::collections::HashMap;

use resvg::tiny_skia::Pixmap;

use super::DrawError;

type Rgb = [u8; 3];

/// Encodes an opaque picture with at most `colours` (2 to 256) colours, chosen by median cut.
pub(crate) fn indexed_png(pixmap: &Pixmap, colours: usize) -> Result<Vec<u8>, DrawError> {
    let pixels: Vec<Rgb> = pixmap.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let palette = median_cut(&pixels, colours.clamp(2, 256));
    let mut known: HashMap<Rgb, u8> = HashMap::new();
    let indices: Vec<u8> = pixels.iter().map(|pixel| *known.entry(*pixel).or_insert_with(|| nearest(&palette, *pixel))).collect();
    encode(pixmap, &palette, &indices).map_err(|error| DrawError::Encode(Box::new(error)))
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

/// The colours of a picture, weighted by how often they occur (Heckbert 1982).
fn median_cut(pixels: &[Rgb], wanted: usize) -> Vec<Rgb> {
    let mut counts: HashMap<Rgb, u32> = HashMap::new();
    for pixel in pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut all: Vec<(Rgb, u32)> = counts.into_iter().collect();
    all.sort_unstable();
    let mut boxes = vec![all];
    while boxes.len() < wanted {
        let Some((at, channel)) = widest(&boxes) else { break };
        let mut colours = boxes.swap_remove(at);
        colours.sort_unstable_by_key(|(colour, _)| (colour[channel], *colour));
        let half = colours.iter().map(|(_, count)| u64::from(*count)).sum::<u64>() / 2;
        let mut seen = 0;
        let cut = colours.iter().position(|(_, count)| {
            seen += u64::from(*count);
            seen > half
        });
        let cut = cut.unwrap_or(0).clamp(1, colours.len() - 1);
        let upper = colours.split_off(cut);
        boxes.push(colours);
        boxes.push(upper);
    }
    boxes.iter().map(|colours| mean(colours)).collect()
}

/// The box that varies most, weighted by its pixels, and the channel it varies in; none when every box is one colour.
fn widest(boxes: &[Vec<(Rgb, u32)>]) -> Option<(usize, usize)> {
    let spread = |colours: &[(Rgb, u32)], channel: usize| {
        let values = || colours.iter().map(|(colour, _)| colour[channel]);
        u64::from(values().max().unwrap_or(0) - values().min().unwrap_or(0))
    };
    boxes
        .iter()
        .enumerate()
        .filter(|(_, colours)| colours.len() > 1)
        .filter_map(|(at, colours)| {
            let channel = (0..3).max_by_key(|channel| spread(colours, *channel))?;
            let weight = colours.iter().map(|(_, count)| u64::from(*count)).sum::<u64>().isqrt();
            Some((spread(colours, channel) * weight, at, channel))
        })
        .max()
        .map(|(_, at, channel)| (at, channel))
}

fn mean(colours: &[(Rgb, u32)]) -> Rgb {
    let total = colours.iter().map(|(_, count)| u64::from(*count)).sum::<u64>().max(1);
    [0, 1, 2].map(|channel| {
        let sum: u64 = colours.iter().map(|(colour, count)| u64::from(colour[channel]) * u64::from(*count)).sum();
        u8::try_from((sum + total / 2) / total).unwrap_or(u8::MAX)
    })
}

fn nearest(palette: &[Rgb], pixel: Rgb) -> u8 {
    let distance = |colour: &Rgb| -> u32 { colour.iter().zip(pixel).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    let best = palette.iter().enumerate().min_by_key(|(_, colour)| distance(colour));
    best.and_then(|(at, _)| u8::try_from(at).ok()).unwrap_or(0)
}
