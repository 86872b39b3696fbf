//! Rows of challenges.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::{PgConnection, PgPool};

use crate::session::Method;

/// After so many wrong codes the sign-in starts again.
const MAX_FAILURES: i16 = 5;

/// A challenge that waits for its code.
pub(super) struct ChallengeRow {
    pub(super) account_id: AccountId,
    pub(super) method: Method,
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    token_hash: &[u8],
    account_id: AccountId,
    method: Method,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.login_challenge (token_hash, account_id, method, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
        token_hash,
        account_id.as_uuid(),
        method.as_str(),
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose challenge this is, unless it is over; to count the try before anything is locked.
pub(super) async fn account_of(pool: &PgPool, token_hash: &[u8], now: Timestamp) -> Result<Option<AccountId>, DbError> {
    let id = sqlx::query_scalar!(
        "SELECT account_id FROM identity.login_challenge WHERE token_hash = $1 AND expires_at > $2 AND failures < $3",
        token_hash,
        now.to_sqlx() as _,
        MAX_FAILURES
    )
    .fetch_optional(pool)
    .await?;
    Ok(id.map(AccountId::from_uuid))
}

/// The challenge, unless it is over.
pub(super) async fn find(conn: &mut PgConnection, token_hash: &[u8], now: Timestamp) -> Result<Option<ChallengeRow>, DbError> {
    let row = sqlx::query!(
        "SELECT account_id, method FROM identity.login_challenge
         WHERE token_hash = $1 AND expires_at > $2 AND failures < $3
         FOR UPDATE",
        token_hash,
        now.to_sqlx() as _,
        MAX_FAILURES
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        let method = Method::parse(&row.method)?;
        Some(ChallengeRow { account_id: AccountId::from_uuid(row.account_id), method })
    }))
}

/// Counts a wrong code, outside the transaction that the wrong code rolls back.
pub(super) async fn count_failure(pool: &PgPool, token_hash: &[u8]) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.login_challenge SET failures = failures + 1 WHERE token_hash = $1 AND failures < $2",
        token_hash,
        MAX_FAILURES
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn delete(conn: &mut PgConnection, token_hash: &[u8]) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM identity.login_challenge WHERE token_hash = $1", token_hash).execute(conn).await?;
    Ok(())
}
