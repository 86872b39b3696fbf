//! What the handlers work with.

use affiliate::Affiliate;
use catalog::Catalog;
use crowdfunding::Crowdfunding;
use flows::{Conversations, Papers, SalesPapers, Statements};
use identity::Identity;
use media::Media;
use messaging::Messaging;
use notifications::Notifications;
use payments::Payments;
use platform::{Bus, Db};
use playback::Playback;
use url::Url;
use webhooks::Webhooks;

/// The services behind the API. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ApiState {
    /// Accounts, sessions, keys.
    pub identity: Identity,
    /// Uploads, assets, pictures.
    pub media: Media,
    /// Playback sessions, positions, views.
    pub playback: Playback,
    /// Films, people, lists, ratings, comments.
    pub catalog: Catalog,
    /// Programs, links, what shops report.
    pub affiliate: Affiliate,
    /// Projects and pledges.
    pub crowdfunding: Crowdfunding,
    /// Payments, and what providers tell.
    pub payments: Payments,
    /// Receipts and certificates.
    pub papers: Papers,
    /// Statements of commissions.
    pub sales_papers: SalesPapers,
    /// What people hold in the ledger.
    pub statements: Statements,
    /// Conversations.
    pub messaging: Messaging,
    /// The conversation of a partnership.
    pub conversations: Conversations,
    /// What the programs of others are told.
    pub webhooks: Webhooks,
    /// Notices, and what people want to be told.
    pub notifications: Notifications,
    /// Live messages: how far an asset is, what a person is told.
    pub bus: Bus,
    /// The queue of background jobs, for administrators.
    pub db: Db,
    /// Where the outside reaches this server: the base of absolute URLs.
    pub public_url: Url,
}
