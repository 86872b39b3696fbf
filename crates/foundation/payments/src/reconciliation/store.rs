//! The rows of statements and breaks.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money};
use ledger::{AccountCode, JournalId};
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{
    BreakId, BreakKind, OpenBreak, clearing_of,
    model::Booked,
    statement::{Line, LineKind},
};
use crate::{
    ProviderName,
    attempt::{AttemptId, AttemptKind},
};

/// The attempt that a line names: by our reference, which some providers write without hyphens, or by theirs.
pub(super) async fn find_booked(pool: &PgPool, provider: ProviderName, line: &Line) -> Result<Option<Booked>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT a.id, a.kind, a.currency, a.booked_minor,
                EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id AND l.kind <> 'return') AS \"settled!\",
                EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id AND l.kind = 'return') AS \"returned!\"
         FROM payments.attempts a
         WHERE a.provider = $1 AND (a.id = $2 OR a.provider_ref = $3)
         ORDER BY a.id = $2 DESC, a.id LIMIT 1",
        provider.as_str(),
        line.ours(),
        line.provider_ref,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(Row::booked))
}

/// The same, locked: what is booked of it does not change until the transaction ends.
pub(super) async fn lock_booked(tx: &mut Tx, provider: ProviderName, line: &Line) -> Result<Option<Booked>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT a.id, a.kind, a.currency, a.booked_minor,
                EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id AND l.kind <> 'return') AS \"settled!\",
                EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id AND l.kind = 'return') AS \"returned!\"
         FROM payments.attempts a
         WHERE a.provider = $1 AND (a.id = $2 OR a.provider_ref = $3)
         ORDER BY a.id = $2 DESC, a.id LIMIT 1
         FOR UPDATE OF a",
        provider.as_str(),
        line.ours(),
        line.provider_ref,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(Row::booked))
}

struct Row {
    id: Uuid,
    kind: String,
    currency: String,
    booked_minor: i64,
    settled: bool,
    returned: bool,
}

impl Row {
    fn booked(self) -> Option<Booked> {
        Some(Booked {
            id: self.id.into(),
            kind: AttemptKind::parse(&self.kind)?,
            currency: Currency::parse(&self.currency)?,
            booked_minor: self.booked_minor,
            settled: self.settled,
            returned: self.returned,
        })
    }
}

/// Two imports of one line wait for each other.
pub(super) async fn lock_line(tx: &mut Tx, provider: ProviderName, line_id: &str) -> Result<(), DbError> {
    let key = format!("{}/{line_id}", provider.as_str());
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 4711))", key).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn find_line(conn: &mut PgConnection, provider: ProviderName, line_id: &str) -> Result<Option<Line>, DbError> {
    let row = sqlx::query!(
        "SELECT settled_at AS \"settled_at: jiff_sqlx::Timestamp\", kind, provider_ref, merchant_ref, amount_minor, fee_minor,
                currency
         FROM payments.statement_lines WHERE provider = $1 AND line_id = $2",
        provider.as_str(),
        line_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        let currency = Currency::parse(&row.currency)?;
        Some(Line {
            line_id: line_id.to_owned(),
            settled_at: row.settled_at.to_jiff(),
            kind: LineKind::parse(&row.kind)?,
            provider_ref: row.provider_ref,
            merchant_ref: row.merchant_ref,
            amount: Money::new(row.amount_minor, currency),
            fee: Money::new(row.fee_minor, currency),
            detail: String::new(),
        })
    }))
}

pub(super) async fn insert_line(
    tx: &mut Tx,
    provider: ProviderName,
    line: &Line,
    attempt_id: Option<AttemptId>,
    journal_id: JournalId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.statement_lines
             (provider, line_id, settled_at, kind, provider_ref, merchant_ref, amount_minor, fee_minor, currency, attempt_id,
              journal_id, imported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        provider.as_str(),
        line.line_id,
        line.settled_at.to_sqlx() as _,
        line.kind.as_str(),
        line.provider_ref,
        line.merchant_ref,
        line.amount.amount_minor,
        line.fee.amount_minor,
        line.amount.currency.code(),
        attempt_id.map(|id| id.as_uuid()),
        journal_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn is_settled(conn: &mut PgConnection, attempt_id: AttemptId) -> Result<bool, DbError> {
    let settled = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM payments.statement_lines WHERE attempt_id = $1) AS \"settled!\"",
        attempt_id.as_uuid()
    );
    Ok(settled.fetch_one(conn).await?)
}

