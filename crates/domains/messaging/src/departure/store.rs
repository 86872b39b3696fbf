//! The statements of forgetting.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

/// Closes the conversations on one of whose sides this person stood alone, in the order of their ids.
pub(super) async fn close(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE messaging.conversation SET closed_at = $2
         WHERE closed_at IS NULL AND id IN (
             SELECT c.id FROM messaging.conversation c JOIN messaging.side s ON s.conversation_id = c.id
             WHERE s.kind = 'account' AND s.side_id = $1 ORDER BY c.id FOR UPDATE OF c)",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Its name on what it opened and wrote, and its files.
pub(super) async fn forget_writing(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let id = account_id.as_uuid();
    sqlx::query!(
        "DELETE FROM messaging.attachment WHERE message_id IN (SELECT m.id FROM messaging.message m WHERE m.author_id = $1)",
        id
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("UPDATE messaging.message SET author_id = NULL, digest = NULL WHERE author_id = $1", id)
        .execute(tx.conn())
        .await?;
    sqlx::query!("UPDATE messaging.conversation SET opened_by = NULL WHERE opened_by = $1", id).execute(tx.conn()).await?;
    Ok(())
}

/// What it read, and whom it blocked or was blocked by.
pub(super) async fn forget_reading(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let id = account_id.as_uuid();
    sqlx::query!("DELETE FROM messaging.read_marker WHERE account_id = $1", id).execute(tx.conn()).await?;
    sqlx::query!(
        "DELETE FROM messaging.block WHERE (by_kind = 'account' AND by_id = $1) OR (of_kind = 'account' AND of_id = $1)",
        id
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("UPDATE messaging.block SET account_id = NULL WHERE account_id = $1", id).execute(tx.conn()).await?;
    Ok(())
}

/// What it was barred from, and its name on what it reported.
pub(super) async fn forget_staff_matters(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let id = account_id.as_uuid();
    sqlx::query!("DELETE FROM messaging.bar WHERE account_id = $1", id).execute(tx.conn()).await?;
    sqlx::query!("UPDATE messaging.report SET reporter_id = NULL WHERE reporter_id = $1", id).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn forget_digests(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE messaging.message SET digest = NULL WHERE id IN (
             SELECT m.id FROM messaging.message m WHERE m.digest IS NOT NULL AND m.created_at < $1 ORDER BY m.created_at LIMIT $2)",
        before.to_sqlx() as _,
        limit,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn forget_said(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE messaging.report SET said = '', note = '' WHERE id IN (
             SELECT r.id FROM messaging.report r WHERE r.said <> '' AND r.decided_at < $1 ORDER BY r.decided_at LIMIT $2)",
        before.to_sqlx() as _,
        limit,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// With all that was said there.
pub(super) async fn delete_closed(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM messaging.conversation WHERE id IN (
             SELECT c.id FROM messaging.conversation c WHERE c.closed_at < $1 ORDER BY c.closed_at, c.id LIMIT $2)",
        before.to_sqlx() as _,
        limit,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn delete_bars(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM messaging.bar WHERE id IN (SELECT b.id FROM messaging.bar b WHERE b.until < $1 ORDER BY b.until LIMIT $2)",
        before.to_sqlx() as _,
        limit,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
