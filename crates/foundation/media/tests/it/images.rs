//! Images: derived, never served as uploaded.

use std::fs;

use image::{
    ImageEncoder as _, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use kernel::{AccountId, Actor};
use media::{
    Media, MediaError,
    model::{AssetKind, AssetState},
};

use crate::support::{Bench, director, ffprobe, somebody};

/// A JPEG with an Exif block that says "turn by 90°" and where it was taken.
fn turned_jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, _| if x < width / 4 { Rgb([250, 250, 250]) } else { Rgb([180, 40, 20]) });
    let mut exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x01\x0e\0\x02\0\0\0\x10\0\0\0\x26\0\0\0\0".to_vec();
    exif.extend(b"Lome 6.13N 1.22E");
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 90).write_image(&picture, width, height, image::ExtendedColorType::Rgb8).unwrap();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poster_is_turned_upright_stripped_and_given_in_three_formats() {
    let bench = Bench::new().await;
    let path = bench.folder.path().join("affiche.jpg");
    fs::write(&path, turned_jpeg(900, 700)).unwrap();
    let id = bench.upload(AssetKind::Image, &path).await;
    let runner = bench.work();
    let asset = bench.finished(id).await;
    runner.stop().await;
    assert_eq!((asset.state, asset.width, asset.height), (AssetState::Ready, 700, 900), "{:?}", asset.code);
    assert_eq!(asset.images.len(), 9);
    assert!(asset.dominant_colour.as_deref().is_some_and(|colour| colour.starts_with("#b")), "{:?}", asset.dominant_colour);
    assert_eq!(Media::image_url(id, "w640.avif"), format!("/media/images/{id}/w640.avif"));
    for variant in &asset.images {
        let image = bench.media.image(id, &variant.variant).await.unwrap();
        assert_eq!(image.bytes.len(), usize::try_from(variant.size_bytes).unwrap());
        assert!(!image.bytes.windows(4).any(|four| four == b"Lome" || four == b"Exif"), "{}", variant.variant);
        let file = bench.folder.path().join(&variant.variant);
        fs::write(&file, &image.bytes).unwrap();
        let size = ffprobe(&["-select_streams", "v", "-show_entries", "stream=width,height"], &file);
        assert_eq!(size.trim(), format!("{},{}", variant.width, variant.height), "{}", variant.variant);
    }
    let small = asset.images.iter().find(|image| image.variant == "w320.avif").unwrap();
    assert!(small.size_bytes < 10_000);
    // The original is 700 pixels wide: what is asked wider, or between two widths, is answered by the nearest.
    let widest = bench.media.image(id, "w640.webp").await.unwrap();
    for asked in ["w1280.webp", "w9999.webp", "w600.webp"] {
        assert_eq!(bench.media.image(id, asked).await.unwrap().bytes, widest.bytes, "{asked}");
    }
    for wrong in ["../source", "w640.gif", "w640", "w-640.webp", "w99999.webp", "w0.webp", "wide.webp", ""] {
        assert!(matches!(bench.media.image(id, wrong).await, Err(MediaError::NotFound)), "{wrong}");
    }
    let stranger = somebody(AccountId::generate());
    assert!(matches!(bench.media.asset(&stranger, id).await, Err(MediaError::NotFound)));
    assert_eq!(bench.media.asset(&director(), id).await.unwrap().id, id);
    assert_eq!(bench.media.playable(id).await.unwrap().map(|_| ()), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_file_that_unfolds_into_gigabytes_is_refused() {
    let bench = Bench::new().await;
    // 11 900 × 11 900 pixels of one colour: some 500 KB as PNG, 425 MB in memory.
    let bomb = bench.folder.path().join("bomb.png");
    let row = vec![0; 11_900 * 11_900];
    let file = fs::File::create(&bomb).unwrap();
    PngEncoder::new(file).write_image(&row, 11_900, 11_900, image::ExtendedColorType::L8).unwrap();
    drop(row);
    assert!(fs::metadata(&bomb).unwrap().len() < 2 << 20);
    assert_eq!(bench.refusal(AssetKind::Image, &bomb).await, "media-bad-size");
    let tiny = bench.folder.path().join("tiny.png");
    RgbImage::new(4, 4).save(&tiny).unwrap();
    assert_eq!(bench.refusal(AssetKind::Image, &tiny).await, "media-bad-size");
    let mut cut = turned_jpeg(600, 400);
    cut.truncate(cut.len() / 3);
    let damaged = bench.folder.path().join("cut.jpg");
    fs::write(&damaged, cut).unwrap();
    let code = bench.refusal(AssetKind::Image, &damaged).await;
    assert_eq!(code, "media-truncated");
    let actor = Actor::system("test");
    assert!(
        bench.media.list_assets(&director(), &kernel::PageRequest::first()).await.unwrap().items.len() == 3
            && actor.may(kernel::Permission::FilmModerate)
    );
}
