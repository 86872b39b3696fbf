//! What the pages of Karangou stand on.

use axum::extract::FromRef;
use catalog::Catalog;
use crowdfunding::Crowdfunding;
use identity::Identity;
use media::Media;
use payments::Payments;
use platform::Bus;
use playback::Playback;
use url::Url;

use crate::{config::KarangouConfig, projects::Watched, sharing::Pictures};

/// The services behind the pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct KarangouState {
    /// Accounts.
    pub identity: Identity,
    /// Uploads, pictures, subtitles, progress of the pipeline.
    pub media: Media,
    /// Streams and history.
    pub playback: Playback,
    /// Films, people, lists, ratings, comments, moderation.
    pub catalog: Catalog,
    /// Projects, and what people pledge to them.
    pub crowdfunding: Crowdfunding,
    /// Who carries which way to pay.
    pub payments: Payments,
    /// Live updates.
    pub bus: Bus,
    /// What the operator set.
    pub config: KarangouConfig,
    /// The address people type: what feeds, site maps and shared links are made of.
    pub public_url: Url,
    /// The site maps of other products of this server, which its one index names too.
    pub other_maps: &'static [&'static str],
}

/// The state of the router: the services, and what the pages themselves keep.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    services: KarangouState,
    pictures: Pictures,
    watched: Watched,
}

impl Site {
    pub(crate) fn new(services: KarangouState) -> Self {
        Self { services, pictures: Pictures::new(), watched: Watched::new() }
    }
}

impl FromRef<Site> for KarangouState {
    fn from_ref(site: &Site) -> Self {
        site.services.clone()
    }
}

impl FromRef<Site> for Pictures {
    fn from_ref(site: &Site) -> Self {
        site.pictures.clone()
    }
}

impl FromRef<Site> for Watched {
    fn from_ref(site: &Site) -> Self {
        site.watched.clone()
    }
}
