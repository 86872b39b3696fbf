//! The questions of a verification. Each answers with the breaks alone.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

use super::FINDINGS_MAX;

pub(super) async fn count(conn: &mut PgConnection) -> Result<(i64, i64), DbError> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM ledger.journals) AS "journals!",
                  (SELECT count(*) FROM ledger.transfers) AS "transfers!""#
    )
    .fetch_one(conn)
    .await?;
    Ok((row.journals, row.transfers))
}

pub(super) async fn unbalanced(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT concat(currency, ': posted ', sum(debits_posted), ' debited, ', sum(credits_posted), ' credited; pending ',
                         sum(debits_pending), ' and ', sum(credits_pending)) AS "what!"
           FROM ledger.accounts
           GROUP BY currency
           HAVING sum(debits_posted) <> sum(credits_posted) OR sum(debits_pending) <> sum(credits_pending)
           ORDER BY currency"#
    )
    .fetch_all(conn)
    .await?;
    Ok(found)
}

pub(super) async fn wrong_counters(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let found = sqlx::query_scalar!(
        r#"WITH ends AS (
               SELECT t.*, r.pending_journal_id IS NULL AS is_open
               FROM ledger.transfers t
               LEFT JOIN ledger.resolutions r ON (r.pending_journal_id, r.pending_line) = (t.journal_id, t.line)
           ), moved AS (
               SELECT debit_id AS id,
                      CASE WHEN kind IN ('single', 'post') THEN amount_minor ELSE 0 END AS debits_posted,
                      0 AS credits_posted,
                      CASE WHEN kind = 'pending' AND is_open THEN amount_minor ELSE 0 END AS debits_pending,
                      0 AS credits_pending
               FROM ends
               UNION ALL
               SELECT credit_id,
                      0,
                      CASE WHEN kind IN ('single', 'post') THEN amount_minor ELSE 0 END,
                      0,
                      CASE WHEN kind = 'pending' AND is_open THEN amount_minor ELSE 0 END
               FROM ends
           ), sums AS (
               SELECT id,
                      sum(debits_posted) AS debits_posted,
                      sum(credits_posted) AS credits_posted,
                      sum(debits_pending) AS debits_pending,
                      sum(credits_pending) AS credits_pending
               FROM moved
               GROUP BY id
           )
           SELECT concat(a.code, ':', a.owner, ':', a.currency, ' says ', a.debits_posted, '/', a.credits_posted, '/',
                         a.debits_pending, '/', a.credits_pending, '; its transfers say ', coalesce(s.debits_posted, 0), '/',
                         coalesce(s.credits_posted, 0), '/', coalesce(s.debits_pending, 0), '/',
                         coalesce(s.credits_pending, 0)) AS "what!"
           FROM ledger.accounts a
           LEFT JOIN sums s USING (id)
           WHERE (a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending)
                 IS DISTINCT FROM (coalesce(s.debits_posted, 0), coalesce(s.credits_posted, 0), coalesce(s.debits_pending, 0),
                                   coalesce(s.credits_pending, 0))
           ORDER BY a.id
           LIMIT $1"#,
        FINDINGS_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(found)
}

pub(super) async fn beyond_bounds(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT concat(code, ':', owner, ':', currency, ' has ', credits_posted::numeric - debits_posted, ', floor ', floor_minor,
                         ', ceiling ', ceiling_minor) AS "what!"
           FROM ledger.accounts
           WHERE credits_posted::numeric - debits_posted - debits_pending < floor_minor
              OR credits_posted::numeric + credits_pending - debits_posted > ceiling_minor
           ORDER BY id
           LIMIT $1"#,
        FINDINGS_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(found)
}

pub(super) async fn badly_resolved(conn: &mut PgConnection, before: Timestamp) -> Result<Vec<String>, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT concat('transfer ', t.journal_id, '/', t.line, ' (', t.kind, ') ', why.what) AS "what!"
           FROM ledger.transfers t
           LEFT JOIN ledger.resolutions ended ON (ended.pending_journal_id, ended.pending_line) = (t.journal_id, t.line)
           LEFT JOIN ledger.resolutions ends ON (ends.journal_id, ends.line) = (t.journal_id, t.line)
           LEFT JOIN ledger.transfers reserved
                  ON (reserved.journal_id, reserved.line) = (ends.pending_journal_id, ends.pending_line)
           CROSS JOIN LATERAL (VALUES
               (ended.journal_id IS NOT NULL AND t.kind <> 'pending', 'was resolved and is no reservation'),
               (ended.journal_id IS NOT NULL AND ended.pending_minor <> t.amount_minor, 'was resolved as another amount'),
               (t.kind IN ('post', 'void') AND reserved.journal_id IS NULL, 'resolves nothing'),
               (t.kind NOT IN ('post', 'void') AND ends.journal_id IS NOT NULL, 'resolves and is neither post nor void'),
               ((t.debit_id, t.credit_id, t.currency) <> (reserved.debit_id, reserved.credit_id, reserved.currency),
                'resolves between other accounts'),
               (t.kind = 'post' AND (t.amount_minor > reserved.amount_minor OR t.amount_minor <> ends.posted_minor),
                'posts other than was reserved'),
               (t.kind = 'void' AND (ends.posted_minor <> 0 OR t.amount_minor <> reserved.amount_minor),
                'voids other than was reserved'),
               (t.kind = 'pending' AND ended.journal_id IS NULL AND t.timeout_at < $1, 'is open past its time'),
               ((t.kind = 'pending' AND ended.journal_id IS NULL AND t.timeout_at IS NOT NULL) <> EXISTS (
                    SELECT FROM ledger.timeouts o
                    WHERE (o.pending_journal_id, o.pending_line, o.timeout_at) = (t.journal_id, t.line, t.timeout_at)),
                'runs out at another time or never')
           ) AS why (breaks, what)
           WHERE why.breaks
           UNION ALL
           SELECT concat('transfer ', r.pending_journal_id, '/', r.pending_line, ' was resolved by one that is not there')
           FROM ledger.resolutions r
           WHERE NOT EXISTS (SELECT FROM ledger.transfers t WHERE (t.journal_id, t.line) = (r.journal_id, r.line))
           ORDER BY 1
           LIMIT $2"#,
        before.to_sqlx() as _,
        FINDINGS_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(found)
}

pub(super) async fn broken_journals(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT concat('journal ', j.id, ' has ', count(t.line), ' transfers up to line ', max(t.line)) AS "what!"
           FROM ledger.journals j
           FULL JOIN ledger.transfers t ON t.journal_id = j.id
           GROUP BY j.id
           HAVING j.id IS NULL OR count(t.line) = 0 OR max(t.line) <> count(t.line) - 1
           ORDER BY j.id
           LIMIT $1"#,
        FINDINGS_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(found)
}

pub(super) async fn mixed_currencies(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT concat('transfer ', t.journal_id, '/', t.line, ' of ', t.currency, ' from ', d.currency, ' to ', c.currency) AS "what!"
           FROM ledger.transfers t
           LEFT JOIN ledger.accounts d ON d.id = t.debit_id
           LEFT JOIN ledger.accounts c ON c.id = t.credit_id
           WHERE d.currency IS DISTINCT FROM t.currency OR c.currency IS DISTINCT FROM t.currency
           ORDER BY t.journal_id, t.line
           LIMIT $1"#,
        FINDINGS_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(found)
}
