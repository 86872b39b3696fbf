//! Addresses of pictures. In data-saver there are none.

use contracts::media::AssetId;
use web_kit::Visit;

/// The address of a derived picture of this width, unless the visitor saves data.
pub(crate) fn unless_lite(visit: &Visit, asset_id: Option<AssetId>, width: u32) -> Option<String> {
    asset_id.filter(|_asset| !visit.lite).map(|asset_id| format!("/media/images/{asset_id}/w{width}.webp"))
}
