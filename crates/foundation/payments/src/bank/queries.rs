//! Reading the queue and the batches.

use jiff::Timestamp;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{BatchId, BatchView, QueueView, TransferFormat};
use crate::attempt::{AttemptId, AttemptState};

pub(super) async fn queue(pool: &PgPool) -> Result<Vec<QueueView>, DbError> {
    let rows = sqlx::query!(
        "SELECT currency, count(*) AS \"payouts!\", sum(amount_minor)::bigint AS \"total!\",
                min(created_at) AS \"oldest!: jiff_sqlx::Timestamp\"
         FROM payments.attempts WHERE provider = 'bank' AND state = 'created' GROUP BY currency ORDER BY currency LIMIT 10"
    )
    .fetch_all(pool)
    .await?;
    let views = rows.into_iter().filter_map(|row| {
        let total = Money::new(row.total, Currency::parse(&row.currency)?);
        Some(QueueView { payouts: row.payouts, total, oldest_at: row.oldest.to_jiff(), is_payable: false })
    });
    Ok(views.collect())
}

struct BatchRow {
    id: Uuid,
    currency: String,
    format: String,
    payouts: i32,
    total_minor: i64,
    execution_on: jiff_sqlx::Date,
    created_at: jiff_sqlx::Timestamp,
    open: i64,
    failed: i64,
}

impl BatchRow {
    fn view(self) -> Option<BatchView> {
        Some(BatchView {
            id: self.id.into(),
            format: TransferFormat::parse(&self.format)?,
            payouts: self.payouts.into(),
            total: Money::new(self.total_minor, Currency::parse(&self.currency)?),
            execution_on: self.execution_on.to_jiff(),
            created_at: self.created_at.to_jiff(),
            open: self.open,
            failed: self.failed,
        })
    }
}

pub(super) async fn batches(pool: &PgPool) -> Result<Vec<BatchView>, DbError> {
    let rows = sqlx::query_as!(
        BatchRow,
        "SELECT b.id, b.currency, b.format, b.payouts, b.total_minor, b.execution_on AS \"execution_on: _\",
                b.created_at AS \"created_at: _\",
                count(*) FILTER (WHERE a.state NOT IN ('charged', 'failed')) AS \"open!\",
                count(*) FILTER (WHERE a.state = 'failed') AS \"failed!\"
         FROM (SELECT * FROM payments.bank_batches ORDER BY created_at DESC, id DESC LIMIT 100) b
         JOIN payments.bank_batch_payouts p ON p.batch_id = b.id JOIN payments.attempts a ON a.id = p.attempt_id
         GROUP BY b.id, b.currency, b.format, b.payouts, b.total_minor, b.execution_on, b.created_at
         ORDER BY b.created_at DESC, b.id DESC LIMIT 100"
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().filter_map(BatchRow::view).collect())
}

pub(super) async fn find(pool: &PgPool, id: BatchId) -> Result<Option<BatchView>, DbError> {
    let row = sqlx::query_as!(
        BatchRow,
        "SELECT b.id, b.currency, b.format, b.payouts, b.total_minor, b.execution_on AS \"execution_on: _\",
                b.created_at AS \"created_at: _\",
                count(*) FILTER (WHERE a.state NOT IN ('charged', 'failed')) AS \"open!\",
                count(*) FILTER (WHERE a.state = 'failed') AS \"failed!\"
         FROM payments.bank_batches b
         JOIN payments.bank_batch_payouts p ON p.batch_id = b.id JOIN payments.attempts a ON a.id = p.attempt_id
         WHERE b.id = $1 GROUP BY b.id",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(BatchRow::view))
}

/// A transfer as it is stored.
pub(super) struct TransferRow {
    pub(super) id: AttemptId,
    pub(super) state: AttemptState,
    pub(super) amount: Money,
    pub(super) party_sealed: Option<Vec<u8>>,
    pub(super) created_at: Timestamp,
    pub(super) received_minor: Option<i64>,
    pub(super) failure_detail: Option<String>,
    pub(super) is_settled: bool,
    pub(super) is_returned: bool,
}

struct Row {
    id: Uuid,
    state: String,
    amount_minor: i64,
    currency: String,
    party_sealed: Option<Vec<u8>>,
    created_at: jiff_sqlx::Timestamp,
    received_minor: Option<i64>,
    failure_detail: Option<String>,
    is_settled: bool,
    is_returned: bool,
}

impl Row {
    fn transfer(self) -> Option<TransferRow> {
        Some(TransferRow {
            id: self.id.into(),
            state: AttemptState::parse(&self.state)?,
            amount: Money::new(self.amount_minor, Currency::parse(&self.currency)?),
            party_sealed: self.party_sealed,
            created_at: self.created_at.to_jiff(),
            received_minor: self.received_minor,
            failure_detail: self.failure_detail,
            is_settled: self.is_settled,
            is_returned: self.is_returned,
        })
    }
}

/// What waits for a batch, the oldest first.
pub(super) async fn waiting(pool: &PgPool) -> Result<Vec<TransferRow>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT a.id, a.state, a.amount_minor, a.currency, a.party_sealed, a.created_at AS \"created_at: _\", a.received_minor,
                a.failure_detail, false AS \"is_settled!\", false AS \"is_returned!\"
         FROM payments.attempts a WHERE a.provider = 'bank' AND a.state = 'created' ORDER BY a.created_at, a.id LIMIT 200"
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().filter_map(Row::transfer).collect())
}

/// What is in a batch, in the order of its file.
pub(super) async fn transfers(pool: &PgPool, id: BatchId) -> Result<Vec<TransferRow>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT a.id, a.state, a.amount_minor, a.currency, a.party_sealed, a.created_at AS \"created_at: _\", a.received_minor,
                a.failure_detail,
                EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id AND l.kind <> 'return') AS \"is_settled!\",
                EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id AND l.kind = 'return') AS \"is_returned!\"
         FROM payments.bank_batch_payouts p JOIN payments.attempts a ON a.id = p.attempt_id
         WHERE p.batch_id = $1 ORDER BY p.position LIMIT 1000",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().filter_map(Row::transfer).collect())
}
