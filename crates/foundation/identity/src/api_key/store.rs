//! Rows of API keys.

use contracts::identity::{AccountId, ApiKeyId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::account::AccountRow;

/// A live key with its owner.
pub(crate) struct KeyRow {
    pub(crate) id: Uuid,
    pub(crate) scopes: Vec<String>,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) account: AccountRow,
}

/// How exactly it is known when a key was used.
const EXACT: SignedDuration = SignedDuration::from_secs(60);

impl KeyRow {
    /// Whether it is to be noted that it was used: not more often than it is known exactly.
    pub(crate) fn is_to_note(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|at| at < now - EXACT)
    }
}

/// The live key with this hash.
pub(crate) async fn find_by_key(pool: &PgPool, key_hash: &[u8], now: Timestamp) -> Result<Option<KeyRow>, DbError> {
    let row = sqlx::query!(
        r#"SELECT k.id AS key_id,
                  k.scopes,
                  k.last_used_at,
                  v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.locale AS "locale!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!"
           FROM identity.api_key k
           JOIN identity.account_view v ON v.id = k.account_id
           WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2) AND NOT v.locked"#,
        key_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| KeyRow {
        id: row.key_id,
        scopes: row.scopes,
        last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        account: AccountRow {
            id: row.id,
            email: row.email,
            display_name: row.display_name,
            locale: row.locale,
            roles: row.roles,
            email_verified: row.email_verified,
            has_second_factor: row.has_second_factor,
        },
    }))
}

/// Notes that the key was used, at most once a minute, whoever else notes it at the same moment.
pub(crate) async fn touch(pool: &PgPool, key_id: Uuid, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.api_key SET last_used_at = $2
         WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)",
        key_id,
        now.to_sqlx() as _,
        (now - EXACT).to_sqlx() as _
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// A new key.
pub(super) struct NewKey<'a> {
    pub(super) id: ApiKeyId,
    pub(super) account_id: AccountId,
    pub(super) name: &'a str,
    pub(super) hint: &'a str,
    pub(super) key_hash: &'a [u8],
    pub(super) scopes: &'a [String],
    pub(super) expires_at: Option<Timestamp>,
}

pub(super) async fn insert(conn: &mut PgConnection, new: &NewKey<'_>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.api_key (id, account_id, name, hint, key_hash, scopes, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id.as_uuid(),
        new.account_id.as_uuid(),
        new.name,
        new.hint,
        new.key_hash,
        new.scopes,
        now.to_sqlx() as _,
        new.expires_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn count_live(conn: &mut PgConnection, account_id: AccountId, now: Timestamp) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM identity.api_key
           WHERE account_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)"#,
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Ends one key of this account. True when it was live.
pub(super) async fn revoke(
    conn: &mut PgConnection,
    account_id: AccountId,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.api_key SET revoked_at = $3 WHERE id = $2 AND account_id = $1 AND revoked_at IS NULL",
        account_id.as_uuid(),
        id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every key of this account: when it is locked.
pub(crate) async fn revoke_all(conn: &mut PgConnection, account_id: AccountId, now: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.api_key SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL",
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
