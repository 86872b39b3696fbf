//! Products as a table, which can be changed and imported again. Variants and pictures are not in it.

mod queries;

use std::fmt::Write as _;

use contracts::identity::OrganisationId;
use kernel::{Actor, Money, csv};
use platform::DbError;

use super::import::COLUMNS;
use crate::{Affiliate, AffiliateError, MerchantRight, member};

/// A product as a row says it.
struct Row {
    sku: Option<String>,
    title: String,
    description: String,
    category: String,
    price: Money,
    stock_note: String,
    landing_url: String,
}

impl Affiliate {
    /// Everything a merchant has, in whatever state, as CSV (RFC 4180), the oldest first: the columns of an import. For its members.
    pub async fn export_products(&self, actor: &Actor, organisation_id: OrganisationId) -> Result<String, AffiliateError> {
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        member::require(&mut conn, actor, organisation_id, MerchantRight::Read).await?;
        let mut table = COLUMNS.join(",") + "\r\n";
        for row in queries::all(&mut conn, organisation_id).await? {
            // Writing into a string cannot fail.
            let _written = write!(
                table,
                "{},{},{},{},{},{},{},{}\r\n",
                row.sku.as_deref().map(csv::text).unwrap_or_default(),
                csv::text(&row.title),
                csv::text(&row.description),
                row.category,
                row.price.currency.code(),
                row.price.to_decimal_string(),
                csv::text(&row.stock_note),
                csv::text(&row.landing_url),
            );
        }
        Ok(table)
    }
}
