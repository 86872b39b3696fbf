//! The statements of a departure.

use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

pub(super) async fn delete_favourites(conn: &mut PgConnection, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.favourite WHERE account_id = $1", account_id.as_uuid()).execute(conn).await?;
    Ok(())
}

/// With what is on them.
pub(super) async fn delete_lists(conn: &mut PgConnection, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.list WHERE account_id = $1", account_id.as_uuid()).execute(conn).await?;
    Ok(())
}
