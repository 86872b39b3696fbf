//! Products: what a merchant sells, in which variants, for how much, and where in its shop. A SKU names one thing of a merchant's, a product
//! or a variant: that is what orders name things by.

mod export;
mod import;
mod model;
mod queries;
pub(crate) mod sku;
mod store;
mod view;

use contracts::{affiliate::ProductId, identity::OrganisationId};
use kernel::{Actor, FieldError};
use platform::Tx;

pub use self::{
    import::{ImportMode, ImportReport, RowError},
    model::{ProductDraft, ProductState, VariantDraft},
    view::{OwnProduct, ProductView, VariantView},
};
use crate::{
    Affiliate, AffiliateError, MerchantRight, category, member, merchant,
    picture::{self, Uploader},
};

/// The most products of a merchant.
pub(crate) const PRODUCTS_MAX: i64 = 5_000;

/// A product as the commands need it.
pub(crate) struct Product {
    pub(crate) id: ProductId,
    pub(crate) organisation_id: OrganisationId,
    pub(crate) draft: ProductDraft,
    pub(crate) state: ProductState,
    pub(crate) version: i32,
}

impl Affiliate {
    /// Adds a product, as a draft.
    pub async fn create_product(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        draft: &ProductDraft,
    ) -> Result<ProductId, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        member::require(tx.conn(), actor, organisation_id, MerchantRight::Manage).await?;
        let draft = draft.checked()?;
        merchant::store::lock(tx.conn(), organisation_id).await?.ok_or(AffiliateError::NotFound)?;
        if store::count(tx.conn(), organisation_id).await? >= PRODUCTS_MAX {
            return Err(AffiliateError::Conflict("affiliate-too-many-products"));
        }
        let id = ProductId::generate();
        let row = require_fitting(&mut tx, store::Place { organisation_id, id }, &draft, None).await?;
        store::insert(&mut tx, row).await.map_err(named_already)?;
        put_parts(&mut tx, row).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a product. `version` is the one that was read: refused when somebody changed it meanwhile. What is shown stays complete. Gives
    /// the version that it has now.
    pub async fn edit_product(
        &self,
        actor: &Actor,
        id: ProductId,
        version: i32,
        draft: &ProductDraft,
    ) -> Result<i32, AffiliateError> {
        actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let product = managed(&mut tx, actor, id).await?;
        let draft = draft.checked()?;
        if product.version != version {
            return Err(AffiliateError::Changed);
        }
        if product.state == ProductState::Listed {
            draft.require_complete()?;
        }
        let place = store::Place { organisation_id: product.organisation_id, id };
        let row = require_fitting(&mut tx, place, &draft, Some(&product.draft)).await?;
        let version = store::update(&mut tx, row).await.map_err(named_already)?;
        put_parts(&mut tx, row).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Shows a product to everybody, as long as its merchant is listed. Asking twice changes nothing.
    pub async fn list_product(&self, actor: &Actor, id: ProductId) -> Result<(), AffiliateError> {
        actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let product = managed(&mut tx, actor, id).await?;
        if product.state == ProductState::Listed {
            return Ok(());
        }
        product.draft.require_complete()?;
        store::set_state(&mut tx, id, ProductState::Listed).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a listed product from the marketplace; it can be listed again. Asking twice changes nothing.
    pub async fn archive_product(&self, actor: &Actor, id: ProductId) -> Result<(), AffiliateError> {
        actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let product = managed(&mut tx, actor, id).await?;
        match product.state {
            ProductState::Archived => return Ok(()),
            // Nobody has seen it: there is nothing to keep.
            ProductState::Draft => return Err(AffiliateError::WrongState),
            ProductState::Listed => store::set_state(&mut tx, id, ProductState::Archived).await?,
        }
        Ok(tx.commit().await?)
    }

    /// Deletes a draft. What was ever listed is archived instead: orders and links name it.
    pub async fn delete_product(&self, actor: &Actor, id: ProductId) -> Result<(), AffiliateError> {
        actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let product = managed(&mut tx, actor, id).await?;
        if product.state != ProductState::Draft {
            return Err(AffiliateError::WrongState);
        }
        store::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}

/// The product, for those who manage its merchant, both locked; whether it exists is nobody else's business.
async fn managed(tx: &mut Tx, actor: &Actor, id: ProductId) -> Result<Product, AffiliateError> {
    let organisation_id = queries::merchant_of(tx.conn(), id).await?.ok_or(AffiliateError::NotFound)?;
    member::require(tx.conn(), actor, organisation_id, MerchantRight::Manage).await?;
    merchant::store::lock(tx.conn(), organisation_id).await?.ok_or(AffiliateError::NotFound)?;
    let product = store::lock(tx.conn(), id).await?.ok_or(AffiliateError::NotFound)?;
    debug_assert_eq!((product.id, product.organisation_id), (id, organisation_id));
    Ok(product)
}

/// The draft with what it names, if all of that exists and is free.
async fn require_fitting<'d>(
    tx: &mut Tx,
    place: store::Place,
    draft: &'d ProductDraft,
    before: Option<&ProductDraft>,
) -> Result<store::Row<'d>, AffiliateError> {
    let category = category::require(tx.conn(), "category", std::slice::from_ref(&draft.category)).await?;
    let category_id = category.first().copied().ok_or(AffiliateError::Bug("a category without an id"))?;
    let shown = before.map(|before| before.pictures.as_slice()).unwrap_or_default();
    let uploader = Uploader::MemberOf(place.organisation_id);
    picture::require(tx.conn(), "pictures", uploader, &draft.pictures, shown).await?;
    let mut wrong = foreign_variants(draft, before);
    let skus: Vec<String> = draft.skus().map(|(_, sku)| sku.to_owned()).collect();
    let named = sku::products_by_sku_in(tx.conn(), place.organisation_id, &skus).await?;
    let taken = draft.skus().filter(|(_, sku)| named.get(*sku).is_some_and(|named| named.product_id != place.id));
    wrong.extend(taken.map(|(field, _)| FieldError::new(field, "affiliate-sku-taken")));
    if wrong.is_empty() { Ok(store::Row { place, category_id, draft }) } else { Err(AffiliateError::Invalid(wrong)) }
}

/// Variants that are to be changed, and are not the product's.
fn foreign_variants(draft: &ProductDraft, before: Option<&ProductDraft>) -> Vec<FieldError> {
    let known: Vec<_> = before.iter().flat_map(|before| &before.variants).filter_map(|variant| variant.id).collect();
    let given = draft.variants.iter().enumerate();
    let foreign = given.filter(|(_, variant)| variant.id.is_some_and(|id| !known.contains(&id)));
    foreign.map(|(place, _)| FieldError::new(format!("variants.{place}.id"), "field-unknown-value")).collect()
}

/// Variants and SKUs: the old keys go first, so that variants may exchange theirs.
async fn put_parts(tx: &mut Tx, row: store::Row<'_>) -> Result<(), AffiliateError> {
    store::delete_skus(tx, row.place.id).await?;
    let variants = store::put_variants(tx, row).await?;
    store::insert_skus(tx, row, &variants).await.map_err(named_already)
}

/// Somebody gave the SKU to another thing since it was looked up.
fn named_already(error: platform::DbError) -> AffiliateError {
    match error.constraint() {
        Some("products_sku" | "skus_pkey") => AffiliateError::field("sku", "affiliate-sku-taken"),
        _ => error.into(),
    }
}
