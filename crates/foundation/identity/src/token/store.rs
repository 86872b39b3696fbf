//! Rows of refresh tokens.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

/// A refresh token of a live session.
pub(super) struct HeldToken {
    pub(super) id: Uuid,
    pub(super) session_id: SessionId,
    pub(super) account_id: AccountId,
    pub(super) used: bool,
    pub(super) second_factor: bool,
}

/// Stores the next token of a family.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    session_id: SessionId,
    token_hash: &[u8],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.refresh_token (id, session_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        session_id.as_uuid(),
        token_hash,
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The token, its family locked: of two simultaneous uses the second sees that it was used.
pub(super) async fn lock(conn: &mut PgConnection, token_hash: &[u8], now: Timestamp) -> Result<Option<HeldToken>, DbError> {
    let row = sqlx::query!(
        r#"SELECT t.id,
                  t.session_id,
                  s.account_id,
                  t.used_at IS NOT NULL AS "used!",
                  s.second_factor_at IS NOT NULL AS "second_factor!"
           FROM identity.refresh_token t
           JOIN identity.session s ON s.id = t.session_id
           WHERE t.token_hash = $1 AND t.expires_at > $2 AND s.revoked_at IS NULL AND s.kind = 'token'
           FOR UPDATE"#,
        token_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| HeldToken {
        id: row.id,
        session_id: SessionId::from_uuid(row.session_id),
        account_id: AccountId::from_uuid(row.account_id),
        used: row.used,
        second_factor: row.second_factor,
    }))
}

pub(super) async fn mark_used(conn: &mut PgConnection, id: Uuid, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!("UPDATE identity.refresh_token SET used_at = $2 WHERE id = $1", id, now.to_sqlx() as _).execute(conn).await?;
    Ok(())
}

/// The session lives as long as its newest token.
pub(super) async fn prolong_session(
    conn: &mut PgConnection,
    session_id: SessionId,
    address: Option<IpAddr>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.session
         SET last_seen_at = $2, expires_at = $3, address = coalesce($4::text::inet, address)
         WHERE id = $1",
        session_id.as_uuid(),
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _,
        address.map(|address| address.to_string())
    )
    .execute(conn)
    .await?;
    Ok(())
}
