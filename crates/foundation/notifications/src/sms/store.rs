//! The rows of numbers and texts.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    PhoneView,
    delivery::{Delivery, Report},
};

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Code,
    Notice,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Notice => "notice",
        }
    }
}

pub(super) async fn phone(pool: &PgPool, account_id: AccountId) -> Result<Option<PhoneView>, DbError> {
    let row = sqlx::query!(
        "SELECT number, pending, silent_since AS \"silent_since: jiff_sqlx::Timestamp\"
         FROM notifications.phones WHERE account_id = $1",
        account_id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| PhoneView {
        number: row.number,
        pending: row.pending,
        silent_since: row.silent_since.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// The number that texts go to: confirmed, and not known to receive nothing.
pub(super) async fn confirmed(tx: &mut Tx, account_id: AccountId) -> Result<Option<String>, DbError> {
    let number = sqlx::query_scalar!(
        "SELECT number FROM notifications.phones WHERE account_id = $1 AND silent_since IS NULL",
        account_id.as_uuid()
    );
    Ok(number.fetch_optional(tx.conn()).await?.flatten())
}

pub(super) async fn ask(
    tx: &mut Tx,
    account_id: AccountId,
    number: &str,
    code_hash: &[u8; 32],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO notifications.phones (account_id, pending, code_hash, code_expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account_id) DO UPDATE SET pending = EXCLUDED.pending, code_hash = EXCLUDED.code_hash,
             code_expires_at = EXCLUDED.code_expires_at, code_attempts = 0",
        account_id.as_uuid(),
        number,
        code_hash,
        expires_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A number that waits for its code.
pub(super) struct Asked {
    pub(super) pending: String,
    pub(super) hash: Vec<u8>,
}

/// Counts a try; none when no code waits, or it is over, or was tried too often.
pub(super) async fn try_code(tx: &mut Tx, account_id: AccountId, most: i16, now: Timestamp) -> Result<Option<Asked>, DbError> {
    let asked = sqlx::query_as!(
        Asked,
        "UPDATE notifications.phones SET code_attempts = code_attempts + 1
         WHERE account_id = $1 AND pending IS NOT NULL AND code_attempts < $2 AND code_expires_at > $3
         RETURNING pending AS \"pending!\", code_hash AS \"hash!\"",
        account_id.as_uuid(),
        most,
        now.to_sqlx() as _,
    );
    Ok(asked.fetch_optional(tx.conn()).await?)
}

pub(super) async fn confirm(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE notifications.phones SET number = pending, confirmed_at = $2, pending = NULL, code_hash = NULL,
             code_expires_at = NULL, code_attempts = 0, silent_since = NULL, silent_reason = NULL WHERE account_id = $1 AND pending IS NOT NULL",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM notifications.phones WHERE account_id = $1", account_id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn insert(tx: &mut Tx, id: Uuid, account_id: AccountId, purpose: Purpose) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.texts (id, account_id, purpose, state, created_at) VALUES ($1, $2, $3, 'queued', $4)",
        id,
        account_id.as_uuid(),
        purpose.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many texts the account was sent, or will be, since then.
pub(super) async fn count(tx: &mut Tx, account_id: AccountId, purpose: Purpose, since: Timestamp) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM notifications.texts
         WHERE account_id = $1 AND purpose = $2 AND created_at > $3 AND state NOT IN ('failed', 'rejected')",
        account_id.as_uuid(),
        purpose.as_str(),
        since.to_sqlx() as _,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// Takes a text to send it; false when somebody has, or had.
pub(super) async fn take(pool: &PgPool, id: Uuid) -> Result<bool, DbError> {
    let taken = sqlx::query!("UPDATE notifications.texts SET state = 'unknown' WHERE id = $1 AND state = 'queued'", id);
    Ok(taken.execute(pool).await?.rows_affected() > 0)
}

/// It has not left: somebody may send it.
pub(super) async fn give_back(pool: &PgPool, id: Uuid, remark: &str) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE notifications.texts SET state = 'queued', remark = left($2, 200) WHERE id = $1 AND state = 'unknown'",
        id,
        remark
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn settle(pool: &PgPool, id: Uuid, state: &str, remark: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE notifications.texts SET state = $2, remark = left($3, 200), settled_at = $4 WHERE id = $1 AND state = 'unknown'",
        id,
        state,
        remark,
        now.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Whoever speaks of this text at the same time waits until the end of the transaction.
pub(super) async fn lock(tx: &mut Tx, provider_id: &str) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('notifications.text:' || $1::text, 0))", provider_id)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// The provider has it, under this id.
pub(super) async fn sent(tx: &mut Tx, id: Uuid, provider_id: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE notifications.texts SET state = 'sent', provider_id = $2, settled_at = $3 WHERE id = $1 AND state = 'unknown'",
        id,
        provider_id,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what the provider said last of a text: the first final word stands.
pub(super) async fn keep_report(tx: &mut Tx, report: &Report) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.text_reports (provider_id, state, reason, reported_at) VALUES ($1, $2, left($3, 100), $4)
         ON CONFLICT (provider_id) DO NOTHING",
        report.id,
        report.state.as_str(),
        report.reason,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn find_report(tx: &mut Tx, provider_id: &str) -> Result<Option<Report>, DbError> {
    let row =
        sqlx::query!("SELECT provider_id, state, reason FROM notifications.text_reports WHERE provider_id = $1", provider_id);
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.and_then(|row| Some(Report { id: row.provider_id, state: Delivery::parse(&row.state)?, reason: row.reason })))
}

/// What became of a text that was sent; none where there is no such text, or its end is known.
pub(super) async fn reported(tx: &mut Tx, report: &Report) -> Result<Option<Uuid>, DbError> {
    let now = tx.now();
    let id = sqlx::query_scalar!(
        "UPDATE notifications.texts SET state = $2, remark = left($3, 200), settled_at = $4
         WHERE provider_id = $1 AND state = 'sent' RETURNING id",
        report.id,
        report.state.as_str(),
        report.reason,
        now.to_sqlx() as _,
    );
    Ok(id.fetch_optional(tx.conn()).await?)
}

/// Nothing arrives at the number of a notice, unless it was confirmed since: then it is known by another text. Whose it is, once.
pub(super) async fn silence(tx: &mut Tx, text_id: Uuid, reason: &str) -> Result<Option<AccountId>, DbError> {
    let now = tx.now();
    let id = sqlx::query_scalar!(
        "UPDATE notifications.phones AS phone SET silent_since = $2, silent_reason = left($3, 100)
         FROM notifications.texts AS text
         WHERE text.id = $1 AND text.purpose = 'notice' AND phone.account_id = text.account_id
           AND phone.confirmed_at <= text.created_at AND phone.silent_since IS NULL
         RETURNING phone.account_id",
        text_id,
        now.to_sqlx() as _,
        reason,
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(AccountId::from_uuid))
}

/// Forgets texts and reports from before then.
pub(crate) async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM notifications.text_reports WHERE reported_at < $1", before.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    sqlx::query!("DELETE FROM notifications.texts WHERE created_at < $1", before.to_sqlx() as _).execute(tx.conn()).await?;
    Ok(())
}
