//! Reading products.

use contracts::{affiliate::ProductId, identity::OrganisationId, media::AssetId};
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money, RowKey};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{OwnProduct, ProductState, ProductView, VariantView, store, view::Seen};
use crate::ProfileState;

pub(super) async fn merchant_of(conn: &mut PgConnection, id: ProductId) -> Result<Option<OrganisationId>, DbError> {
    let found = sqlx::query_scalar!("SELECT organisation_id FROM affiliate.products WHERE id = $1", id.as_uuid());
    Ok(found.fetch_optional(conn).await?.map(OrganisationId::from_uuid))
}

pub(super) async fn find_id(conn: &mut PgConnection, slug: &str) -> Result<Option<ProductId>, DbError> {
    let id = sqlx::query_scalar!("SELECT id FROM affiliate.products WHERE slug = $1", slug);
    Ok(id.fetch_optional(conn).await?.map(ProductId::from_uuid))
}

pub(super) async fn find(conn: &mut PgConnection, id: ProductId) -> Result<Option<Seen>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id, m.name AS merchant_name, m.slug AS merchant_slug, m.state AS merchant_state, m.countries, p.slug,
                p.title, p.description, c.word AS category, p.currency, p.price_minor, p.sku, p.stock_note, p.landing_url, p.pictures,
                p.state, p.version, p.listed_at AS \"listed_at: jiff_sqlx::Timestamp\",
                p.updated_at AS \"updated_at: jiff_sqlx::Timestamp\"
         FROM affiliate.products p
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.categories c ON c.id = p.category_id
         WHERE p.id = $1",
        id.as_uuid()
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let variants = store::variants(conn, id).await?;
    let read = || {
        let currency = Currency::parse(&row.currency)?;
        let variant =
            |(id, title, sku, price): (_, _, _, i64)| VariantView { id, title, sku, price: Money::new(price, currency) };
        let variants = variants.into_iter().map(|variant| Some((variant.id?, variant.title, variant.sku, variant.price_minor)));
        let view = ProductView {
            id,
            organisation_id: row.organisation_id.into(),
            merchant_name: row.merchant_name,
            merchant_slug: row.merchant_slug,
            countries: row.countries,
            slug: row.slug,
            title: row.title,
            description: row.description,
            category: row.category,
            price: Money::new(row.price_minor, currency),
            sku: row.sku,
            stock_note: row.stock_note,
            landing_url: row.landing_url,
            pictures: row.pictures.into_iter().map(AssetId::from_uuid).collect(),
            variants: variants.map(|parts| parts.map(variant)).collect::<Option<Vec<_>>>()?,
            state: ProductState::parse(&row.state)?,
            version: row.version,
            listed_at: row.listed_at.map(jiff_sqlx::Timestamp::to_jiff),
            updated_at: row.updated_at.to_jiff(),
        };
        Some(Seen { view, merchant_state: ProfileState::parse(&row.merchant_state)? })
    };
    read().map(Some).ok_or_else(|| sqlx::Error::Decode("a product in words that are not known".into()).into())
}

/// What a merchant has, in one state or in all, the newest first.
pub(super) async fn of_merchant(
    conn: &mut PgConnection,
    organisation_id: OrganisationId,
    state: Option<ProductState>,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<OwnProduct>, DbError> {
    let rows = sqlx::query_as!(
        OwnRow,
        "SELECT p.id, p.slug, p.title, c.word AS category, p.currency, p.price_minor, p.sku, p.pictures, p.state,
                (SELECT count(*) FROM affiliate.product_variants v WHERE v.product_id = p.id) AS \"variants!\",
                p.created_at AS \"created_at: _\", p.updated_at AS \"updated_at: _\"
         FROM affiliate.products p JOIN affiliate.categories c ON c.id = p.category_id
         WHERE p.organisation_id = $1 AND ($2::text IS NULL OR p.state = $2)
           AND ($3::timestamptz IS NULL OR (p.created_at, p.id) < ($3, $4))
         ORDER BY p.created_at DESC, p.id DESC LIMIT $5",
        organisation_id.as_uuid(),
        state.map(ProductState::as_str),
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

struct OwnRow {
    id: Uuid,
    slug: String,
    title: String,
    category: String,
    currency: String,
    price_minor: i64,
    sku: Option<String>,
    pictures: Vec<Uuid>,
    state: String,
    variants: i64,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
}

impl TryFrom<OwnRow> for OwnProduct {
    type Error = DbError;

    fn try_from(row: OwnRow) -> Result<Self, DbError> {
        let read = || {
            Some(Self {
                id: row.id.into(),
                slug: row.slug,
                title: row.title,
                category: row.category,
                price: Money::new(row.price_minor, Currency::parse(&row.currency)?),
                sku: row.sku,
                picture: row.pictures.first().copied().map(AssetId::from_uuid),
                variants: row.variants,
                state: ProductState::parse(&row.state)?,
                created_at: row.created_at.to_jiff(),
                updated_at: row.updated_at.to_jiff(),
            })
        };
        read().ok_or_else(|| sqlx::Error::Decode("a product in words that are not known".into()).into())
    }
}
