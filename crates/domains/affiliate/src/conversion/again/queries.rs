//! Reading whose a conversion is.

use contracts::affiliate::{ConversionId, ProgramId};
use platform::{DbError, Tx};

/// In which program, whose, and whether it is what clicks earn.
pub(super) async fn whose(tx: &mut Tx, id: ConversionId) -> Result<Option<(ProgramId, Option<[u8; 16]>, bool)>, DbError> {
    let row = sqlx::query!(
        "SELECT program_id, customer, kind = 'clicks' AS \"is_of_clicks!\" FROM affiliate.conversions WHERE id = $1",
        id.as_uuid()
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let customer = row.customer.map(<[u8; 16]>::try_from).transpose();
    let customer = customer.map_err(|_other| sqlx::Error::Decode("a customer of another length".into()))?;
    Ok(Some((row.program_id.into(), customer, row.is_of_clicks)))
}

/// Locks a conversion that is nobody's.
pub(super) async fn lock(tx: &mut Tx, id: ConversionId) -> Result<(), DbError> {
    sqlx::query!("SELECT id FROM affiliate.conversions WHERE id = $1 FOR UPDATE", id.as_uuid()).fetch_one(tx.conn()).await?;
    Ok(())
}
