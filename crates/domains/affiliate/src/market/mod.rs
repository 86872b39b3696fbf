//! The marketplace: listed products of listed merchants, merchants and influencers, found by words and filters. For everybody.
//!
//! Words are looked for without accents and in their French and English forms; when nothing has them as written, what resembles them is looked
//! for. Whatever the order, following the cursors meets every row once. A search by relevance ranks the 5 000 newest products that fit, so
//! that a common word costs no more than a rare one.

mod addresses;
mod cards;
mod filter;
mod queries;
mod sort;

use contracts::{affiliate::ProductId, identity::OrganisationId};
use kernel::{AccountId, Actor, InvalidCursor, Page, PageRequest};
use platform::Tx;
use serde::Serialize;
use uuid::Uuid;

pub use self::{
    cards::{InfluencerCard, MerchantCard, ProductCard},
    filter::{InfluencerFilter, MerchantFilter, ProductFilter},
    sort::MarketSort,
};
use crate::{Affiliate, AffiliateError, category};

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found<C> {
    /// What was found, in the order that was asked for.
    pub page: Page<C>,
    /// The words that were looked for instead, when nothing has those that were given.
    pub resembling: Option<String>,
}

/// How many of what was found are in a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryCount {
    /// The category's word.
    pub category: String,
    /// How many there are, as far as they were counted.
    pub count: i64,
    /// Whether there are more: no more than a thousand are counted.
    pub more: bool,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
enum Wanted<'f> {
    Products(&'f ProductFilter),
    Merchants(&'f MerchantFilter),
    Influencers(&'f InfluencerFilter),
}

impl Wanted<'_> {
    /// Whose words are known.
    const fn subject(self) -> &'static str {
        match self {
            Self::Products(_) => "product",
            Self::Merchants(_) => "merchant",
            Self::Influencers(_) => "influencer",
        }
    }

    const fn words(&self) -> &String {
        match self {
            Self::Products(filter) => &filter.words,
            Self::Merchants(filter) => &filter.words,
            Self::Influencers(filter) => &filter.words,
        }
    }

    const fn category(&self) -> Option<&String> {
        match self {
            Self::Products(filter) => filter.category.as_ref(),
            Self::Merchants(filter) => filter.category.as_ref(),
            Self::Influencers(filter) => filter.category.as_ref(),
        }
    }

    fn sort(&self) -> MarketSort {
        match self {
            Self::Products(filter) => filter.sort(),
            Self::Merchants(filter) => filter.sort(),
            Self::Influencers(filter) => filter.sort(),
        }
    }
}

/// The sort key of a row, from the highest.
type Key = (i64, Uuid);

/// What is asked for, in the words that are looked for, below a row.
#[derive(Debug, Clone)]
struct Ask<'f> {
    wanted: Wanted<'f>,
    category_id: Option<Uuid>,
    words: Option<String>,
    sort: MarketSort,
    below: Option<Key>,
    limit: i64,
}

impl Affiliate {
    /// Products that fit.
    pub async fn search_products(
        &self,
        actor: &Actor,
        filter: &ProductFilter,
        page: &PageRequest,
    ) -> Result<Found<ProductCard>, AffiliateError> {
        let filter = filter.checked()?;
        let (mut tx, found) = self.walk(actor, Wanted::Products(&filter), page).await?;
        let ids: Vec<_> = found.page.items.iter().copied().map(ProductId::from_uuid).collect();
        Ok(found.with(cards::products(tx.conn(), &ids).await?))
    }

    /// How many products fit in each category, whichever of them was asked for.
    pub async fn count_products(&self, actor: &Actor, filter: &ProductFilter) -> Result<Vec<CategoryCount>, AffiliateError> {
        self.count(actor, Wanted::Products(&filter.checked()?)).await
    }

    /// Merchants that fit.
    pub async fn search_merchants(
        &self,
        actor: &Actor,
        filter: &MerchantFilter,
        page: &PageRequest,
    ) -> Result<Found<MerchantCard>, AffiliateError> {
        let filter = filter.checked()?;
        let (mut tx, found) = self.walk(actor, Wanted::Merchants(&filter), page).await?;
        let ids: Vec<_> = found.page.items.iter().copied().map(OrganisationId::from_uuid).collect();
        Ok(found.with(cards::merchants(tx.conn(), &ids).await?))
    }

    /// How many merchants fit in each category, whichever of them was asked for.
    pub async fn count_merchants(&self, actor: &Actor, filter: &MerchantFilter) -> Result<Vec<CategoryCount>, AffiliateError> {
        self.count(actor, Wanted::Merchants(&filter.checked()?)).await
    }

