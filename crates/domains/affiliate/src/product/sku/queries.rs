//! Reading the keys of SKUs.

use std::collections::HashMap;

use contracts::{affiliate::VariantId, identity::OrganisationId};
use platform::DbError;
use sqlx::PgConnection;

use super::NamedBySku;

pub(super) async fn named(
    conn: &mut PgConnection,
    organisation_id: OrganisationId,
    skus: &[String],
) -> Result<HashMap<String, NamedBySku>, DbError> {
    let rows = sqlx::query!(
        "SELECT s.sku, s.product_id, s.variant_id, p.category_id
         FROM affiliate.skus s JOIN affiliate.products p ON p.id = s.product_id
         WHERE s.organisation_id = $1 AND s.sku = ANY ($2)
         ORDER BY s.sku LIMIT 255000",
        organisation_id.as_uuid(),
        skus,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let named = rows.map(|row| {
        let variant_id = row.variant_id.map(VariantId::from_uuid);
        (row.sku, NamedBySku { product_id: row.product_id.into(), variant_id, category_id: row.category_id.into() })
    });
    Ok(named.collect())
}
