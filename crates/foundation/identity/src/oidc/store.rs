//! Rows of OpenID sign-ins on their way, and of linked identities.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;

/// A sign-in that starts.
pub(super) struct NewFlow<'a> {
    pub(super) state_hash: &'a [u8],
    pub(super) provider: &'a str,
    pub(super) nonce: &'a str,
    pub(super) pkce_verifier: &'a str,
    pub(super) return_to: &'a str,
    pub(super) expires_at: Timestamp,
}

/// A sign-in that comes back.
pub(super) struct FlowRow {
    pub(super) nonce: String,
    pub(super) pkce_verifier: String,
    pub(super) return_to: String,
}

pub(super) async fn insert_flow(conn: &mut PgConnection, flow: &NewFlow<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.oidc_flow (state_hash, provider, nonce, pkce_verifier, return_to, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        flow.state_hash,
        flow.provider,
        flow.nonce,
        flow.pkce_verifier,
        flow.return_to,
        flow.expires_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The sign-in of this state, which is used up.
pub(super) async fn take_flow(
    conn: &mut PgConnection,
    state_hash: &[u8],
    provider: &str,
    now: Timestamp,
) -> Result<Option<FlowRow>, DbError> {
    let row = sqlx::query_as!(
        FlowRow,
        "DELETE FROM identity.oidc_flow
         WHERE state_hash = $1 AND provider = $2 AND expires_at > $3
         RETURNING nonce, pkce_verifier, return_to",
        state_hash,
        provider,
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(row)
}

pub(super) async fn find_link(conn: &mut PgConnection, provider: &str, subject: &str) -> Result<Option<AccountId>, DbError> {
    let account_id =
        sqlx::query_scalar!("SELECT account_id FROM identity.oidc_link WHERE provider = $1 AND subject = $2", provider, subject)
            .fetch_optional(conn)
            .await?;
    Ok(account_id.map(AccountId::from_uuid))
}

pub(super) async fn insert_link(
    conn: &mut PgConnection,
    provider: &str,
    subject: &str,
    account_id: AccountId,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO identity.oidc_link (provider, subject, account_id, linked_at) VALUES ($1, $2, $3, $4)",
        provider,
        subject,
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the password of an account whose e-mail was not proved by whoever set it.
pub(super) async fn clear_password(conn: &mut PgConnection, account_id: AccountId, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE identity.account SET password_hash = NULL, password_changed_at = NULL, updated_at = $2 WHERE id = $1",
        account_id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