    /// Influencers that fit.
    pub async fn search_influencers(
        &self,
        actor: &Actor,
        filter: &InfluencerFilter,
        page: &PageRequest,
    ) -> Result<Found<InfluencerCard>, AffiliateError> {
        let filter = filter.checked()?;
        let (mut tx, found) = self.walk(actor, Wanted::Influencers(&filter), page).await?;
        let ids: Vec<_> = found.page.items.iter().copied().map(AccountId::from_uuid).collect();
        Ok(found.with(cards::influencers(tx.conn(), &ids).await?))
    }

    /// How many influencers fit in each category, whichever of them was asked for.
    pub async fn count_influencers(
        &self,
        actor: &Actor,
        filter: &InfluencerFilter,
    ) -> Result<Vec<CategoryCount>, AffiliateError> {
        self.count(actor, Wanted::Influencers(&filter.checked()?)).await
    }

    /// One page of ids, of what has the words as written, or else of what has those that resemble them: a cursor says which it was. What is
    /// shown is for everybody, so that nobody is refused; the snapshot that it was read in is given back for the cards.
    async fn walk(&self, actor: &Actor, wanted: Wanted<'_>, page: &PageRequest) -> Result<(Tx, Found<Uuid>), AffiliateError> {
        let after: Option<(String, bool, i64, Uuid)> = page.after_key()?;
        let sort = wanted.sort();
        if after.as_ref().is_some_and(|(of, ..)| of != sort.as_str()) {
            return Err(InvalidCursor.into());
        }
        let mut tx = self.read(actor).await?;
        let mut ask = ask(&mut tx, wanted, wanted.category()).await?;
        ask.limit = i64::from(page.limit()) + 1;
        let first = after.is_none();
        let wants_resembling = after.as_ref().is_some_and(|(_, resembling, ..)| *resembling);
        ask.below = after.map(|(_, _, key, id)| (key, id));
        let mut rows = if wants_resembling { Vec::new() } else { queries::keys(tx.conn(), &ask).await? };
        let mut resembling = None;
        if rows.is_empty() && (first || wants_resembling) {
            resembling = corrected(&mut tx, &ask).await?;
            if resembling.is_some() {
                ask.words.clone_from(&resembling);
                rows = queries::keys(tx.conn(), &ask).await?;
            }
            resembling = resembling.filter(|_| !rows.is_empty());
        }
        let instead = resembling.is_some();
        let keys = Page::from_rows(rows, page, |(key, id)| (sort.as_str(), instead, *key, *id));
        Ok((tx, Found { page: keys.map(|(_, id)| id), resembling }))
    }

    /// The counts of what has the words as written, or else of what has those that resemble them.
    async fn count(&self, actor: &Actor, wanted: Wanted<'_>) -> Result<Vec<CategoryCount>, AffiliateError> {
        let mut tx = self.read(actor).await?;
        let mut ask = ask(&mut tx, wanted, None).await?;
        let counts = queries::counts(tx.conn(), &ask).await?;
        if !counts.is_empty() {
            return Ok(counts);
        }
        let Some(words) = corrected(&mut tx, &ask).await? else { return Ok(counts) };
        ask.words = Some(words);
        Ok(queries::counts(tx.conn(), &ask).await?)
    }

    async fn read(&self, actor: &Actor) -> Result<Tx, AffiliateError> {
        let mut tx = self.db().begin_snapshot(actor).await?;
        queries::plan_with_values(tx.conn()).await?;
        Ok(tx)
    }
}

impl Found<Uuid> {
    fn with<C>(self, cards: Vec<C>) -> Found<C> {
        Found { page: Page { items: cards, next: self.page.next }, resembling: self.resembling }
    }
}

async fn ask<'f>(tx: &mut Tx, wanted: Wanted<'f>, category: Option<&String>) -> Result<Ask<'f>, AffiliateError> {
    let mut category_id = None;
    if let Some(word) = category {
        let ids = category::require(tx.conn(), "category", std::slice::from_ref(word)).await?;
        category_id = ids.first().map(kernel::Id::as_uuid);
    }
    let words = Some(wanted.words().clone()).filter(|words| !words.is_empty());
    Ok(Ask { wanted, category_id, words, sort: wanted.sort(), below: None, limit: 0 })
}

/// What the words may have meant; none when every word is as it should be.
async fn corrected(tx: &mut Tx, ask: &Ask<'_>) -> Result<Option<String>, AffiliateError> {
    let Some(words) = &ask.words else { return Ok(None) };
    Ok(queries::corrected(tx.conn(), ask.wanted.subject(), words).await?)
}
