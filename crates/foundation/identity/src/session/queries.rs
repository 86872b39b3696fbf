//! The list of one's own sessions.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId};
use platform::DbError;
use sqlx::PgPool;

/// The most sessions of a list; older ones end by themselves.
const MAX_ROWS: i64 = 100;

/// One sign-in, as its owner sees it.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Whether it belongs to a program that uses the API, rather than to a browser.
    pub is_api: bool,
    /// What the browser or program says it is.
    pub user_agent: String,
    /// Where it was last used from.
    pub address: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, exact to a minute.
    pub last_seen_at: Timestamp,
    /// Whether a second factor was proved in it.
    pub second_factor: bool,
}

pub(crate) async fn list(pool: &PgPool, account_id: AccountId, now: Timestamp) -> Result<Vec<SessionView>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT id,
                  kind,
                  user_agent,
                  host(address) AS address,
                  created_at,
                  last_seen_at,
                  second_factor_at IS NOT NULL AS "second_factor!"
           FROM identity.session
           WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
           ORDER BY last_seen_at DESC, id DESC
           LIMIT $3"#,
        account_id.as_uuid(),
        now.to_sqlx() as _,
        MAX_ROWS
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionView {
            id: SessionId::from_uuid(row.id),
            is_api: row.kind == "token",
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
            second_factor: row.second_factor,
        })
        .collect())
}
