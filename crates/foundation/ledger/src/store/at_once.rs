//! Posting a batch by one statement, without a transaction around it: nobody holds locks while a program and a database talk.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

use super::{
    Applied, POSTING_LOCK,
    write::{journal_columns, transfer_columns},
};

/// Posts plain journals, or does nothing and answers false: something of them is known, or is to be decided one by one.
pub(crate) async fn post_at_once(conn: &mut PgConnection, plain: &[Applied<'_>], now: Timestamp) -> Result<bool, DbError> {
    let (j, t) = (journal_columns(plain), transfer_columns(plain));
    let posted = sqlx::query_scalar!(
        r#"SELECT ledger.post_at_once($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS "posted!""#,
        POSTING_LOCK,
        &j.ids,
        &j.hashes as &[&[u8]],
        &j.kinds as &[&str],
        &j.cause_kinds as &[&str],
        &j.cause_ids,
        &j.event_ats as &[jiff_sqlx::Timestamp],
        now.to_sqlx() as _,
        &t.journal_ids,
        &t.lines,
        &t.debit_ids,
        &t.credit_ids,
        &t.currencies as &[&str],
        &t.amounts
    )
    .fetch_one(conn)
    .await?;
    Ok(posted)
}
