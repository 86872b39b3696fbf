//! What the pages of Karangou stand on.

use catalog::Catalog;
use kernel::{Currency, Money};
use media::Media;
use platform::Bus;
use playback::Playback;

use crate::sharing::Pictures;

/// Settings of the pages.
#[derive(Debug, Clone, Copy)]
pub struct KarangouConfig {
    /// What a gigabyte of mobile data costs our visitors, about: shown before Play ("12 Mo, environ 7 FCFA").
    /// None leaves the cost out.
    pub data_price_per_gb: Option<Money>,
}

impl Default for KarangouConfig {
    /// 600 FCFA a gigabyte, the order of size of a prepaid bundle in Togo and Benin.
    fn default() -> Self {
        Self { data_price_per_gb: Some(Money { amount_minor: 600, currency: Currency::Xof }) }
    }
}

/// The services behind the pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct KarangouState {
    pub(crate) catalog: Catalog,
    pub(crate) playback: Playback,
    pub(crate) media: Media,
    pub(crate) bus: Bus,
    pub(crate) pictures: Pictures,
    pub(crate) config: KarangouConfig,
}

impl KarangouState {
    /// The pages on these services.
    pub fn new(catalog: Catalog, playback: Playback, media: Media, bus: Bus, config: KarangouConfig) -> Self {
        Self { catalog, playback, media, bus, pictures: Pictures::new(), config }
    }
}
