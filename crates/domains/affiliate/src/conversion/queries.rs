//! Reading conversions.

use contracts::affiliate::ProgramId;
use kernel::Currency;
use platform::DbError;
use sqlx::PgConnection;

use super::Shop;
use crate::program::ProgramState;

/// A program, as its shop reports to it.
pub(super) async fn shop(conn: &mut PgConnection, id: ProgramId) -> Result<Option<Shop>, DbError> {
    let row = sqlx::query!("SELECT organisation_id, currency, state FROM affiliate.programs WHERE id = $1", id.as_uuid());
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let (Some(currency), Some(state)) = (Currency::parse(&row.currency), ProgramState::parse(&row.state)) else {
        return Err(sqlx::Error::Decode("a program in words that are not known".into()).into());
    };
    Ok(Some(Shop { program_id: id, merchant: row.organisation_id.into(), currency, state }))
}
