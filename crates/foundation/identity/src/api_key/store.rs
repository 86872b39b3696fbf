//! Rows of API keys.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use crate::account::AccountRow;

/// A live key with its owner.
pub(crate) struct KeyRow {
    pub(crate) id: Uuid,
    pub(crate) scopes: Vec<String>,
    pub(crate) account: AccountRow,
}

/// The live key with this hash.
pub(crate) async fn find_by_key(pool: &PgPool, key_hash: &[u8], now: Timestamp) -> Result<Option<KeyRow>, DbError> {
    let row = sqlx::query!(
        r#"SELECT k.id AS key_id,
                  k.scopes,
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

/// Notes that the key was used, at most once a minute.
pub(crate) async fn touch(pool: &PgPool, key_id: Uuid, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.api_key SET last_used_at = $2
         WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)",
        key_id,
        now.to_sqlx() as _,
        (now - SignedDuration::from_secs(60)).to_sqlx() as _
    )
    .execute(pool)
    .await?;
    Ok(())
}
