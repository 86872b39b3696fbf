//! Reading all products of a merchant.

use contracts::identity::OrganisationId;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgConnection;

use super::Row;

pub(super) async fn all(conn: &mut PgConnection, organisation_id: OrganisationId) -> Result<Vec<Row>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.sku, p.title, p.description, c.word AS category, p.currency, p.price_minor, p.stock_note, p.landing_url
         FROM affiliate.products p JOIN affiliate.categories c ON c.id = p.category_id
         WHERE p.organisation_id = $1 ORDER BY p.created_at, p.id LIMIT 5000",
        organisation_id.as_uuid()
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| {
        Some(Row {
            sku: row.sku,
            title: row.title,
            description: row.description,
            category: row.category,
            price: Money::new(row.price_minor, Currency::parse(&row.currency)?),
            stock_note: row.stock_note,
            landing_url: row.landing_url,
        })
    });
    rows.collect::<Option<_>>().ok_or_else(|| sqlx::Error::Decode("a product of an unknown currency".into()).into())
}
