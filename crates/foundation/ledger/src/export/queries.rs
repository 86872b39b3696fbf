//! Reading the record from its beginning.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::Money;
use platform::DbError;
use sqlx::PgPool;

use super::{Exported, ExportedLine};
use crate::chart::AccountKey;

/// Every account, in the order of opening, and since when.
pub(super) async fn accounts(pool: &PgPool) -> Result<Vec<(AccountKey, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT code, owner, currency, opened_at AS \"opened_at: jiff_sqlx::Timestamp\" FROM ledger.accounts ORDER BY id"
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| Ok((key(&row.code, &row.owner, &row.currency)?, row.opened_at.to_jiff()))).collect()
}

/// The journals after this one with their lines, in the order of posting.
pub(super) async fn journals(pool: &PgPool, after: i64, limit: i64) -> Result<Vec<Exported>, DbError> {
    let rows = sqlx::query!(
        "SELECT j.seq, j.id, j.kind, j.cause_kind, j.cause_id, j.event_at AS \"event_at: jiff_sqlx::Timestamp\",
                j.created_at AS \"created_at: jiff_sqlx::Timestamp\", t.line, t.kind AS transfer_kind, t.amount_minor, t.currency,
                d.code AS debit_code, d.owner AS debit_owner, c.code AS credit_code, c.owner AS credit_owner,
                r.pending_journal_id AS \"pending_journal_id?\", r.pending_line AS \"pending_line?\"
         FROM (SELECT * FROM ledger.journals WHERE seq > $1 ORDER BY seq LIMIT $2) j
         JOIN ledger.transfers t ON t.journal_id = j.id
         JOIN ledger.accounts d ON d.id = t.debit_id
         JOIN ledger.accounts c ON c.id = t.credit_id
         LEFT JOIN ledger.resolutions r ON (r.journal_id, r.line) = (t.journal_id, t.line)
         ORDER BY j.seq, t.line",
        after,
        limit
    )
    .fetch_all(pool)
    .await?;
    let mut journals = BTreeMap::new();
    for row in rows {
        let (debit, credit) =
            (key(&row.debit_code, &row.debit_owner, &row.currency)?, key(&row.credit_code, &row.credit_owner, &row.currency)?);
        let journal = journals.entry(row.seq).or_insert_with(|| Exported {
            seq: row.seq,
            id: row.id,
            kind: row.kind,
            cause_kind: row.cause_kind,
            cause_id: row.cause_id,
            event_at: row.event_at.to_jiff(),
            posted_at: row.created_at.to_jiff(),
            lines: Vec::new(),
        });
        journal.lines.push(ExportedLine {
            line: row.line,
            kind: row.transfer_kind,
            amount: Money::new(row.amount_minor, debit.currency),
            debit,
            credit,
            resolves: row.pending_journal_id.zip(row.pending_line),
        });
    }
    Ok(journals.into_values().collect())
}

fn key(code: &str, owner: &str, currency: &str) -> Result<AccountKey, DbError> {
    let unknown = || sqlx::Error::Decode(format!("an account that the chart does not have: {code}").into());
    AccountKey::stored(code, owner, currency).ok_or_else(|| unknown().into())
}