/// What of an attempt does not come to zero: settled less booked less what was closed by journals.
pub(super) async fn left(conn: &mut PgConnection, attempt_id: AttemptId) -> Result<i64, DbError> {
    let left = sqlx::query_scalar!(
        "SELECT (coalesce((SELECT sum(CASE l.kind WHEN 'return' THEN -l.amount_minor ELSE l.amount_minor END)
                           FROM payments.statement_lines l WHERE l.attempt_id = a.id), 0)
                 - a.booked_minor
                 - coalesce((SELECT sum(b.difference_minor) FROM payments.breaks b
                             WHERE b.attempt_id = a.id AND b.journal_id IS NOT NULL), 0))::bigint AS \"left!\"
         FROM payments.attempts a WHERE a.id = $1",
        attempt_id.as_uuid()
    );
    Ok(left.fetch_one(conn).await?)
}

/// What was missing at the provider came: whatever else is wrong with it is another break.
pub(super) async fn close_missing(tx: &mut Tx, attempt_id: AttemptId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.breaks SET closed_at = $2
         WHERE attempt_id = $1 AND kind = 'missing_at_provider' AND closed_at IS NULL",
        attempt_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The breaks of an attempt explain themselves.
pub(super) async fn close_explained(tx: &mut Tx, attempt_id: AttemptId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.breaks SET closed_at = $2 WHERE attempt_id = $1 AND closed_at IS NULL",
        attempt_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A break with what is left of it now: its attempt may have been decided since.
pub(super) async fn as_it_is(conn: &mut PgConnection, mut open: OpenBreak) -> Result<OpenBreak, DbError> {
    if let Some(attempt_id) = open.attempt_id {
        sqlx::query!("SELECT id FROM payments.attempts WHERE id = $1 FOR UPDATE", attempt_id.as_uuid())
            .fetch_one(&mut *conn)
            .await?;
        open.difference.amount_minor = left(conn, attempt_id).await?;
    }
    Ok(open)
}

pub(super) async fn open(
    tx: &mut Tx,
    provider: ProviderName,
    line: &Line,
    attempt_id: Option<AttemptId>,
    (kind, difference_minor): (BreakKind, i64),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.breaks
             (id, provider, kind, attempt_id, line_id, clearing, difference_minor, currency, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Uuid::now_v7(),
        provider.as_str(),
        kind.as_str(),
        attempt_id.map(|id| id.as_uuid()),
        line.line_id,
        clearing_of(line.kind).as_str(),
        difference_minor,
        line.amount.currency.code(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Opens a break for every attempt that was booked before this instant and never settled; how many.
pub(super) async fn open_missing(tx: &mut Tx, provider: ProviderName, before: Timestamp) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO payments.breaks (id, provider, kind, attempt_id, clearing, difference_minor, currency, opened_at)
         SELECT gen_random_uuid(), a.provider, 'missing_at_provider', a.id,
                CASE a.kind WHEN 'collect' THEN 'clearing' ELSE 'payout_clearing' END, -a.booked_minor, a.currency, $3
         FROM payments.attempts a
         WHERE a.provider = $1 AND a.booked_minor > 0 AND a.decided_at < $2
           AND NOT EXISTS (SELECT FROM payments.statement_lines l WHERE l.attempt_id = a.id)
         ON CONFLICT DO NOTHING",
        provider.as_str(),
        before.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn lock_break(conn: &mut PgConnection, id: BreakId) -> Result<Option<OpenBreak>, DbError> {
    let row = sqlx::query!(
        "SELECT attempt_id, provider, clearing, difference_minor, currency, closed_at IS NOT NULL AS \"closed!\"
         FROM payments.breaks WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        Some(OpenBreak {
            attempt_id: row.attempt_id.map(AttemptId::from_uuid),
            provider: ProviderName::parse(&row.provider)?,
            clearing: AccountCode::parse(&row.clearing)?,
            difference: Money::new(row.difference_minor, Currency::parse(&row.currency)?),
            closed: row.closed,
        })
    }))
}

/// How a break was closed.
pub(super) struct ClosedBy<'a> {
    /// None when nothing was left.
    pub(super) journal_id: Option<JournalId>,
    pub(super) reason: &'a str,
    pub(super) account_id: Option<AccountId>,
}

/// Closes it by so much, which is what its journal moved.
pub(super) async fn close(tx: &mut Tx, id: BreakId, by: &ClosedBy<'_>, closed: Money) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.breaks
         SET closed_at = $2, journal_id = $3, reason = $4, closed_by = $5,
             difference_minor = CASE WHEN $6::bigint = 0 THEN difference_minor ELSE $6 END
         WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        by.journal_id.map(|id| id.as_uuid()),
        by.reason,
        by.account_id.map(|id| id.as_uuid()),
        closed.amount_minor,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
