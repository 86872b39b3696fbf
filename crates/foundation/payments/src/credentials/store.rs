//! The rows of credentials.

use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgPool;

use crate::ProviderName;

pub(super) async fn put(tx: &mut Tx, provider: ProviderName, sealed: &[u8]) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.credentials (provider, sealed, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (provider) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at",
        provider.as_str(),
        sealed,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn find(pool: &PgPool, provider: ProviderName) -> Result<Option<Vec<u8>>, DbError> {
    let sealed = sqlx::query_scalar!("SELECT sealed FROM payments.credentials WHERE provider = $1", provider.as_str());
    Ok(sealed.fetch_optional(pool).await?)
}
