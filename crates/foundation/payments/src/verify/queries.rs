//! What should be on each account, from our own rows.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use ledger::{AccountCode, AccountKey, Invariant};
use platform::DbError;
use sqlx::PgConnection;

use super::Expected;

/// The most attempts named whose difference nobody explained.
const NAMED_MAX: i64 = 100;

/// Every account of a provider or an agent on which something should be, with what: what it was credited less what it was debited.
pub(super) async fn expected(conn: &mut PgConnection) -> Result<Vec<Expected>, DbError> {
    let rows = sqlx::query!(
        "WITH moved (code, owner, currency, minor) AS (
             -- A collection is debited when it is booked and credited when it is settled; what goes out the other way round.
             SELECT CASE a.kind WHEN 'collect' THEN 'clearing' ELSE 'payout_clearing' END, a.provider, a.currency,
                    CASE a.kind WHEN 'collect' THEN -a.booked_minor ELSE a.booked_minor END
             FROM payments.attempts a WHERE a.booked_minor > 0 AND a.provider <> 'agency'
             UNION ALL
             SELECT CASE l.kind WHEN 'collect' THEN 'clearing' ELSE 'payout_clearing' END, l.provider, l.currency,
                    CASE WHEN l.kind IN ('collect', 'return') THEN l.amount_minor ELSE -l.amount_minor END
             FROM payments.statement_lines l
             UNION ALL
             SELECT b.clearing, b.provider, b.currency,
                    CASE b.clearing WHEN 'clearing' THEN -b.difference_minor ELSE b.difference_minor END
             FROM payments.breaks b WHERE b.journal_id IS NOT NULL
             UNION ALL
             SELECT 'cash', l.provider, l.currency,
                    l.fee_minor + CASE WHEN l.kind IN ('collect', 'return') THEN -l.amount_minor ELSE l.amount_minor END
             FROM payments.statement_lines l
             UNION ALL
             SELECT 'provider_fees', l.provider, l.currency, -l.fee_minor FROM payments.statement_lines l
             UNION ALL
             SELECT 'cash', 'agency', d.currency, -d.amount_minor FROM payments.agent_deposits d
             UNION ALL
             SELECT 'agent_float', d.agent_id::text, d.currency, d.amount_minor FROM payments.agent_deposits d
             UNION ALL
             SELECT 'agent_float', v.agent_id::text, a.currency, -a.booked_minor
             FROM payments.vouchers v JOIN payments.attempts a ON a.id = v.attempt_id WHERE v.agent_id IS NOT NULL
         )
         SELECT code AS \"code!\", owner AS \"owner!\", currency AS \"currency!\", sum(minor)::bigint AS \"minor!\"
         FROM moved GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let code = AccountCode::parse(&row.code)?;
        let key = AccountKey::stored(&row.code, &row.owner, &row.currency)?;
        let invariant = if code.is_clearing() { Invariant::ClearingExplained } else { Invariant::CashAsSettled };
        Some(Expected { invariant, key, posted_minor: row.minor })
    });
    rows.collect::<Option<_>>().ok_or_else(|| sqlx::Error::Decode("an account in words that are not known".into()).into())
}

/// Attempts decided before this instant that do not come to zero and for which no break is open.
pub(super) async fn unexplained(conn: &mut PgConnection, before: Timestamp) -> Result<Vec<String>, DbError> {
    let rows = sqlx::query!(
        "SELECT a.id, a.provider, a.currency, (s.settled - a.booked_minor - c.closed)::bigint AS \"left!\"
         FROM payments.attempts a
         CROSS JOIN LATERAL (
             SELECT coalesce(sum(CASE l.kind WHEN 'return' THEN -l.amount_minor ELSE l.amount_minor END), 0) AS settled
             FROM payments.statement_lines l WHERE l.attempt_id = a.id) s
         CROSS JOIN LATERAL (
             SELECT coalesce(sum(b.difference_minor), 0) AS closed
             FROM payments.breaks b WHERE b.attempt_id = a.id AND b.journal_id IS NOT NULL) c
         WHERE a.provider <> 'agency' AND a.decided_at < $1 AND s.settled <> a.booked_minor + c.closed
           AND NOT EXISTS (SELECT FROM payments.breaks b WHERE b.attempt_id = a.id AND b.closed_at IS NULL)
         ORDER BY a.decided_at, a.id LIMIT $2",
        before.to_sqlx() as _,
        NAMED_MAX,
    )
    .fetch_all(conn)
    .await?;
    let named = rows.into_iter().filter_map(|row| {
        let left = kernel::Money::new(row.left, Currency::parse(&row.currency)?);
        let (amount, currency) = (left.to_decimal_string(), left.currency.code());
        Some(format!("attempt {} with {} differs by {amount} {currency} and no break is open", row.id, row.provider))
    });
    Ok(named.collect())
}
