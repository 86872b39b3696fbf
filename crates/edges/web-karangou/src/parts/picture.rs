//! Addresses of pictures. In data-saver there are none: cards show the colour and the title.

use catalog::FilmCard;
use contracts::media::AssetId;
use maud::{Markup, html};
use web_kit::{Visit, ui::Poster};

/// The widths of a poster that every poster exists in.
const POSTER_WIDTHS: [u32; 3] = [160, 320, 640];
/// The widths of a picture that fills the page.
const STILL_WIDTHS: [u32; 2] = [320, 640];

/// The address of a derived picture of this width.
pub(crate) fn url(asset_id: AssetId, width: u32) -> String {
    format!("/media/images/{asset_id}/w{width}.webp")
}

/// The same, unless the visitor saves data.
pub(crate) fn unless_lite(visit: &Visit, asset_id: Option<AssetId>, width: u32) -> Option<String> {
    asset_id.filter(|_asset| !visit.lite).map(|asset_id| url(asset_id, width))
}

/// Several widths in one format, as `srcset` writes them.
fn srcset(asset_id: AssetId, widths: &[u32], format: &str) -> String {
    let one = |width: &u32| format!("/media/images/{asset_id}/w{width}.{format} {width}w");
    widths.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A wide picture as AVIF, unless the visitor saves data; `widest` is the widest it exists in.
pub(crate) fn wide(visit: &Visit, asset_id: Option<AssetId>, widest: Option<i32>) -> Option<String> {
    let asset_id = asset_id.filter(|_asset| !visit.lite)?;
    let more = widest.and_then(|width| u32::try_from(width).ok()).filter(|width| *width > 640);
    let widths: Vec<u32> = STILL_WIDTHS.into_iter().chain(more).collect();
    Some(srcset(asset_id, &widths, "avif"))
}

/// The picture of a wide card, in the width that the screen needs; none when the visitor saves data.
pub(crate) fn in_card(visit: &Visit, still: Option<AssetId>) -> Option<Markup> {
    let asset_id = still.filter(|_asset| !visit.lite)?;
    // A phone takes the small one: its data costs more than sharpness is worth, and the poster in the rail is the same file.
    const SIZES: &str = "(min-width: 64rem) 22rem, (min-width: 40rem) 50vw, 11rem";
    Some(html! {
        picture {
            source type="image/avif" srcset=(srcset(asset_id, &STILL_WIDTHS, "avif")) sizes=(SIZES);
            img class="aspect-video w-full bg-stage object-cover" src=(url(asset_id, STILL_WIDTHS[0]))
                srcset=(srcset(asset_id, &STILL_WIDTHS, "webp")) sizes=(SIZES)
                alt="" width="640" height="360" loading="lazy" decoding="async";
        }
    })
}

/// The poster of a film.
pub(crate) fn poster(visit: &Visit, film: &FilmCard) -> Poster {
    let poster = Poster::new(&film.title).image(unless_lite(visit, film.poster, 320)).colour(film.poster_colour.clone());
    match film.poster {
        Some(asset_id) if !visit.lite => {
            poster.srcset(srcset(asset_id, &POSTER_WIDTHS, "webp")).avif(srcset(asset_id, &POSTER_WIDTHS, "avif"))
        }
        _ => poster,
    }
}

/// A picture of the film behind words; nothing in data-saver, and nothing for a film without one.
pub(crate) fn backdrop(visit: &Visit, still: Option<AssetId>, widest: Option<i32>) -> Markup {
    html! {
        @if let Some(url) = unless_lite(visit, still, 640) {
            picture {
                @if let Some(avif) = wide(visit, still, widest) { source type="image/avif" srcset=(avif) sizes="100vw"; }
                img class="backdrop" src=(url) alt="" width="1280" height="720" fetchpriority="high" decoding="async";
            }
        }
    }
}
