//! Rows of sessions.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::SessionId;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use crate::account::AccountRow;

/// `last_seen_at` is written at most this often, so that reading pages does not become writing.
const SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// A live session with its account.
pub(crate) struct SessionRow {
    pub(crate) id: Uuid,
    pub(crate) second_factor: bool,
    pub(crate) account: AccountRow,
}

struct FlatRow {
    session_id: Uuid,
    second_factor: bool,
    id: Uuid,
    email: String,
    display_name: String,
    locale: String,
    roles: Vec<String>,
    email_verified: bool,
    has_second_factor: bool,
}

impl From<FlatRow> for SessionRow {
    fn from(row: FlatRow) -> Self {
        Self {
            id: row.session_id,
            second_factor: row.second_factor,
            account: AccountRow {
                id: row.id,
                email: row.email,
                display_name: row.display_name,
                locale: row.locale,
                roles: row.roles,
                email_verified: row.email_verified,
                has_second_factor: row.has_second_factor,
            },
        }
    }
}

/// The live browser session with this cookie.
pub(crate) async fn find_by_cookie(pool: &PgPool, token_hash: &[u8], now: Timestamp) -> Result<Option<SessionRow>, DbError> {
    let row = sqlx::query_as!(
        FlatRow,
        r#"SELECT s.id AS session_id,
                  s.second_factor_at IS NOT NULL AS "second_factor!",
                  v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.locale AS "locale!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!"
           FROM identity.session s
           JOIN identity.account_view v ON v.id = s.account_id
           WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND NOT v.locked"#,
        token_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(SessionRow::from))
}

/// The live API session with this id.
pub(crate) async fn find_token_session(
    pool: &PgPool,
    session_id: SessionId,
    now: Timestamp,
) -> Result<Option<SessionRow>, DbError> {
    let row = sqlx::query_as!(
        FlatRow,
        r#"SELECT s.id AS session_id,
                  s.second_factor_at IS NOT NULL AS "second_factor!",
                  v.id AS "id!",
                  v.email AS "email!",
                  v.display_name AS "display_name!",
                  v.locale AS "locale!",
                  v.roles AS "roles!",
                  v.email_verified AS "email_verified!",
                  v.has_second_factor AS "has_second_factor!"
           FROM identity.session s
           JOIN identity.account_view v ON v.id = s.account_id
           WHERE s.id = $1 AND s.kind = 'token' AND s.revoked_at IS NULL AND s.expires_at > $2 AND NOT v.locked"#,
        session_id.as_uuid(),
        now.to_sqlx() as _
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(SessionRow::from))
}

/// Notes that the session was used, at most once a minute.
pub(crate) async fn touch(pool: &PgPool, session_id: Uuid, address: Option<IpAddr>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.session
         SET last_seen_at = $2, address = coalesce($3::text::inet, address)
         WHERE id = $1 AND last_seen_at < $4",
        session_id,
        now.to_sqlx() as _,
        address.map(|address| address.to_string()),
        (now - SEEN_EVERY).to_sqlx() as _
    )
    .execute(pool)
    .await?;
    Ok(())
}
