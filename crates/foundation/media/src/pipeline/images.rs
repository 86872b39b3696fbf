//! Derived pictures: several widths in AVIF, WebP and JPEG, made from the decoded pixels alone.
//!
//! Nothing of the uploaded bytes is served: metadata, colour profiles and whatever hides in a file end here.

use std::{
    fmt::Write as _,
    io::BufReader,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use contracts::media::AssetId;
use fast_image_resize::{IntoImageView as _, PixelType, ResizeOptions, Resizer, images::Image};
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageReader, RgbImage};
use tokio_util::sync::CancellationToken;

use super::check::CheckError;
use crate::{
    Media, MediaError,
    ffmpeg::{Watch, args::Args},
    probe::{Limits, Refusal},
};

const WIDTHS: [u32; 4] = [160, 320, 640, 1280];
const LIMIT: Duration = Duration::from_mins(5);

/// The pictures made of one.
#[derive(Debug)]
pub(super) struct Derived {
    /// Of the original, upright.
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) dominant_colour: String,
    pub(super) variants: Vec<Variant>,
}

/// One stored picture.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) key: String,
    pub(super) size_bytes: usize,
}

impl Media {
    /// Decodes an image under limits and stores what is derived from it.
    pub(super) async fn derive_image(
        &self,
        asset_id: AssetId,
        path: &Path,
        stop: &CancellationToken,
    ) -> Result<Derived, CheckError> {
        let folder = self.work_folder().join(format!("image-{asset_id}"));
        tokio::fs::create_dir_all(&folder).await?;
        let derived = self.derive_in(&folder, asset_id, path, stop).await;
        tokio::fs::remove_dir_all(&folder).await?;
        derived
    }

    async fn derive_in(
        &self,
        folder: &Path,
        asset_id: AssetId,
        path: &Path,
        stop: &CancellationToken,
    ) -> Result<Derived, CheckError> {
        let (limits, from, base) = (self.config().limits.clone(), path.to_owned(), folder.join("base.png"));
        let to = base.clone();
        let prepared = tokio::task::spawn_blocking(move || prepare(&from, &to, &limits)).await;
        let prepared = prepared.map_err(|_panicked| Refusal::Damaged)??;
        let sizes = sizes(prepared.base_width, prepared.base_height);
        let watch = Watch { limit: LIMIT, stop, progress: None };
        self.programs().ffmpeg(variant_args(&base, &sizes, folder).0, watch).await?;
        let mut variants = Vec::new();
        for (width, height) in sizes {
            for format in FORMATS {
                let name = format!("w{width}.{format}");
                variants.push(self.store_variant(asset_id, folder.join(&name), name, (width, height)).await?);
            }
        }
        let Prepared { width, height, dominant_colour, .. } = prepared;
        Ok(Derived { width, height, dominant_colour, variants })
    }

    async fn store_variant(
        &self,
        asset_id: AssetId,
        file: PathBuf,
        name: String,
        (width, height): (u32, u32),
    ) -> Result<Variant, MediaError> {
        let bytes = Bytes::from(tokio::fs::read(&file).await?);
        let (key, size_bytes) = (format!("media/{asset_id}/images/{name}"), bytes.len());
        self.store_durably(&key, bytes).await?;
        Ok(Variant { name, width, height, key, size_bytes })
    }
}

const FORMATS: [&str; 3] = ["avif", "webp", "jpg"];

struct Prepared {
    width: u32,
    height: u32,
    base_width: u32,
    base_height: u32,
    dominant_colour: String,
}

/// Decodes, turns upright, flattens onto white, shrinks to the widest variant, and writes that losslessly for ffmpeg.
fn prepare(from: &Path, to: &Path, limits: &Limits) -> Result<Prepared, CheckError> {
    require_whole_jpeg(from)?;
    let picture = decode(from, limits)?;
    let (width, height) = (picture.width(), picture.height());
    if width.min(height) < 16 {
        return Err(Refusal::BadSize.into());
    }
    let rgb = flattened(picture);
    let widest = WIDTHS.last().copied().unwrap_or(1280).min(width);
    let base = resized(&rgb, widest, scaled_height(width, height, widest))?;
    base.save_with_format(to, image::ImageFormat::Png).map_err(unwritable)?;
    let dominant_colour = dominant(&resized(&rgb, 24.min(width), 24.min(height))?);
    Ok(Prepared { width, height, base_width: base.width(), base_height: base.height(), dominant_colour })
}

/// The decoder fills what is missing of a JPEG with grey; a file that was cut is to be refused instead.
fn require_whole_jpeg(from: &Path) -> Result<(), CheckError> {
    let bytes = std::fs::read(from)?;
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return Ok(());
    }
    let scan = bytes.windows(2).rposition(|marker| marker == [0xFF, 0xDA]).unwrap_or(0);
    let ends = bytes.get(scan..).is_some_and(|rest| rest.windows(2).any(|marker| marker == [0xFF, 0xD9]));
    if ends { Ok(()) } else { Err(Refusal::Truncated.into()) }
}

