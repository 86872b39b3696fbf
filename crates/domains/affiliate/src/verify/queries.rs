//! Who takes part in a program.

use kernel::Currency;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::Partners;

/// The program after this one, by their ids, with everybody who ever took part in it.
pub(super) async fn next_program(tx: &mut Tx, after: Uuid) -> Result<Option<Partners>, DbError> {
    let row = sqlx::query!(
        "SELECT p.id, p.organisation_id, p.currency,
                ARRAY(SELECT s.id FROM affiliate.partnerships s WHERE s.program_id = p.id ORDER BY s.id) AS \"partnerships!\"
         FROM affiliate.programs p WHERE p.id > $1 ORDER BY p.id LIMIT 1",
        after,
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Some(Partners { program: row.id, merchant: row.organisation_id, currency, partnerships: row.partnerships }))
}
