//! The demo from an empty data folder to films on the home page, and again from wherever it was stopped.

use std::{io::Write as _, path::PathBuf};

use affiliate::Affiliate;
use anyhow::{Context as _, Result};
use catalog::Catalog;
use crowdfunding::{Crowdfunding, CrowdfundingConfig};
use identity::Identity;
use kernel::{Actor, Currency, Money, Role};
use ledger::Ledger;
use media::Media;
use notifications::Notifications;
use payments::Payments;
use platform::{Bus, Db, Secrets};
use playback::Playback;
use url::Url;

use crate::{
    Shop, Simulator,
    accounts::{self, Cast},
    films::FILMS,
    funding, making, opinions, sales,
};

/// What the agent of the demo may hold.
const AGENTS_CAP: Money = Money::new(500_000, Currency::Xof);

/// The services the demo speaks to.
#[derive(Debug, Clone)]
pub struct DemoServices {
    /// Accounts.
    pub identity: Identity,
    /// Uploads and encoding.
    pub media: Media,
    /// Films.
    pub catalog: Catalog,
    /// Playback, for what has been watched.
    pub playback: Playback,
    /// Projects.
    pub crowdfunding: Crowdfunding,
    /// What the operator decided about them.
    pub crowdfunding_config: CrowdfundingConfig,
    /// Merchants and influencers.
    pub affiliate: Affiliate,
    /// What people are told.
    pub notifications: Notifications,
    /// Payments.
    pub payments: Payments,
    /// The ledger, for what began before the demo did.
    pub ledger: Ledger,
    /// The database, for the same.
    pub db: Db,
    /// What tells of changes, for the same.
    pub bus: Bus,
    /// What signs, for the same.
    pub secrets: Secrets,
}

/// What the demo needs to know.
#[derive(Debug)]
pub struct Story {
    /// The services.
    pub services: DemoServices,
    /// The providers.
    pub simulator: Simulator,
    /// The shop of the merchant.
    pub shop: Shop,
    /// The data folder, where `demo.json` is written.
    pub folder: PathBuf,
    /// The address of the server.
    pub url: Url,
    /// The folder with downloaded film material, if there is one.
    pub material: Option<PathBuf>,
    /// Make at most this many films, and leave out the past of the market.
    pub films: Option<usize>,
}

impl Story {
    /// Makes what is missing and tells the person at the terminal.
    pub async fn tell(&self) -> Result<()> {
        let cast = accounts::ensure(&self.services.identity, &self.folder, (&self.url, self.shop.url())).await?;
        say(&accounts::card(&cast, (&self.url, self.shop.url())))?;
        self.simulator.connect(&self.services.payments, &self.url).await?;
        self.allow_cash(&cast).await?;
        sales::tell(self, &cast).await?;
        tokio::try_join!(self.make_films(&cast), funding::tell(self, &cast), sales::enliven(self, &cast))?;
        Ok(())
    }

    /// The agent may hold so much cash, unless somebody has decided otherwise.
    async fn allow_cash(&self, cast: &Cast) -> Result<()> {
        let (payments, system) = (&self.services.payments, Actor::system("demo"));
        let agent_id = cast.actor(Role::Agent)?.account_id().context("the agent of the demo")?;
        if payments.agent(&system, agent_id).await?.is_empty() {
            payments.set_agent_cap(&system, agent_id, AGENTS_CAP).await?;
        }
        Ok(())
    }

    async fn make_films(&self, cast: &Cast) -> Result<()> {
        let mut missing = making::missing(&self.services, cast).await?;
        let wanted = self.films.unwrap_or(FILMS.len()).min(FILMS.len());
        missing.truncate((wanted + missing.len()).saturating_sub(FILMS.len()));
        if missing.is_empty() {
            return say(&format!("{wanted} films are ready. Ctrl C stops everything."));
        }
        say(&format!("Making {} films playable; each one appears on the home page when it is ready.", missing.len()))?;
        let count = missing.len();
        for (number, film) in (1..).zip(missing) {
            say(&format!("  {number}/{count}  {} …", film.title))?;
            making::make(self, cast, film).await?;
        }
        opinions::give(&self.services, cast).await?;
        making::wait_for_rest(&self.services, cast).await?;
        say("Every film is ready in every quality. Ctrl C stops everything.")
    }
}

/// Prints a line for the person at the terminal.
pub(crate) fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
