//! The rows of endpoints. Whoever changes an endpoint or its deliveries locks its row first.

use contracts::webhooks::{EndpointId, Owner};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::model::{Checked, EndpointKind, EndpointState};
use crate::owner::Columns;

/// How many endpoints the owner has. Whoever counts waits for whoever counted before.
pub(super) async fn count(tx: &mut Tx, owner: Owner) -> Result<i64, DbError> {
    let columns = Columns::from(owner);
    let owner_id = columns.organisation_id.or(columns.account_id).map(|id| id.to_string());
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('webhooks.endpoints:' || $1::text, 0))", owner_id)
        .fetch_one(tx.conn())
        .await?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM webhooks.endpoints
           WHERE (organisation_id = $1 OR account_id = $2) AND deleted_at IS NULL"#,
        columns.organisation_id,
        columns.account_id,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// A new endpoint.
pub(super) struct New<'a> {
    pub(super) id: EndpointId,
    pub(super) owner: Owner,
    pub(super) kind: EndpointKind,
    pub(super) checked: &'a Checked,
    pub(super) secret_sealed: Option<&'a [u8]>,
}

pub(super) async fn insert(tx: &mut Tx, new: New<'_>) -> Result<(), DbError> {
    let (columns, now) = (Columns::from(new.owner), tx.now());
    sqlx::query!(
        "INSERT INTO webhooks.endpoints (id, organisation_id, account_id, kind, name, url, host, event_types, secret_sealed,
                                         created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        new.id.as_uuid(),
        columns.organisation_id,
        columns.account_id,
        new.kind.as_str(),
        new.checked.name,
        new.checked.target.url,
        new.checked.target.host,
        new.checked.event_types.as_deref(),
        new.secret_sealed,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An endpoint that nobody else changes until the transaction ends.
pub(crate) struct Locked {
    pub(crate) organisation_id: Option<Uuid>,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) host: String,
    pub(crate) is_enabled: bool,
    pub(crate) failing_since: Option<Timestamp>,
    pub(crate) failing_deliveries: i32,
}

/// None of what was deleted. Messages can be published meanwhile: they only hold on to the key.
pub(crate) async fn lock(tx: &mut Tx, id: EndpointId) -> Result<Option<Locked>, DbError> {
    let row = sqlx::query!(
        r#"SELECT organisation_id, account_id, host, disabled_at IS NULL AS "is_enabled!",
                  failing_since AS "failing_since: jiff_sqlx::Timestamp", failing_deliveries
           FROM webhooks.endpoints WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE"#,
        id.as_uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Locked {
        organisation_id: row.organisation_id,
        account_id: row.account_id,
        host: row.host,
        is_enabled: row.is_enabled,
        failing_since: row.failing_since.map(jiff_sqlx::Timestamp::to_jiff),
        failing_deliveries: row.failing_deliveries,
    }))
}

/// Another address starts with a clean record.
pub(super) async fn update(tx: &mut Tx, id: EndpointId, checked: &Checked) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE webhooks.endpoints
         SET name = $2, url = $3, host = $4, event_types = $5, updated_at = $6,
             failing_since = CASE WHEN url = $3 THEN failing_since END,
             failing_deliveries = CASE WHEN url = $3 THEN failing_deliveries ELSE 0 END,
             is_troubled = is_troubled AND url = $3
         WHERE id = $1",
        id.as_uuid(),
        checked.name,
        checked.target.url,
        checked.target.host,
        checked.event_types.as_deref(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gone for its owner, with its secrets; the rest goes in pieces.
pub(super) async fn delete(tx: &mut Tx, id: EndpointId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE webhooks.endpoints
         SET deleted_at = $2, secret_sealed = NULL, old_secret_sealed = NULL, old_secret_until = NULL WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The same of all endpoints of an account.
pub(crate) async fn delete_of_account(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE webhooks.endpoints
         SET deleted_at = $2, secret_sealed = NULL, old_secret_sealed = NULL, old_secret_until = NULL
         WHERE account_id = $1 AND deleted_at IS NULL",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Enables it, with a clean record, or disables it for this reason.
pub(crate) async fn set_state(tx: &mut Tx, id: EndpointId, state: EndpointState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE webhooks.endpoints
         SET disabled_by = $2, disabled_at = CASE WHEN $2::text IS NOT NULL THEN $3::timestamptz END, updated_at = $3,
             failing_since = CASE WHEN $2::text IS NOT NULL THEN failing_since END,
             failing_deliveries = CASE WHEN $2::text IS NOT NULL THEN failing_deliveries ELSE 0 END
         WHERE id = $1",
        id.as_uuid(),
        state.disabled_by(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The secret as it is kept; none of a postback.
pub(super) async fn secret(tx: &mut Tx, id: EndpointId) -> Result<Option<Vec<u8>>, DbError> {
    let sealed =
        sqlx::query_scalar!("SELECT secret_sealed FROM webhooks.endpoints WHERE id = $1 AND deleted_at IS NULL", id.as_uuid(),);
    Ok(sealed.fetch_optional(tx.conn()).await?.flatten())
}

/// A new secret; the present one goes on signing until then, the one before that no more.
pub(super) async fn rotate(tx: &mut Tx, id: EndpointId, sealed: &[u8], old_until: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE webhooks.endpoints
         SET old_secret_sealed = secret_sealed, old_secret_until = $3, secret_sealed = $2, updated_at = $4 WHERE id = $1",
        id.as_uuid(),
        sealed,
        old_until.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
