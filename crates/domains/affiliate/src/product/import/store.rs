//! Many rows of products at once.

use std::collections::HashMap;

use contracts::{
    affiliate::{CategoryId, ProductId},
    identity::OrganisationId,
};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    product::{ProductDraft, ProductState},
    profile,
};

/// A product as a row says.
pub(super) struct New {
    pub(super) id: ProductId,
    pub(super) category_id: CategoryId,
    pub(super) draft: ProductDraft,
}

/// What decides whether a row may change a product.
pub(super) struct Known {
    pub(super) currency: String,
    pub(super) state: ProductState,
    pub(super) has_variants: bool,
}

pub(super) async fn known(conn: &mut PgConnection, ids: &[ProductId]) -> Result<HashMap<ProductId, Known>, DbError> {
    let ids: Vec<_> = ids.iter().map(ProductId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT p.id, p.currency, p.state,
                EXISTS (SELECT FROM affiliate.product_variants v WHERE v.product_id = p.id) AS \"has_variants!\"
         FROM affiliate.products p WHERE p.id = ANY ($1) ORDER BY p.id LIMIT 5000",
        &ids
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let known = rows.map(|row| {
        let state = ProductState::parse(&row.state)?;
        Some((ProductId::from_uuid(row.id), Known { currency: row.currency, state, has_variants: row.has_variants }))
    });
    known.collect::<Option<_>>().ok_or_else(|| sqlx::Error::Decode("a product of an unknown state".into()).into())
}

/// The columns of many rows.
struct Columns {
    ids: Vec<Uuid>,
    categories: Vec<Uuid>,
    prices: Vec<i64>,
    titles: Vec<String>,
    descriptions: Vec<String>,
    currencies: Vec<String>,
    stock_notes: Vec<String>,
    landing_urls: Vec<String>,
}

impl Columns {
    fn of(rows: &[New]) -> Self {
        let texts = |column: fn(&ProductDraft) -> &str| rows.iter().map(|row| column(&row.draft).to_owned()).collect();
        Self {
            ids: rows.iter().map(|row| row.id.as_uuid()).collect(),
            categories: rows.iter().map(|row| row.category_id.as_uuid()).collect(),
            prices: rows.iter().map(|row| row.draft.price_minor).collect(),
            titles: texts(|draft| &draft.title),
            descriptions: texts(|draft| &draft.description),
            currencies: texts(|draft| draft.currency.code()),
            stock_notes: texts(|draft| &draft.stock_note),
            landing_urls: texts(|draft| &draft.landing_url),
        }
    }
}

/// Adds drafts, with the keys of their SKUs.
pub(super) async fn insert(tx: &mut Tx, organisation_id: OrganisationId, rows: &[New]) -> Result<(), DbError> {
    let (now, columns) = (tx.now(), Columns::of(rows));
    let skus: Vec<String> = rows.iter().map(|row| row.draft.sku.clone().unwrap_or_default()).collect();
    let slugs: Vec<String> = rows.iter().map(|row| profile::slug(&row.draft.title, row.id.as_uuid())).collect();
    sqlx::query!(
        "INSERT INTO affiliate.products
             (organisation_id, created_at, updated_at, pictures, state, id, slug, category_id, price_minor, sku, title, description,
              currency, stock_note, landing_url)
         SELECT $1, $2, $2, '{}', 'draft', row.*
         FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                     $12::text[]) AS row",
        organisation_id.as_uuid(),
        now.to_sqlx() as _,
        &columns.ids,
        &slugs,
        &columns.categories,
        &columns.prices,
        &skus,
        &columns.titles,
        &columns.descriptions,
        &columns.currencies,
        &columns.stock_notes,
        &columns.landing_urls,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO affiliate.skus (organisation_id, product_id, sku)
         SELECT $1, row.* FROM unnest($2::uuid[], $3::text[]) AS row",
        organisation_id.as_uuid(),
        &columns.ids,
        &skus,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes those that are not yet as their rows say, and says how many were not.
pub(super) async fn update(tx: &mut Tx, rows: &[New]) -> Result<usize, DbError> {
    let (now, columns) = (tx.now(), Columns::of(rows));
    let done = sqlx::query!(
        "UPDATE affiliate.products p
         SET category_id = row.category_id, price_minor = row.price_minor, title = row.title, description = row.description,
             currency = row.currency, stock_note = row.stock_note, landing_url = row.landing_url,
             version = p.version + 1, updated_at = $1
         FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
              AS row (id, category_id, price_minor, title, description, currency, stock_note, landing_url)
         WHERE p.id = row.id
           AND (p.category_id, p.price_minor, p.title, p.description, p.currency, p.stock_note, p.landing_url)
               IS DISTINCT FROM (row.category_id, row.price_minor, row.title, row.description, row.currency, row.stock_note,
                                 row.landing_url)",
        now.to_sqlx() as _,
        &columns.ids,
        &columns.categories,
        &columns.prices,
        &columns.titles,
        &columns.descriptions,
        &columns.currencies,
        &columns.stock_notes,
        &columns.landing_urls,
    )
    .execute(tx.conn())
    .await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
}
