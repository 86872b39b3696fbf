//! The rows of batches.

use jiff::{SignedDuration, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::{DbError, Tx};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{BatchId, TransferFormat};
use crate::{attempt::AttemptId, provider::Refusal};

/// How long a transfer is left to the bank before its silence is noted.
const SILENT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Two batches of one currency are made one after the other.
pub(super) async fn lock_queue(tx: &mut Tx, currency: Currency) -> Result<(), DbError> {
    let key = format!("bank/{}", currency.code());
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 4712))", key).execute(tx.conn()).await?;
    Ok(())
}

/// The currency of a batch, if it was made.
pub(super) async fn currency(conn: &mut PgConnection, id: BatchId) -> Result<Option<Currency>, DbError> {
    let code = sqlx::query_scalar!("SELECT currency FROM payments.bank_batches WHERE id = $1", id.as_uuid());
    Ok(code.fetch_optional(conn).await?.as_deref().and_then(Currency::parse))
}

/// A payout that waits.
pub(super) struct Waiting {
    pub(super) id: AttemptId,
    pub(super) amount: Money,
    pub(super) party_sealed: Vec<u8>,
}

/// The oldest payouts that wait in a currency, locked as everybody locks them: disbursements first, then their attempts.
pub(super) async fn lock_waiting(tx: &mut Tx, currency: Currency, most: i64) -> Result<Vec<Waiting>, DbError> {
    let disbursements: Vec<Uuid> = sqlx::query_scalar!(
        "SELECT a.disbursement_id AS \"id!\" FROM payments.attempts a
         WHERE a.provider = 'bank' AND a.state = 'created' AND a.currency = $1 ORDER BY a.created_at, a.id LIMIT $2",
        currency.code(),
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!("SELECT id FROM payments.disbursements WHERE id = ANY($1) ORDER BY id FOR UPDATE", &disbursements)
        .fetch_all(tx.conn())
        .await?;
    let rows = sqlx::query!(
        "SELECT id, amount_minor, party_sealed AS \"party_sealed!\" FROM payments.attempts
         WHERE disbursement_id = ANY($1) AND provider = 'bank' AND state = 'created' AND party_sealed IS NOT NULL
         ORDER BY created_at, id FOR UPDATE",
        &disbursements,
    )
    .fetch_all(tx.conn())
    .await?;
    let waiting = rows.into_iter().map(|row| Waiting {
        id: row.id.into(),
        amount: Money::new(row.amount_minor, currency),
        party_sealed: row.party_sealed,
    });
    Ok(waiting.collect())
}

/// A new batch.
pub(super) struct NewRow<'a> {
    pub(super) id: BatchId,
    pub(super) format: TransferFormat,
    pub(super) total: Money,
    pub(super) execution_on: Date,
    pub(super) sealed: &'a [u8],
    pub(super) sha256: &'a [u8],
}

pub(super) async fn insert(tx: &mut Tx, new: &NewRow<'_>, attempts: &[AttemptId]) -> Result<(), DbError> {
    let (now, by) = (tx.now(), tx.actor().account_id());
    let ids: Vec<Uuid> = attempts.iter().map(kernel::Id::as_uuid).collect();
    sqlx::query!(
        "INSERT INTO payments.bank_batches
             (id, currency, format, payouts, total_minor, execution_on, file_sealed, file_sha256, created_by, created_at)
         VALUES ($1, $2, $3, cardinality($4::uuid[]), $5, $6, $7, $8, $9, $10)",
        new.id.as_uuid(),
        new.total.currency.code(),
        new.format.as_str(),
        &ids,
        new.total.amount_minor,
        new.execution_on.to_sqlx() as _,
        new.sealed,
        new.sha256,
        by.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO payments.bank_batch_payouts (attempt_id, batch_id, position)
         SELECT id, $2, place FROM unnest($1::uuid[]) WITH ORDINALITY AS n (id, place)",
        &ids,
        new.id.as_uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// From here on the bank may pay them.
pub(super) async fn set_sent(tx: &mut Tx, attempts: &[AttemptId]) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<Uuid> = attempts.iter().map(kernel::Id::as_uuid).collect();
    sqlx::query!(
        "WITH sent AS (
             UPDATE payments.attempts SET state = 'sent', sent_at = $2, next_check_at = $3
             WHERE id = ANY($1) AND state = 'created' RETURNING id
         )
         INSERT INTO payments.attempt_events (attempt_id, state, source, at) SELECT id, 'sent', 'staff', $2 FROM sent ORDER BY id",
        &ids,
        now.to_sqlx() as _,
        (now + SILENT_FOR).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The file of a batch as it is kept.
pub(super) struct Kept {
    pub(super) currency: Currency,
    pub(super) format: TransferFormat,
    pub(super) sealed: Vec<u8>,
    pub(super) sha256: Vec<u8>,
}

pub(super) async fn file(conn: &mut PgConnection, id: BatchId) -> Result<Option<Kept>, DbError> {
    let row =
        sqlx::query!("SELECT currency, format, file_sealed, file_sha256 FROM payments.bank_batches WHERE id = $1", id.as_uuid())
            .fetch_optional(conn)
            .await?;
    Ok(row.and_then(|row| {
        let (currency, format) = (Currency::parse(&row.currency)?, TransferFormat::parse(&row.format)?);
        Some(Kept { currency, format, sealed: row.file_sealed, sha256: row.file_sha256 })
    }))
}

/// What statements say of a transfer.
pub(super) struct Seen {
    pub(super) is_settled: bool,
    pub(super) is_returned: bool,
}

pub(super) async fn seen(conn: &mut PgConnection, id: AttemptId) -> Result<Seen, DbError> {
    let row = sqlx::query!(
        "SELECT coalesce(bool_or(kind <> 'return'), false) AS \"is_settled!\", coalesce(bool_or(kind = 'return'), false) AS \"is_returned!\"
         FROM payments.statement_lines WHERE attempt_id = $1",
        id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(Seen { is_settled: row.is_settled, is_returned: row.is_returned })
}

/// What had arrived came back.
pub(super) async fn set_undone(tx: &mut Tx, id: AttemptId, refusal: &Refusal) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.attempts
         SET state = 'failed', booked_minor = 0, failure_code = $2, failure_detail = left($3, 200), advice = $4, decided_at = $5
         WHERE id = $1 AND state = 'charged'",
        id.as_uuid(),
        refusal.code,
        refusal.detail,
        refusal.advice.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
