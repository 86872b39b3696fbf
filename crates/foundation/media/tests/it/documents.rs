//! Documents: known by their content, scanned, given out as they came.

use std::fs;

use contracts::media::AssetId;
use futures::TryStreamExt as _;
use media::{
    MediaError,
    model::{AssetKind, AssetState},
};

use crate::support::Bench;

/// A page without anything on it.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
                     trailer<</Root 1 0 R>>\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_is_given_out_as_it_came_and_only_once_it_is_checked() {
    let bench = Bench::new().await;
    let path = bench.folder.path().join("devis.pdf");
    fs::write(&path, PDF).unwrap();
    let id = bench.upload(AssetKind::Document, &path).await;
    assert!(matches!(bench.media.file(id).await, Err(MediaError::NotFound)), "not checked yet");
    let runner = bench.work();
    let asset = bench.finished(id).await;
    runner.stop().await;
    assert_eq!((asset.state, asset.kind), (AssetState::Ready, AssetKind::Document), "{:?}", asset.code);
    let file = bench.media.file(id).await.unwrap();
    assert_eq!((file.content_type, file.extension, file.size_bytes), ("application/pdf", "pdf", PDF.len() as u64));
    let pieces: Vec<_> = file.bytes.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), PDF);
    assert!(bench.media.playable(id).await.unwrap().is_none());
    assert!(matches!(bench.media.file(AssetId::generate()).await, Err(MediaError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_document_or_half_of_one_is_refused() {
    let bench = Bench::new().await;
    let write = |name: &str, bytes: &[u8]| {
        let path = bench.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    for (name, bytes, code) in [
        ("page.pdf", b"<html><script>alert(1)</script></html>".as_slice(), "media-wrong-kind"),
        ("texte.pdf", b"Devis : 100 000 francs".as_slice(), "media-wrong-kind"),
        ("archive.pdf", b"PK\x03\x04........".as_slice(), "media-wrong-kind"),
        ("coupe.pdf", &PDF[..PDF.len() - 10], "media-truncated"),
    ] {
        assert_eq!(bench.refusal(AssetKind::Document, &write(name, bytes)).await, code, "{name}");
    }
    assert_eq!(bench.refusal(AssetKind::Image, &write("image.pdf", PDF)).await, "media-wrong-kind");
    assert_eq!(bench.refusal(AssetKind::Video, &write("film.pdf", PDF)).await, "media-wrong-kind");
}
