//! ShareYourSales: merchants and what they sell, influencers who promote it, tracked links, attributed sales, commissions. See README.md.
//!
//! Invariants: what a partner earns is said by terms that were frozen when the touch happened; a click is in the database before its
//! redirect is answered; an order of a merchant is one conversion, however often and in whatever order it is told; what a refund takes back
//! is exact, also after the money was paid out. The rules are pure: who is credited ([`attribution`]), what it earns ([`earning`]), under
//! which numbers people pay tax ([`tax_identity`]).

pub mod attribution;
mod click;
pub mod earning;
mod error;
mod jobs;
mod link;
mod member;
mod named;
mod partnership;
mod program;
pub mod tax_identity;

use std::sync::Arc;

use platform::{Bus, Db, DbError, RateLimiter};
use sqlx::{Postgres, pool::PoolConnection};

pub use self::{
    click::{Follow, Followed},
    error::AffiliateError,
    link::{CLICK_PARAMETER, CodeDraft, CodeView, LinkDraft, LinkState, LinkView, Target, folded_code},
    member::MerchantRight,
    partnership::{Answer, PartnershipState, PartnershipView},
    program::{Admission, Cap, CapPeriod, GroupView, PolicyView, ProgramDraft, ProgramState, ProgramView, Terms, TermsView},
};

/// The affiliate context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Affiliate {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    limits: RateLimiter,
    links: click::Links,
    clicks: click::Recorder,
    salts: click::Salts,
    /// Heard by `links` as long as it is held.
    _bus: Bus,
}

impl Affiliate {
    /// The context on this database. It writes clicks from tasks of its own, which end when the last handle is dropped.
    pub fn start(db: Db, bus: &Bus) -> Self {
        let (links, clicks) = (click::Links::start(bus), click::Recorder::start(&db));
        let limits = RateLimiter::new(db.clone());
        Self { inner: Arc::new(Inner { db, limits, links, clicks, salts: click::Salts::default(), _bus: bus.clone() }) }
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn limits(&self) -> &RateLimiter {
        &self.inner.limits
    }

    fn links_known(&self) -> &click::Links {
        &self.inner.links
    }

    fn clicks(&self) -> &click::Recorder {
        &self.inner.clicks
    }

    fn salts(&self) -> &click::Salts {
        &self.inner.salts
    }

    /// A connection for reading.
    async fn conn(&self) -> Result<PoolConnection<Postgres>, AffiliateError> {
        Ok(self.db().pool().acquire().await.map_err(DbError::from)?)
    }
}
