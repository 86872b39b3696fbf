//! What the catalogue does when others tell something. Each handler reads the present truth and writes it: a second
//! delivery, or a late one, does no harm.

use contracts::{
    identity::AccountDeleted,
    media::{AssetPlayable, AssetReady},
    playback::ViewCounted,
};
use platform::jobs::{Delivered, JobRun, Registry};

use crate::Catalog;

impl Catalog {
    /// Registers the handlers of events.
    pub fn register(&self, registry: &mut Registry) {
        let catalog = self.clone();
        registry.consumer("catalog.asset-playable", move |delivered: Delivered<AssetPlayable>, _run: JobRun| {
            let catalog = catalog.clone();
            async move { Ok(catalog.refresh_asset(delivered.event.asset_id).await?) }
        });
        let catalog = self.clone();
        registry.consumer("catalog.asset-ready", move |delivered: Delivered<AssetReady>, _run: JobRun| {
            let catalog = catalog.clone();
            async move { Ok(catalog.refresh_asset(delivered.event.asset_id).await?) }
        });
        let catalog = self.clone();
        registry.consumer("catalog.view-counted", move |delivered: Delivered<ViewCounted>, _run: JobRun| {
            let catalog = catalog.clone();
            async move { Ok(catalog.refresh_views(delivered.event.film_id).await?) }
        });
        let catalog = self.clone();
        registry.consumer("catalog.account-deleted", move |delivered: Delivered<AccountDeleted>, _run: JobRun| {
            let catalog = catalog.clone();
            async move { Ok(catalog.forget_account(delivered.event.account_id).await?) }
        });
    }
}
