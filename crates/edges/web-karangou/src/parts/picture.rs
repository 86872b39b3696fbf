//! Addresses of pictures. In data-saver there are none: cards show the colour and the title.

use contracts::media::AssetId;
use web_kit::{Visit, ui::Poster};

/// The address of a derived picture of this width.
pub(crate) fn url(asset_id: AssetId, width: u32) -> String {
    format!("/media/images/{asset_id}/w{width}.webp")
}

/// The same, unless the visitor saves data.
pub(crate) fn unless_lite(visit: &Visit, asset_id: Option<AssetId>, width: u32) -> Option<String> {
    asset_id.filter(|_asset| !visit.lite).map(|asset_id| url(asset_id, width))
}

/// The poster of a film.
pub(crate) fn poster(visit: &Visit, film: &catalog::FilmCard) -> Poster {
    let poster = Poster::new(&film.title).image(unless_lite(visit, film.poster, 320)).colour(film.poster_colour.clone());
    match film.poster {
        Some(asset_id) if !visit.lite => poster.srcset(format!("{} 320w, {} 640w", url(asset_id, 320), url(asset_id, 640))),
        _ => poster,
    }
}
