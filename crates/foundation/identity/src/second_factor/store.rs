//! Rows of authenticator applications and recovery codes.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

/// An enrolment, finished or not.
pub(super) struct TotpRow {
    pub(super) secret: Vec<u8>,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) last_step: i64,
}

/// The enrolment, its row locked: two codes are judged one after the other.
pub(super) async fn find(conn: &mut PgConnection, account_id: AccountId) -> Result<Option<TotpRow>, DbError> {
    let row = sqlx::query!(
        "SELECT secret, confirmed_at, last_step FROM identity.totp WHERE account_id = $1 FOR UPDATE",
        account_id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| TotpRow {
        secret: row.secret,
        confirmed_at: row.confirmed_at.map(jiff_sqlx::Timestamp::to_jiff),
        last_step: row.last_step,
    }))
}

/// Starts an enrolment; a finished one stays as it is.
pub(super) async fn start(conn: &mut PgConnection, account_id: AccountId, secret: &[u8], now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.totp AS held (account_id, secret, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0
         WHERE held.confirmed_at IS NULL",
        account_id.as_uuid(),
        secret,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn confirm(conn: &mut PgConnection, account_id: AccountId, step: i64, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.totp SET confirmed_at = $3, last_step = $2 WHERE account_id = $1",
        account_id.as_uuid(),
        step,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses a step up; false when it or a later one was used before.
pub(super) async fn use_step(conn: &mut PgConnection, account_id: AccountId, step: i64) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.totp SET last_step = $2 WHERE account_id = $1 AND last_step < $2",
        account_id.as_uuid(),
        step
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes the application and its recovery codes.
pub(super) async fn delete(conn: &mut PgConnection, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM identity.recovery_code WHERE account_id = $1", account_id.as_uuid()).execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM identity.totp WHERE account_id = $1", account_id.as_uuid()).execute(conn).await?;
    Ok(())
}

pub(super) async fn replace_codes(conn: &mut PgConnection, account_id: AccountId, hashes: &[Vec<u8>]) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM identity.recovery_code WHERE account_id = $1", account_id.as_uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO identity.recovery_code (account_id, code_hash) SELECT $1, unnest($2::bytea[])",
        account_id.as_uuid(),
        hashes
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn count_codes(conn: &mut PgConnection, account_id: AccountId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM identity.recovery_code WHERE account_id = $1 AND used_at IS NULL"#,
        account_id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Uses a recovery code up; false when there is no such one left.
pub(super) async fn use_code(
    conn: &mut PgConnection,
    account_id: AccountId,
    code_hash: &[u8],
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.recovery_code SET used_at = $3 WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL",
        account_id.as_uuid(),
        code_hash,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
