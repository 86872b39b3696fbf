//! The list of one's own API keys.

use contracts::identity::ApiKeyId;
use jiff::Timestamp;
use kernel::{AccountId, Permission};
use platform::DbError;
use sqlx::PgPool;

/// The most keys of a list.
const MAX_ROWS: i64 = 100;

/// A key, as its owner sees it.
#[derive(Debug, Clone)]
pub struct ApiKeyView {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// Its last four characters.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, exact to a minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

pub(super) async fn list(pool: &PgPool, account_id: AccountId) -> Result<Vec<ApiKeyView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id,
                name,
                hint,
                scopes,
                created_at,
                expires_at,
                last_used_at,
                revoked_at
         FROM identity.api_key
         WHERE account_id = $1
         ORDER BY created_at DESC, id DESC
         LIMIT $2",
        account_id.as_uuid(),
        MAX_ROWS
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ApiKeyView {
            id: ApiKeyId::from_uuid(row.id),
            name: row.name,
            hint: row.hint,
            scopes: row.scopes.iter().filter_map(|word| super::parse_scope(word)).collect(),
            created_at: row.created_at.to_jiff(),
            expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
            revoked_at: row.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}
