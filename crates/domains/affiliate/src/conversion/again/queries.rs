//! Reading where a conversion belongs.

use contracts::affiliate::{ConversionId, ProgramId};
use platform::{DbError, Tx};

/// In which program it is, and whether it is what clicks earn.
pub(super) async fn program_of(tx: &mut Tx, id: ConversionId) -> Result<Option<(ProgramId, bool)>, DbError> {
    let row = sqlx::query!(
        "SELECT program_id, kind = 'clicks' AS \"is_of_clicks!\" FROM affiliate.conversions WHERE id = $1",
        id.as_uuid()
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.program_id.into(), row.is_of_clicks)))
}
