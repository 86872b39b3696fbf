//! The services of this process, put together once.

mod edges;

use affiliate::Affiliate;
use anyhow::{Context as _, Result};
use catalog::Catalog;
use crowdfunding::Crowdfunding;
use flows::{Conversations, Flows, Papers, Statements};
use identity::Identity;
use ledger::Ledger;
use media::Media;
use messaging::Messaging;
use notifications::Notifications;
use payments::Payments;
use platform::{Bus, Db, Mail, RateLimiter, Store, jobs::Registry};
use playback::{Assets, Playback};
use webhooks::Webhooks;

use crate::boot::Base;

/// Who signs the letters about projects.
const PRODUCT: &str = "Karangou";

/// Every service, and what they share.
#[derive(Debug, Clone)]
pub(crate) struct Services {
    pub(crate) bus: Bus,
    pub(crate) mail: Mail,
    db: Db,
    pub(crate) identity: Identity,
    pub(crate) media: Media,
    pub(crate) playback: Playback,
    pub(crate) catalog: Catalog,
    pub(crate) ledger: Ledger,
    pub(crate) payments: Payments,
    pub(crate) crowdfunding: Crowdfunding,
    pub(crate) affiliate: Affiliate,
    talk: Talk,
    pub(crate) notifications: Notifications,
    papers: Papers,
    statements: Statements,
}

/// How people talk with each other, and what their programs are told.
#[derive(Debug, Clone)]
struct Talk {
    messaging: Messaging,
    conversations: Conversations,
    webhooks: Webhooks,
}

impl Talk {
    fn compose(base: &Base, affiliate: &Affiliate) -> Result<Self> {
        let db = &base.db;
        let messaging = Messaging::new(db.clone(), &base.secrets);
        let webhooks = Webhooks::try_new(db.clone(), &base.secrets, &flows::WEBHOOK_EVENTS, base.config.webhooks.clone())?;
        let conversations = Conversations { db: db.clone(), affiliate: affiliate.clone(), messaging: messaging.clone() };
        Ok(Self { messaging, conversations, webhooks })
    }
}

/// Whether this is the demo: mails are kept for a page, and staff may work without a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Real,
    Demo,
}

impl Services {
    /// Puts the services together on a started database.
    pub(crate) fn compose(base: &Base, mode: Mode) -> Result<Self> {
        let (db, config) = (&base.db, &base.config);
        let bus = Bus::start(db);
        let store = Store::try_new(&config.store, &base.data_folder.join("files")).context("the file store")?;
        let mail = letters(base, mode)?;
        let identity = accounts(base, mode, &mail)?;
        let media = films(base, &store);
        let playback = Playback::new(db.clone(), bus.clone(), store, &base.secrets, Assets::of(media.clone()), config.playback);
        let catalog = Catalog::new(db.clone(), &bus);
        let ledger = Ledger::start(db.clone());
        let payments =
            Payments::try_new(db.clone(), ledger.clone(), &base.secrets, config.public_url()?, config.payments.clone())?;
        let crowdfunding =
            Crowdfunding::new(db.clone(), ledger.clone(), payments.clone(), &base.secrets, config.crowdfunding.clone());
        let own = config.affiliate.clone().at(&config.public_url()?);
        let affiliate = Affiliate::start_with(own, db.clone(), &bus, ledger.clone(), payments.clone(), &base.secrets);
        let talk = Talk::compose(base, &affiliate)?;
        let notifications = told(base, &mail)?;
        let papers = Papers::new(crowdfunding.clone(), payments.clone(), config.public_url()?, PRODUCT);
        let statements = Statements { ledger: ledger.clone(), crowdfunding: crowdfunding.clone(), payments: payments.clone() };
        Ok(Self {
            db: db.clone(),
            bus,
            mail,
            identity,
            media,
            playback,
            catalog,
            ledger,
            payments,
            crowdfunding,
            affiliate,
            talk,
            notifications,
            papers,
            statements,
        })
    }

    /// Every job, every event consumer, every cron entry.
    pub(crate) fn registry(&self) -> Registry {
        let mut registry = Registry::new();
        platform::upkeep::register(&mut registry, &self.db);
        self.mail.register(&mut registry);
        self.identity.register(&mut registry);
        self.media.register(&mut registry);
        self.playback.register(&mut registry);
        self.catalog.register(&mut registry);
        self.ledger.register(&mut registry);
        self.payments.register(&mut registry);
        self.crowdfunding.register(&mut registry);
        self.affiliate.register(&mut registry);
        self.talk.messaging.register(&mut registry);
        self.talk.webhooks.register(&mut registry);
        self.notifications.register(&mut registry);
        let flows = Flows {
            db: self.db.clone(),
            identity: self.identity.clone(),
            crowdfunding: self.crowdfunding.clone(),
            affiliate: self.affiliate.clone(),
            messaging: self.talk.messaging.clone(),
            webhooks: self.talk.webhooks.clone(),
            payments: self.payments.clone(),
            notifications: self.notifications.clone(),
        };
        flows.register(&mut registry);
        registry
    }
}

/// Uploads, and what becomes of them.
fn films(base: &Base, store: &Store) -> Media {
    let mut config = base.config.media.clone();
    config.workers = u32::try_from(base.config.workers.media_jobs()).unwrap_or(1);
    Media::new(base.db.clone(), store.clone(), base.data_folder.join("work"), config)
}

/// How people are told things.
fn told(base: &Base, mail: &Mail) -> Result<Notifications> {
    let (db, config) = (base.db.clone(), &base.config);
    let (url, own) = (config.public_url()?, config.notifications.clone());
    Ok(Notifications::try_new(db, mail.clone(), &base.secrets, url, PRODUCT, own)?)
}

/// By the mail server, or kept to be looked at.
fn letters(base: &Base, mode: Mode) -> Result<Mail> {
    Ok(match mode {
        Mode::Real => Mail::try_smtp(&base.config.mail, base.db.clone(), &base.secrets).context("the mail server's settings")?,
        Mode::Demo => Mail::mailbox(base.db.clone()),
    })
}

/// Who is who.
fn accounts(base: &Base, mode: Mode, mail: &Mail) -> Result<Identity> {
    let (db, config) = (&base.db, &base.config);
    let mut own = identity::IdentityConfig::new(config.public_url()?);
    own.oidc_providers.clone_from(&config.identity.oidc_providers);
    own.staff_without_second_factor = mode == Mode::Demo;
    Ok(Identity::try_new(db.clone(), base.secrets.clone(), RateLimiter::new(db.clone()), mail.clone(), own)?)
}
