//! Reading checkpoints, and the rows that they cover.

use futures::stream::BoxStream;
use jiff::Timestamp;
use platform::DbError;
use sqlx::PgPool;

/// A stored checkpoint; the default stands before the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) seq: i64,
    pub(crate) upto_seq: i64,
    pub(crate) journals: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) created_at: Timestamp,
}

impl Default for Sealed {
    fn default() -> Self {
        Self { seq: 0, upto_seq: 0, journals: 0, hash: vec![0; 32], created_at: Timestamp::UNIX_EPOCH }
    }
}

pub(crate) async fn find_last(pool: &PgPool) -> Result<Option<Sealed>, DbError> {
    let row = sqlx::query!("SELECT seq, upto_seq, journals, hash, created_at FROM ledger.checkpoints ORDER BY seq DESC LIMIT 1")
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|row| Sealed {
        seq: row.seq,
        upto_seq: row.upto_seq,
        journals: row.journals,
        hash: row.hash,
        created_at: row.created_at.to_jiff(),
    }))
}

/// The checkpoints after this one, in order.
pub(crate) async fn list(pool: &PgPool, after: i64, limit: i64) -> Result<Vec<Sealed>, DbError> {
    let rows = sqlx::query!(
        "SELECT seq, upto_seq, journals, hash, created_at FROM ledger.checkpoints WHERE seq > $1 ORDER BY seq LIMIT $2",
        after,
        limit
    )
    .fetch_all(pool)
    .await?;
    let sealed = rows.into_iter().map(|row| Sealed {
        seq: row.seq,
        upto_seq: row.upto_seq,
        journals: row.journals,
        hash: row.hash,
        created_at: row.created_at.to_jiff(),
    });
    Ok(sealed.collect())
}

/// A transfer with its journal as one text, in the order of posting.
#[derive(Debug)]
pub(crate) struct CoveredRow {
    pub(crate) line: Option<i16>,
    pub(crate) content: String,
}

/// Everything that was posted after one journal and up to another.
pub(crate) fn stream_rows(pool: &PgPool, after_seq: i64, upto_seq: i64) -> BoxStream<'_, Result<CoveredRow, sqlx::Error>> {
    sqlx::query_as!(
        CoveredRow,
        r#"SELECT t.line AS "line?",
                  concat_ws('|', j.seq, j.id, encode(j.request_hash, 'hex'), j.kind, j.cause_kind, j.cause_id,
                            (extract(epoch FROM j.event_at) * 1000000)::bigint,
                            (extract(epoch FROM j.created_at) * 1000000)::bigint,
                            coalesce(t.line::text, '-'), coalesce(t.kind, '-'), coalesce(d.code, '-'), coalesce(d.owner, '-'),
                            coalesce(c.code, '-'), coalesce(c.owner, '-'), coalesce(t.currency, '-'),
                            coalesce(t.amount_minor::text, '-'),
                            coalesce((extract(epoch FROM t.timeout_at) * 1000000)::bigint::text, '-'),
                            coalesce(r.pending_journal_id::text, '-'), coalesce(r.pending_line::text, '-'),
                            coalesce(r.posted_minor::text, '-')) AS "content!"
           FROM ledger.journals j
           LEFT JOIN ledger.transfers t ON t.journal_id = j.id
           LEFT JOIN ledger.accounts d ON d.id = t.debit_id
           LEFT JOIN ledger.accounts c ON c.id = t.credit_id
           LEFT JOIN ledger.resolutions r ON r.journal_id = t.journal_id AND r.line = t.line
           WHERE j.seq > $1 AND j.seq <= $2
           ORDER BY j.seq, t.line"#,
        after_seq,
        upto_seq
    )
    .fetch(pool)
}
