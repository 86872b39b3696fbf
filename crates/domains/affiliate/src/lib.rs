//! ShareYourSales: merchants and what they sell, influencers who promote it, tracked links, attributed sales, commissions. See README.md.
//!
//! Invariants: what a partner earns is said by terms that were frozen when the touch happened; a click is in the database before its
//! redirect is answered; an order of a merchant is one conversion, however often and in whatever order it is told; what a refund takes back
//! is exact, also after the money was paid out. The rules are pure: who is credited ([`attribution`]), what it earns ([`earning`]), under
//! which numbers people pay tax ([`tax_identity`]).

pub mod attribution;
mod category;
mod check;
pub mod earning;
mod error;
mod influencer;
mod market;
mod member;
mod merchant;
mod picture;
mod product;
mod profile;
pub mod tax_identity;

use std::sync::Arc;

use platform::{Db, RateLimiter};

pub use self::{
    category::category_key,
    error::AffiliateError,
    influencer::{Audience, AudienceSource, AudienceView, InfluencerDraft, InfluencerView, Network},
    market::{
        CategoryCount, Found, InfluencerCard, InfluencerFilter, MarketSort, MerchantCard, MerchantFilter, ProductCard,
        ProductFilter,
    },
    member::MerchantRight,
    merchant::{MerchantDraft, MerchantView},
    product::{
        ImportMode, ImportReport, OwnProduct, ProductDraft, ProductState, ProductView, RowError, VariantDraft, VariantView,
    },
    profile::{Listing, ProfileState},
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
}

impl Affiliate {
    /// The context on this database.
    pub fn new(db: Db) -> Self {
        let limits = RateLimiter::new(db.clone());
        Self { inner: Arc::new(Inner { db, limits }) }
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn limits(&self) -> &RateLimiter {
        &self.inner.limits
    }
}
