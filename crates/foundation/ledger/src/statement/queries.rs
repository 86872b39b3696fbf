//! Reading the lines of one account.

use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{LineState, StatementLine};
use crate::{
    AccountCode, AccountKey,
    journal::{JournalId, TransferRef},
};

pub(super) async fn find_account(pool: &PgPool, key: &AccountKey) -> Result<Option<i64>, DbError> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM ledger.accounts WHERE code = $1 AND owner = $2 AND currency = $3",
        key.code.as_str(),
        key.owner.to_string(),
        key.currency.code()
    )
    .fetch_optional(pool)
    .await?;
    Ok(id)
}

/// The newest first, by the ids of the journals, which are made in the order of time. Each side is read from its own index.
pub(super) async fn list_lines(
    pool: &PgPool,
    account_id: i64,
    after: Option<(JournalId, i16)>,
    limit: i64,
) -> Result<Vec<StatementLine>, DbError> {
    let (journal_id, line) = after.map_or((Uuid::max(), i16::MAX), |(id, line)| (id.as_uuid(), line));
    let rows = sqlx::query!(
        r#"WITH own AS (
               (SELECT journal_id, line, credit_id AS other_id, -amount_minor AS amount_minor
                FROM ledger.transfers
                WHERE debit_id = $1 AND (journal_id, line) < ($2, $3)
                ORDER BY journal_id DESC, line DESC
                LIMIT $4)
               UNION ALL
               (SELECT journal_id, line, debit_id, amount_minor
                FROM ledger.transfers
                WHERE credit_id = $1 AND (journal_id, line) < ($2, $3)
                ORDER BY journal_id DESC, line DESC
                LIMIT $4)
           )
           SELECT own.journal_id AS "journal_id!",
                  own.line AS "line!",
                  own.amount_minor AS "amount_minor!",
                  t.kind AS transfer_kind,
                  t.currency,
                  a.code AS other,
                  j.kind,
                  j.cause_kind,
                  j.cause_id,
                  j.event_at,
                  j.created_at,
                  EXISTS (SELECT FROM ledger.resolutions r
                          WHERE (r.pending_journal_id, r.pending_line) = (own.journal_id, own.line)) AS "resolved!"
           FROM own
           JOIN ledger.transfers t ON (t.journal_id, t.line) = (own.journal_id, own.line)
           JOIN ledger.accounts a ON a.id = own.other_id
           JOIN ledger.journals j ON j.id = own.journal_id
           ORDER BY own.journal_id DESC, own.line DESC
           LIMIT $4"#,
        account_id,
        journal_id,
        line,
        limit
    )
    .fetch_all(pool)
    .await?;
    let lines = rows.into_iter().filter_map(|row| {
        Some(StatementLine {
            transfer: TransferRef { journal_id: row.journal_id.into(), line: row.line },
            state: state(&row.transfer_kind, row.resolved),
            kind: row.kind,
            cause_kind: row.cause_kind,
            cause_id: row.cause_id,
            other: AccountCode::parse(&row.other)?,
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            event_at: row.event_at.to_jiff(),
            posted_at: row.created_at.to_jiff(),
        })
    });
    Ok(lines.collect())
}

fn state(kind: &str, resolved: bool) -> LineState {
    match kind {
        "pending" if resolved => LineState::Resolved,
        "pending" => LineState::Reserved,
        "void" => LineState::Released,
        _ => LineState::Posted,
    }
}
