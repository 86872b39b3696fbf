//! Removing what overtaken attempts left in the store, once nobody can be writing there any more.

use contracts::media::AssetId;

use super::store::upkeep;
use crate::{Media, MediaError};

impl Media {
    pub(super) async fn clean_asset(&self, asset_id: AssetId) -> Result<(), MediaError> {
        let kept = upkeep::list_prefixes(self.db().pool(), asset_id).await?;
        for object in self.store().list(&format!("media/{asset_id}/r")).await? {
            let prefix = object.key.rsplit_once('/').map_or("", |(prefix, _)| prefix);
            if !kept.contains(prefix) {
                self.store().delete(&object.key).await?;
            }
        }
        Ok(())
    }
}
