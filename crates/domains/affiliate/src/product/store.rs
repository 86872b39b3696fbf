//! The rows of products, their variants and their SKUs.

use contracts::{
    affiliate::{CategoryId, ProductId, VariantId},
    identity::OrganisationId,
    media::AssetId,
};
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use sqlx::PgConnection;

use super::{Product, ProductDraft, ProductState, VariantDraft};
use crate::profile;

/// Which product, of which merchant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) organisation_id: OrganisationId,
    pub(super) id: ProductId,
}

/// What is written of one.
#[derive(Clone, Copy)]
pub(super) struct Row<'d> {
    pub(super) place: Place,
    pub(super) category_id: CategoryId,
    pub(super) draft: &'d ProductDraft,
}

pub(super) async fn count(conn: &mut PgConnection, organisation_id: OrganisationId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM affiliate.products WHERE organisation_id = $1",
        organisation_id.as_uuid()
    );
    Ok(count.fetch_one(conn).await?)
}

/// The product with its variants, locked until the transaction ends.
pub(super) async fn lock(conn: &mut PgConnection, id: ProductId) -> Result<Option<Product>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id, p.title, p.description, c.word AS category, p.currency, p.price_minor, p.sku, p.stock_note,
                p.landing_url, p.pictures, p.state, p.version
         FROM affiliate.products p JOIN affiliate.categories c ON c.id = p.category_id
         WHERE p.id = $1 FOR NO KEY UPDATE OF p",
        id.as_uuid()
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let variants = variants(conn, id).await?;
    let read = || {
        let draft = ProductDraft {
            title: row.title,
            description: row.description,
            category: row.category,
            currency: Currency::parse(&row.currency)?,
            price_minor: row.price_minor,
            sku: row.sku,
            stock_note: row.stock_note,
            landing_url: row.landing_url,
            pictures: row.pictures.into_iter().map(AssetId::from_uuid).collect(),
            variants,
        };
        let (organisation_id, state) = (row.organisation_id.into(), ProductState::parse(&row.state)?);
        Some(Product { id, organisation_id, draft, state, version: row.version })
    };
    read().map(Some).ok_or_else(|| sqlx::Error::Decode("a product in words that are not known".into()).into())
}

pub(super) async fn variants(conn: &mut PgConnection, id: ProductId) -> Result<Vec<VariantDraft>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, title, sku, price_minor FROM affiliate.product_variants WHERE product_id = $1 ORDER BY position LIMIT 50",
        id.as_uuid()
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let variants =
        rows.map(|row| VariantDraft { id: Some(row.id.into()), title: row.title, sku: row.sku, price_minor: row.price_minor });
    Ok(variants.collect())
}

pub(super) async fn insert(tx: &mut Tx, row: Row<'_>) -> Result<(), DbError> {
    let (now, draft) = (tx.now(), row.draft);
    sqlx::query!(
        "INSERT INTO affiliate.products
             (id, organisation_id, slug, title, description, category_id, currency, price_minor, sku, stock_note, landing_url, pictures,
              state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $13)",
        row.place.id.as_uuid(),
        row.place.organisation_id.as_uuid(),
        profile::slug(&draft.title, row.place.id.as_uuid()),
        draft.title,
        draft.description,
        row.category_id.as_uuid(),
        draft.currency.code(),
        draft.price_minor,
        draft.sku,
        draft.stock_note,
        draft.landing_url,
        &draft.pictures.iter().map(AssetId::as_uuid).collect::<Vec<_>>(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, row: Row<'_>) -> Result<i32, DbError> {
    let (now, draft) = (tx.now(), row.draft);
    let version = sqlx::query_scalar!(
        "UPDATE affiliate.products
         SET title = $2, description = $3, category_id = $4, currency = $5, price_minor = $6, sku = $7, stock_note = $8, landing_url = $9,
             pictures = $10, version = version + 1, updated_at = $11
         WHERE id = $1
         RETURNING version",
        row.place.id.as_uuid(),
        draft.title,
        draft.description,
        row.category_id.as_uuid(),
        draft.currency.code(),
        draft.price_minor,
        draft.sku,
        draft.stock_note,
        draft.landing_url,
        &draft.pictures.iter().map(AssetId::as_uuid).collect::<Vec<_>>(),
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}

pub(super) async fn delete_skus(tx: &mut Tx, id: ProductId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.skus WHERE product_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Writes the variants as they are, and gives their ids in their order.
pub(super) async fn put_variants(tx: &mut Tx, row: Row<'_>) -> Result<Vec<VariantId>, DbError> {
    let variants = &row.draft.variants;
    let ids: Vec<VariantId> = variants.iter().map(|variant| variant.id.unwrap_or_else(VariantId::generate)).collect();
    let keys: Vec<_> = ids.iter().map(VariantId::as_uuid).collect();
    sqlx::query!(
        "DELETE FROM affiliate.product_variants WHERE product_id = $1 AND id <> ALL ($2)",
        row.place.id.as_uuid(),
        &keys,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO affiliate.product_variants AS variant (id, product_id, organisation_id, position, title, sku, price_minor)
         SELECT given.id, $1, $2, (given.place - 1)::smallint, given.title, given.sku, given.price_minor
         FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[]) WITH ORDINALITY AS given (id, title, sku, price_minor, place)
         ON CONFLICT (id) DO UPDATE
         SET position = excluded.position, title = excluded.title, sku = excluded.sku, price_minor = excluded.price_minor
         WHERE variant.product_id = excluded.product_id",
        row.place.id.as_uuid(),
        row.place.organisation_id.as_uuid(),
        &keys,
        &variants.iter().map(|variant| variant.title.clone()).collect::<Vec<_>>(),
        &variants.iter().map(|variant| variant.sku.clone()).collect::<Vec<_>>() as &[Option<String>],
        &variants.iter().map(|variant| variant.price_minor).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(ids)
}

/// The keys of the product's SKU and of its variants'.
pub(super) async fn insert_skus(tx: &mut Tx, row: Row<'_>, variants: &[VariantId]) -> Result<(), DbError> {
    let own = row.draft.sku.iter().map(|sku| (sku.clone(), None));
    let of_variants = row.draft.variants.iter().zip(variants);
    let of_variants = of_variants.filter_map(|(variant, id)| Some((variant.sku.clone()?, Some(id.as_uuid()))));
    let (skus, variants): (Vec<String>, Vec<_>) = own.chain(of_variants).unzip();
    sqlx::query!(
        "INSERT INTO affiliate.skus (organisation_id, sku, product_id, variant_id)
         SELECT $1, given.sku, $2, given.variant_id FROM unnest($3::text[], $4::uuid[]) AS given (sku, variant_id)
         ORDER BY given.sku",
        row.place.organisation_id.as_uuid(),
        row.place.id.as_uuid(),
        &skus,
        &variants as &[Option<uuid::Uuid>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, id: ProductId, state: ProductState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.products
         SET state = $2, version = version + 1, updated_at = $3,
             listed_at = CASE WHEN $2 = 'listed' THEN coalesce(listed_at, $3) ELSE listed_at END
         WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: ProductId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.products WHERE id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}
