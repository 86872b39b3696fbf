//! The services of a test's API, put together as the program puts them together.

use std::path::Path;

use affiliate::{Affiliate, AffiliateConfig, DomainsConfig};
use api::ApiState;
use axum::Router;
use catalog::Catalog;
use crowdfunding::{Crowdfunding, CrowdfundingConfig};
use flows::{Conversations, Papers, SalesPapers, Statements};
use identity::{Identity, IdentityConfig};
use ledger::Ledger;
use media::{Media, MediaConfig};
use messaging::Messaging;
use notifications::{Notifications, NotificationsConfig};
use payments::{Payments, PaymentsConfig};
use platform::{Bus, Db, Mail, RateLimiter, Secrets, Store};
use playback::{Assets, Playback, PlaybackConfig};
use url::Url;
use webhooks::{Webhooks, WebhooksConfig};

/// On this database and this store; staff may work without a second factor.
pub(crate) fn state(db: Db, store: Store, folder: &Path, media: MediaConfig) -> ApiState {
    state_with(db, store, folder, media, PaymentsConfig::default())
}

/// The same, with providers of payments.
pub(crate) fn state_with(db: Db, store: Store, folder: &Path, media: MediaConfig, payments: PaymentsConfig) -> ApiState {
    let (bus, secrets) = (Bus::start(&db), Secrets::from_master([7; 32]));
    let public_url = Url::parse("https://griot.example").unwrap();
    let media = Media::new(db.clone(), store.clone(), folder.join("work"), media);
    let mut config = IdentityConfig::new(public_url.clone());
    config.staff_without_second_factor = true;
    let (limiter, mail) = (RateLimiter::new(db.clone()), Mail::mailbox(db.clone()));
    let assets = Assets::of(media.clone());
    let ledger = Ledger::start(db.clone());
    let payments = Payments::try_new(db.clone(), ledger.clone(), &secrets, public_url.clone(), payments).unwrap();
    let crowdfunding = Crowdfunding::new(db.clone(), ledger.clone(), payments.clone(), &secrets, CrowdfundingConfig::default());
    let notifications = Notifications::try_new(
        db.clone(),
        mail.clone(),
        &secrets,
        public_url.clone(),
        "Karangou",
        NotificationsConfig::default(),
    )
    .unwrap();
    // Nobody answers there: what DNS says is not what is tested here.
    let domains = DomainsConfig {
        link_host: Some("liens.griot.example".into()),
        name_server: Some(std::net::SocketAddr::from(([127, 0, 0, 1], 1))),
        ..DomainsConfig::default()
    };
    let selling = AffiliateConfig { domains, ..AffiliateConfig::default() };
    let affiliate = Affiliate::start_with(selling, db.clone(), &bus, ledger.clone(), payments.clone(), &secrets);
    let messaging = Messaging::new(db.clone(), &secrets);
    let told = WebhooksConfig { allow_private: true, ..WebhooksConfig::default() };
    ApiState {
        webhooks: Webhooks::try_new(db.clone(), &secrets, &flows::WEBHOOK_EVENTS, told).unwrap(),
        conversations: Conversations { db: db.clone(), affiliate: affiliate.clone(), messaging: messaging.clone() },
        messaging,
        sales_papers: SalesPapers::new(affiliate.clone(), payments.clone(), public_url.clone(), "ShareYourSales"),
        affiliate,
        identity: Identity::try_new(db.clone(), secrets.clone(), limiter, mail, config).unwrap(),
        playback: Playback::new(db.clone(), bus.clone(), store, &secrets, assets, PlaybackConfig::default()),
        catalog: Catalog::new(db.clone(), &bus),
        papers: Papers::new(crowdfunding.clone(), payments.clone(), public_url.clone(), "Griot"),
        statements: Statements { ledger, crowdfunding: crowdfunding.clone(), payments: payments.clone() },
        crowdfunding,
        payments,
        notifications,
        media,
        bus,
        db,
        public_url,
    }
}

/// Everything that the crate answers.
pub(crate) fn router(state: &ApiState) -> Router {
    api::router(state.clone()).merge(api::streams(state.playback.clone()))
}
