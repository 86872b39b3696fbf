//! What a SKU names.

mod queries;

use std::collections::HashMap;

use contracts::{
    affiliate::{CategoryId, ProductId, VariantId},
    identity::OrganisationId,
};
use sqlx::PgConnection;

use crate::AffiliateError;

/// What one SKU of a merchant's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedBySku {
    /// The product, or the one that the variant is of.
    pub(crate) product_id: ProductId,
    /// The variant; none when the product itself is named.
    pub(crate) variant_id: Option<VariantId>,
    /// What the product is.
    pub(crate) category_id: CategoryId,
}

/// What these SKUs of a merchant's name, in whatever state it is; at most as many as a merchant's products have.
pub(crate) async fn products_by_sku_in(
    conn: &mut PgConnection,
    organisation_id: OrganisationId,
    skus: &[String],
) -> Result<HashMap<String, NamedBySku>, AffiliateError> {
    if skus.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(queries::named(conn, organisation_id, skus).await?)
}