fn decode(from: &Path, limits: &Limits) -> Result<DynamicImage, CheckError> {
    let file = std::fs::File::open(from)?;
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format()?;
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(limits.image_side);
    bounds.max_image_height = Some(limits.image_side);
    bounds.max_alloc = Some(limits.image_pixels.saturating_mul(8));
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.image_pixels {
        return Err(Refusal::BadSize.into());
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unreadable(error: ImageError) -> CheckError {
    match error {
        ImageError::Limits(_) => Refusal::BadSize.into(),
        ImageError::Unsupported(_) => Refusal::WrongKind.into(),
        _ => Refusal::Damaged.into(),
    }
}

fn unwritable(error: ImageError) -> MediaError {
    match error {
        ImageError::IoError(error) => error.into(),
        _ => MediaError::Stored("a picture that cannot be written"),
    }
}

fn flattened(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let over = |value: u8| {
            let mixed = u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn resized(picture: &RgbImage, width: u32, height: u32) -> Result<RgbImage, MediaError> {
    let unusable = || MediaError::Stored("a picture that cannot be resized");
    let mut target = Image::new(width, height, PixelType::U8x3);
    let source = DynamicImage::ImageRgb8(picture.clone());
    source.pixel_type().ok_or_else(unusable)?;
    Resizer::new().resize(&source, &mut target, &ResizeOptions::default()).map_err(|_unusable| unusable())?;
    RgbImage::from_raw(width, height, target.into_vec()).ok_or_else(unusable)
}

/// The mean of the most frequent shade, on 4 levels per channel.
fn dominant(picture: &RgbImage) -> String {
    let mut shades = vec![([0_u32; 3], 0_u32); 64];
    for pixel in picture.pixels() {
        let index = pixel.0.iter().fold(0, |index, value| index * 4 + usize::from(value / 64));
        if let Some((sums, count)) = shades.get_mut(index) {
            *count += 1;
            for (sum, value) in sums.iter_mut().zip(pixel.0) {
                *sum += u32::from(value);
            }
        }
    }
    let (sums, count) = shades.into_iter().max_by_key(|(_, count)| *count).unwrap_or_default();
    let [red, green, blue] = sums.map(|sum| sum / count.max(1));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Even sizes, never wider than the picture; a picture between two widths keeps its own as well.
fn sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|wanted| *wanted <= width).collect();
    if widths.last().is_none_or(|last| last * 6 / 5 < width) {
        widths.push(width);
    }
    widths.into_iter().map(|wanted| (wanted & !1, scaled_height(width, height, wanted & !1) & !1)).collect()
}

fn scaled_height(width: u32, height: u32, wanted: u32) -> u32 {
    let scaled = (u64::from(height) * u64::from(wanted) + u64::from(width) / 2) / u64::from(width.max(1));
    u32::try_from(scaled.max(2)).unwrap_or(u32::MAX)
}

/// One process for all variants: the picture is read once.
fn variant_args(base: &Path, sizes: &[(u32, u32)], folder: &Path) -> Args {
    let mut args = Args::default();
    args.words(&["-v", "error"]).option("-i", base.display());
    let outputs: Vec<_> = sizes.iter().flat_map(|size| FORMATS.map(|format| (size, format))).collect();
    let mut graph = format!("[0:v]split={}", outputs.len());
    for index in 0..outputs.len() {
        let _ = write!(graph, "[s{index}]");
    }
    for (index, ((width, height), format)) in outputs.iter().enumerate() {
        let pixels = if *format == "jpg" { "yuvj420p" } else { "yuv420p" };
        let _ = write!(graph, ";[s{index}]scale={width}:{height}:flags=lanczos,format={pixels}[v{index}]");
    }
    args.option("-filter_complex", graph);
    for (index, ((width, _), format)) in outputs.iter().enumerate() {
        args.option("-map", format!("[v{index}]")).words(&["-frames:v", "1"]);
        match *format {
            "avif" => args.words(&[
                "-c:v",
                "libaom-av1",
                "-still-picture",
                "1",
                "-usage",
                "allintra",
                "-cpu-used",
                "7",
                "-crf",
                "36",
                "-b:v",
                "0",
            ]),
            "webp" => args.words(&["-c:v", "libwebp", "-quality", "62", "-f", "image2"]),
            _ => args.words(&["-c:v", "mjpeg", "-q:v", "5", "-f", "image2", "-update", "1"]),
        };
        args.output(&folder.join(format!("w{width}.{format}")));
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_never_exceed_the_picture() {
        assert_eq!(sizes(1280, 720), [(160, 90), (320, 180), (640, 360), (1280, 720)]);
        assert_eq!(sizes(500, 751), [(160, 240), (320, 480), (500, 750)]);
        assert_eq!(sizes(101, 50), [(100, 50)]);
        assert_eq!(sizes(700, 100).last(), Some(&(640, 90)));
    }

    #[test]
    fn the_dominant_colour_is_the_mean_of_the_most_frequent_shade() {
        let picture = RgbImage::from_fn(10, 10, |x, _| if x < 7 { image::Rgb([200, 10, 20]) } else { image::Rgb([0, 0, 255]) });
        assert_eq!(dominant(&picture), "#c80a14");
    }
}
