//! What does not agree, for the pages of the staff.

use jiff::{Timestamp, civil::Date};
use kernel::{Currency, Money};
use platform::DbError;
use serde::Serialize;
use sqlx::PgPool;

use super::{BreakId, BreakKind};
use crate::{ProviderName, attempt::AttemptId};

/// A difference that waits for a person.
#[derive(Debug, Clone, Serialize)]
pub struct BreakView {
    /// The break.
    pub id: BreakId,
    /// With whom.
    pub provider: ProviderName,
    /// How the two differ.
    pub kind: BreakKind,
    /// The attempt it is about, if one is known.
    pub attempt_id: Option<AttemptId>,
    /// The line it is about, if there is one.
    pub line_id: Option<String>,
    /// Settled less booked.
    pub difference: Money,
    /// Since when.
    pub opened_at: Timestamp,
}

/// The oldest first.
pub(super) async fn open_breaks(pool: &PgPool) -> Result<Vec<BreakView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, provider, kind, attempt_id, line_id, difference_minor, currency,
                opened_at AS \"opened_at: jiff_sqlx::Timestamp\"
         FROM payments.breaks WHERE closed_at IS NULL ORDER BY opened_at, id LIMIT 200"
    )
    .fetch_all(pool)
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        Some(BreakView {
            id: row.id.into(),
            provider: ProviderName::parse(&row.provider)?,
            kind: BreakKind::parse(&row.kind)?,
            attempt_id: row.attempt_id.map(AttemptId::from_uuid),
            line_id: row.line_id,
            difference: Money::new(row.difference_minor, Currency::parse(&row.currency)?),
            opened_at: row.opened_at.to_jiff(),
        })
    });
    Ok(rows.collect())
}

/// A day on which a clearing account does not come to zero.
#[derive(Debug, Clone, Serialize)]
pub struct ClearingView {
    /// With whom.
    pub provider: ProviderName,
    /// `clearing` for what comes in, `payout_clearing` for what goes out.
    pub clearing: String,
    /// The day on which we booked it, or the provider settled what we never booked; UTC.
    pub day: Date,
    /// What we booked.
    pub booked: Money,
    /// What the provider settled of it.
    pub settled: Money,
    /// What was closed by journals with a reason.
    pub closed: Money,
}

impl ClearingView {
    /// What is left: settled less booked less closed.
    pub const fn left_minor(&self) -> i64 {
        self.settled.amount_minor - self.booked.amount_minor - self.closed.amount_minor
    }
}

/// The newest day first; at most five hundred.
pub(super) async fn clearing(pool: &PgPool) -> Result<Vec<ClearingView>, DbError> {
    let rows = sqlx::query!(
        "WITH moved AS (
             SELECT a.provider, CASE a.kind WHEN 'collect' THEN 'clearing' ELSE 'payout_clearing' END AS clearing, a.currency,
                    coalesce(a.decided_at, a.created_at) AS at, a.booked_minor AS booked, 0::bigint AS settled, 0::bigint AS closed
             FROM payments.attempts a WHERE a.booked_minor > 0 AND a.provider <> 'agency'
             UNION ALL
             SELECT l.provider, CASE l.kind WHEN 'collect' THEN 'clearing' ELSE 'payout_clearing' END, l.currency,
                    coalesce(a.decided_at, l.settled_at), 0,
                    CASE l.kind WHEN 'return' THEN -l.amount_minor ELSE l.amount_minor END, 0
             FROM payments.statement_lines l LEFT JOIN payments.attempts a ON a.id = l.attempt_id
             UNION ALL
             SELECT b.provider, b.clearing, b.currency, coalesce(a.decided_at, l.settled_at, b.opened_at), 0, 0, b.difference_minor
             FROM payments.breaks b
             LEFT JOIN payments.attempts a ON a.id = b.attempt_id
             LEFT JOIN payments.statement_lines l ON (l.provider, l.line_id) = (b.provider, b.line_id)
             WHERE b.journal_id IS NOT NULL
         )
         SELECT provider AS \"provider!\", clearing AS \"clearing!\", currency AS \"currency!\",
                (at AT TIME ZONE 'UTC')::date AS \"day!: jiff_sqlx::Date\", sum(booked)::bigint AS \"booked!\",
                sum(settled)::bigint AS \"settled!\", sum(closed)::bigint AS \"closed!\"
         FROM moved GROUP BY 1, 2, 3, 4 HAVING sum(settled) - sum(booked) - sum(closed) <> 0
         ORDER BY 4 DESC, 1, 2, 3 LIMIT 500"
    )
    .fetch_all(pool)
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        let currency = Currency::parse(&row.currency)?;
        Some(ClearingView {
            provider: ProviderName::parse(&row.provider)?,
            clearing: row.clearing,
            day: row.day.to_jiff(),
            booked: Money::new(row.booked, currency),
            settled: Money::new(row.settled, currency),
            closed: Money::new(row.closed, currency),
        })
    });
    Ok(rows.collect())
}
