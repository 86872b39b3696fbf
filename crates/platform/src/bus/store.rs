//! The statement of the bus.

use sqlx::PgPool;

use crate::DbError;

pub(super) async fn notify(pool: &PgPool, channel: &str, message: &str) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_notify($1, $2)", channel, message).execute(pool).await?;
    Ok(())
}
