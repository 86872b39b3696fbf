//! Rows of sessions.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId};
use platform::DbError;
use sqlx::{PgConnection, PgPool};
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

/// A new session.
pub(crate) struct NewSession<'a> {
    pub(crate) id: SessionId,
    pub(crate) account_id: AccountId,
    pub(crate) kind: &'static str,
    pub(crate) token_hash: Option<&'a [u8]>,
    pub(crate) method: &'static str,
    pub(crate) second_factor: bool,
    pub(crate) address: Option<IpAddr>,
    pub(crate) user_agent: &'a str,
    pub(crate) expires_at: Timestamp,
}

/// Opens a session.
pub(crate) async fn insert(conn: &mut PgConnection, new: &NewSession<'_>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.session
             (id, account_id, kind, token_hash, method, second_factor_at, address, user_agent, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN $9::timestamptz END, $7::text::inet, $8, $9, $9, $10)",
        new.id.as_uuid(),
        new.account_id.as_uuid(),
        new.kind,
        new.token_hash,
        new.method,
        new.second_factor,
        new.address.map(|address| address.to_string()),
        new.user_agent,
        now.to_sqlx() as _,
        new.expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends one session of this account. True when it was live.
pub(crate) async fn revoke(
    conn: &mut PgConnection,
    account_id: AccountId,
    session_id: SessionId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.session SET revoked_at = $3 WHERE id = $2 AND account_id = $1 AND revoked_at IS NULL",
        account_id.as_uuid(),
        session_id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of this account, except one. Returns how many.
pub(crate) async fn revoke_all(
    conn: &mut PgConnection,
    account_id: AccountId,
    except: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "UPDATE identity.session SET revoked_at = $3
         WHERE account_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $2",
        account_id.as_uuid(),
        except.map(|id| id.as_uuid()),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Notes that a second factor was proved in this session: its staff rights begin.
pub(crate) async fn mark_second_factor(conn: &mut PgConnection, session_id: SessionId, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.session SET second_factor_at = coalesce(second_factor_at, $2) WHERE id = $1",
        session_id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a second factor was proved in this session.
pub(crate) async fn has_second_factor(conn: &mut PgConnection, session_id: SessionId) -> Result<bool, DbError> {
    let proved = sqlx::query_scalar!(
        r#"SELECT second_factor_at IS NOT NULL AS "proved!" FROM identity.session WHERE id = $1"#,
        session_id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(proved.unwrap_or(false))
}

/// Deletes what ended long ago. Returns how many.
pub(crate) async fn delete_ended(conn: &mut PgConnection, before: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query!("DELETE FROM identity.session WHERE expires_at < $1 OR revoked_at < $1", before.to_sqlx() as _)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
