//! The statement that sweeps challenges and links.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

/// Deletes every challenge, flow, link, refresh token and invitation that expired. Returns how many.
pub(crate) async fn delete_expired(conn: &mut PgConnection, now: Timestamp) -> Result<i64, DbError> {
    let deleted = sqlx::query_scalar!(
        r#"WITH challenges AS (DELETE FROM identity.login_challenge WHERE expires_at < $1 RETURNING 1),
                passkeys AS (DELETE FROM identity.passkey_challenge WHERE expires_at < $1 RETURNING 1),
                flows AS (DELETE FROM identity.oidc_flow WHERE expires_at < $1 RETURNING 1),
                links AS (DELETE FROM identity.mailed_token WHERE expires_at < $1 RETURNING 1),
                tokens AS (DELETE FROM identity.refresh_token WHERE expires_at < $1 RETURNING 1),
                invitations AS (
                    DELETE FROM identity.organisation_invitation WHERE expires_at < $1 AND accepted_at IS NULL RETURNING 1
                )
           SELECT (SELECT count(*) FROM challenges) + (SELECT count(*) FROM passkeys) + (SELECT count(*) FROM flows)
                + (SELECT count(*) FROM links) + (SELECT count(*) FROM tokens) + (SELECT count(*) FROM invitations) AS "count!""#,
        now.to_sqlx() as _
    )
    .fetch_one(conn)
    .await?;
    Ok(deleted)
}
