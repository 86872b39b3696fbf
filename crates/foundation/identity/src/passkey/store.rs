//! Rows of passkeys and their challenges.

use contracts::identity::PasskeyId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone)]
pub struct PasskeyView {
    /// Its id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey that is being used.
pub(super) struct HeldPasskey {
    pub(super) id: Uuid,
    pub(super) credential: Value,
}

pub(super) async fn list(pool: &PgPool, account_id: AccountId) -> Result<Vec<PasskeyView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id,
                name,
                created_at,
                last_used_at
         FROM identity.passkey
         WHERE account_id = $1
         ORDER BY created_at DESC, id DESC
         LIMIT 50",
        account_id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PasskeyView {
            id: PasskeyId::from_uuid(row.id),
            name: row.name,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// How many passkeys the account has.
pub(crate) async fn count(conn: &mut PgConnection, account_id: AccountId) -> Result<i64, DbError> {
    let count =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM identity.passkey WHERE account_id = $1"#, account_id.as_uuid())
            .fetch_one(conn)
            .await?;
    Ok(count)
}

pub(super) async fn credential_ids(conn: &mut PgConnection, account_id: AccountId) -> Result<Vec<Vec<u8>>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT credential_id FROM identity.passkey WHERE account_id = $1 ORDER BY created_at LIMIT 50",
        account_id.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(ids)
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    id: PasskeyId,
    account_id: AccountId,
    credential_id: &[u8],
    credential: &Value,
    name: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.passkey (id, account_id, credential_id, credential, name, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_uuid(),
        account_id.as_uuid(),
        credential_id,
        credential,
        name,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find(
    conn: &mut PgConnection,
    account_id: AccountId,
    credential_id: &[u8],
) -> Result<Option<HeldPasskey>, DbError> {
    let row = sqlx::query_as!(
        HeldPasskey,
        "SELECT id, credential FROM identity.passkey WHERE account_id = $1 AND credential_id = $2 FOR UPDATE",
        account_id.as_uuid(),
        credential_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row)
}

pub(super) async fn note_use(conn: &mut PgConnection, id: Uuid, credential: &Value, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.passkey SET credential = $2, last_used_at = $3 WHERE id = $1",
        id,
        credential,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn rename(conn: &mut PgConnection, account_id: AccountId, id: PasskeyId, name: &str) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.passkey SET name = $3 WHERE id = $2 AND account_id = $1",
        account_id.as_uuid(),
        id.as_uuid(),
        name
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete(conn: &mut PgConnection, account_id: AccountId, id: PasskeyId) -> Result<bool, DbError> {
    let done = sqlx::query!("DELETE FROM identity.passkey WHERE id = $2 AND account_id = $1", account_id.as_uuid(), id.as_uuid())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn insert_challenge(
    conn: &mut PgConnection,
    id: Uuid,
    account_id: Option<AccountId>,
    state: &Value,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.passkey_challenge (id, account_id, state, expires_at) VALUES ($1, $2, $3, $4)",
        id,
        account_id.map(|id| id.as_uuid()),
        state,
        expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The state of a challenge of this account (none: of a sign-in), which is used up.
pub(super) async fn take_challenge(
    conn: &mut PgConnection,
    id: Uuid,
    account_id: Option<AccountId>,
    now: Timestamp,
) -> Result<Option<Value>, DbError> {
    let state = sqlx::query_scalar!(
        "DELETE FROM identity.passkey_challenge
         WHERE id = $1 AND account_id IS NOT DISTINCT FROM $2 AND expires_at > $3
         RETURNING state",
        id,
        account_id.map(|id| id.as_uuid()),
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(state)
}
