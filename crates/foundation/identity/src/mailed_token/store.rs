//! Rows of mailed links.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Purpose;

/// A link that was just used.
pub(crate) struct UsedToken {
    pub(crate) account_id: AccountId,
    pub(crate) email: String,
    pub(crate) changes_email: bool,
}

/// Stores a link and ends the earlier ones of the same purpose.
pub(crate) async fn replace(
    conn: &mut PgConnection,
    account_id: AccountId,
    purpose: Purpose,
    email: &str,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM identity.mailed_token WHERE account_id = $1 AND purpose = $2 AND used_at IS NULL",
        account_id.as_uuid(),
        purpose.as_str()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO identity.mailed_token (id, account_id, purpose, token_hash, email, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        account_id.as_uuid(),
        purpose.as_str(),
        token_hash,
        email,
        now.to_sqlx() as _,
        (now + purpose.lifetime()).to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends every link of this account: who proves the account anew owes nothing to a link that was asked for before.
pub(crate) async fn delete_all(conn: &mut PgConnection, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM identity.mailed_token WHERE account_id = $1", account_id.as_uuid()).execute(conn).await?;
    Ok(())
}

/// Uses the link up: the first of two simultaneous uses wins.
pub(crate) async fn take(
    conn: &mut PgConnection,
    purposes: &[Purpose],
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UsedToken>, DbError> {
    let purposes: Vec<String> = purposes.iter().map(|purpose| purpose.as_str().to_owned()).collect();
    let row = sqlx::query!(
        "UPDATE identity.mailed_token SET used_at = $3
         WHERE token_hash = $1 AND purpose = ANY($2) AND used_at IS NULL AND expires_at > $3
         RETURNING account_id, email, purpose",
        token_hash,
        &purposes,
        now.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| UsedToken {
        account_id: AccountId::from_uuid(row.account_id),
        email: row.email,
        changes_email: row.purpose == Purpose::ChangeEmail.as_str(),
    }))
}
