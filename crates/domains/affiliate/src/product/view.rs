//! What people see of a product.

use contracts::{
    affiliate::{ProductId, VariantId},
    identity::OrganisationId,
    media::AssetId,
};
use jiff::Timestamp;
use kernel::{Actor, Money, Page, PageRequest, Permission};
use platform::DbError;
use serde::Serialize;

use super::{ProductState, queries};
use crate::{Affiliate, AffiliateError, MerchantRight, ProfileState, member, profile};

/// A variant as buyers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VariantView {
    /// The variant.
    pub id: VariantId,
    /// What it is.
    pub title: String,
    /// What the shop calls it.
    pub sku: Option<String>,
    /// For how much.
    pub price: Money,
}

/// A product's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProductView {
    /// The product.
    pub id: ProductId,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// How its merchant is called.
    pub merchant_name: String,
    /// The last part of the merchant's address.
    pub merchant_slug: String,
    /// Where the merchant delivers.
    pub countries: Vec<String>,
    /// The last part of its address, which stays.
    pub slug: String,
    /// How it is called.
    pub title: String,
    /// What it is.
    pub description: String,
    /// Its category's word.
    pub category: String,
    /// For how much.
    pub price: Money,
    /// What the shop calls it.
    pub sku: Option<String>,
    /// What there is to say about how many there are.
    pub stock_note: String,
    /// Its page in the shop.
    pub landing_url: String,
    /// Its pictures, the first one for lists.
    pub pictures: Vec<AssetId>,
    /// What it comes in.
    pub variants: Vec<VariantView>,
    /// Where it stands.
    pub state: ProductState,
    /// Grows with every change.
    pub version: i32,
    /// When it was listed first.
    pub listed_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A product in its merchant's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnProduct {
    /// The product.
    pub id: ProductId,
    /// The last part of its address.
    pub slug: String,
    /// How it is called.
    pub title: String,
    /// Its category's word.
    pub category: String,
    /// For how much.
    pub price: Money,
    /// What the shop calls it.
    pub sku: Option<String>,
    /// Its first picture.
    pub picture: Option<AssetId>,
    /// In how many variants it comes.
    pub variants: i64,
    /// Where it stands.
    pub state: ProductState,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A product, and who sees its merchant.
pub(super) struct Seen {
    pub(super) view: ProductView,
    pub(super) merchant_state: ProfileState,
}

impl Affiliate {
    /// A product: a listed one of a listed merchant for everybody, another for the merchant's members and the staff.
    pub async fn product(&self, actor: &Actor, id: ProductId) -> Result<ProductView, AffiliateError> {
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        let seen = queries::find(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        let public = seen.view.state == ProductState::Listed && seen.merchant_state == ProfileState::Listed;
        let inside = public
            || actor.may(Permission::CommentModerate)
            || member::is_member(&mut conn, actor, seen.view.organisation_id).await?;
        if inside { Ok(seen.view) } else { Err(AffiliateError::NotFound) }
    }

    /// The product at an address, for whom [`Affiliate::product`] shows it.
    pub async fn product_by_slug(&self, actor: &Actor, slug: &str) -> Result<ProductView, AffiliateError> {
        if !profile::is_slug(slug) {
            return Err(AffiliateError::NotFound);
        }
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        let id = queries::find_id(&mut conn, slug).await?.ok_or(AffiliateError::NotFound)?;
        drop(conn);
        self.product(actor, id).await
    }

    /// What a merchant has, in one state or in all, the newest first. For its members.
    pub async fn merchant_products(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        state: Option<ProductState>,
        page: &PageRequest,
    ) -> Result<Page<OwnProduct>, AffiliateError> {
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        member::require(&mut conn, actor, organisation_id, MerchantRight::Read).await?;
        let limit = i64::from(page.limit()) + 1;
        let rows = queries::of_merchant(&mut conn, organisation_id, state, page.after_row()?, limit).await?;
        Ok(Page::from_rows(rows, page, |row| (row.created_at, row.id.as_uuid())))
    }
}
