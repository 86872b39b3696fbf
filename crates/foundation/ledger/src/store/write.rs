//! Writing a batch: all journals, all transfers and all counters by one statement.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Applied;
use crate::book::{Counters, Line, Resolution};

/// The columns of the journals of a batch.
#[derive(Default)]
pub(super) struct JournalColumns<'j> {
    pub(super) ids: Vec<Uuid>,
    pub(super) hashes: Vec<&'j [u8]>,
    pub(super) kinds: Vec<&'static str>,
    pub(super) cause_kinds: Vec<&'static str>,
    pub(super) cause_ids: Vec<Uuid>,
    pub(super) event_ats: Vec<jiff_sqlx::Timestamp>,
}

/// The columns of the transfers of a batch.
#[derive(Default)]
pub(super) struct TransferColumns {
    pub(super) journal_ids: Vec<Uuid>,
    pub(super) lines: Vec<i16>,
    pub(super) kinds: Vec<&'static str>,
    pub(super) debit_ids: Vec<i64>,
    pub(super) credit_ids: Vec<i64>,
    pub(super) currencies: Vec<&'static str>,
    pub(super) amounts: Vec<i64>,
    timeouts: Vec<Option<jiff_sqlx::Timestamp>>,
}

/// The columns of the accounts that changed.
#[derive(Default)]
struct AccountColumns {
    ids: Vec<i64>,
    debits_posted: Vec<i64>,
    credits_posted: Vec<i64>,
    debits_pending: Vec<i64>,
    credits_pending: Vec<i64>,
}

/// Writes the journals with their transfers, and the counters that their accounts have now.
pub(crate) async fn insert_journals(
    conn: &mut PgConnection,
    applied: &[Applied<'_>],
    counters: &[(i64, Counters)],
    now: Timestamp,
) -> Result<(), DbError> {
    let (j, t, a) = (journal_columns(applied), transfer_columns(applied), account_columns(counters));
    let done = sqlx::query!(
        "WITH new_journals AS (
             INSERT INTO ledger.journals (id, request_hash, kind, cause_kind, cause_id, event_at, created_at)
             SELECT id, request_hash, kind, cause_kind, cause_id, event_at, $7
             FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[])
                  WITH ORDINALITY AS n (id, request_hash, kind, cause_kind, cause_id, event_at, place)
             ORDER BY place
         ), new_transfers AS (
             INSERT INTO ledger.transfers (journal_id, line, kind, debit_id, credit_id, currency, amount_minor, timeout_at)
             SELECT journal_id, line, kind, debit_id, credit_id, currency, amount_minor, timeout_at
             FROM unnest($8::uuid[], $9::smallint[], $10::text[], $11::bigint[], $12::bigint[], $13::text[], $14::bigint[],
                         $15::timestamptz[])
                  AS n (journal_id, line, kind, debit_id, credit_id, currency, amount_minor, timeout_at)
         )
         UPDATE ledger.accounts a
         SET debits_posted = n.debits_posted,
             credits_posted = n.credits_posted,
             debits_pending = n.debits_pending,
             credits_pending = n.credits_pending
         FROM unnest($16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[])
              AS n (id, debits_posted, credits_posted, debits_pending, credits_pending)
         WHERE a.id = n.id",
        &j.ids,
        &j.hashes as &[&[u8]],
        &j.kinds as &[&str],
        &j.cause_kinds as &[&str],
        &j.cause_ids,
        &j.event_ats as &[jiff_sqlx::Timestamp],
        now.to_sqlx() as _,
        &t.journal_ids,
        &t.lines,
        &t.kinds as &[&str],
        &t.debit_ids,
        &t.credit_ids,
        &t.currencies as &[&str],
        &t.amounts,
        &t.timeouts as &[Option<jiff_sqlx::Timestamp>],
        &a.ids,
        &a.debits_posted,
        &a.credits_posted,
        &a.debits_pending,
        &a.credits_pending
    )
    .execute(conn)
    .await?;
    if usize::try_from(done.rows_affected()) == Ok(a.ids.len()) { Ok(()) } else { Err(sqlx::Error::RowNotFound.into()) }
}

pub(super) fn journal_columns<'j>(applied: &'j [Applied<'_>]) -> JournalColumns<'j> {
    let mut columns = JournalColumns::default();
    for Applied { journal, hash, .. } in applied {
        columns.ids.push(journal.id.as_uuid());
        columns.hashes.push(hash);
        columns.kinds.push(journal.kind.0);
        columns.cause_kinds.push(journal.cause.kind);
        columns.cause_ids.push(journal.cause.id);
        columns.event_ats.push(journal.event_at.to_sqlx());
    }
    columns
}

pub(super) fn transfer_columns(applied: &[Applied<'_>]) -> TransferColumns {
    let mut columns = TransferColumns::default();
    for Applied { journal, lines, .. } in applied {
        for (line, number) in lines.iter().zip(0_i16..) {
            columns.journal_ids.push(journal.id.as_uuid());
            columns.lines.push(number);
            columns.kinds.push(line.kind.as_str());
            columns.debit_ids.push(line.debit_id);
            columns.credit_ids.push(line.credit_id);
            columns.currencies.push(line.currency.code());
            columns.amounts.push(line.amount_minor);
            columns.timeouts.push(line.timeout_at.map(jiff_sqlx::ToSqlx::to_sqlx));
        }
    }
    columns
}

fn account_columns(counters: &[(i64, Counters)]) -> AccountColumns {
    let mut columns = AccountColumns::default();
    for (id, counters) in counters {
        columns.ids.push(*id);
        columns.debits_posted.push(counters.debits_posted);
        columns.credits_posted.push(counters.credits_posted);
        columns.debits_pending.push(counters.debits_pending);
        columns.credits_pending.push(counters.credits_pending);
    }
    columns
}

/// Writes what became of reservations, and which new ones run out when.
pub(crate) async fn resolve(conn: &mut PgConnection, applied: &[Applied<'_>]) -> Result<(), DbError> {
    let stored =
        || applied.iter().flat_map(|one| one.lines.iter().zip(0_i16..).map(|(line, number)| (one.journal.id, number, line)));
    let resolved: Vec<(Uuid, i16, Resolution)> =
        stored().filter_map(|(journal, number, line)| Some((journal.as_uuid(), number, line.resolves?))).collect();
    if !resolved.is_empty() {
        insert_resolutions(conn, &resolved).await?;
    }
    let limited: Vec<(Uuid, i16, Timestamp)> = stored()
        .filter_map(|(journal, number, line): (_, _, &Line)| Some((journal.as_uuid(), number, line.timeout_at?)))
        .collect();
    if limited.is_empty() { Ok(()) } else { insert_timeouts(conn, &limited).await }
}

async fn insert_resolutions(conn: &mut PgConnection, resolved: &[(Uuid, i16, Resolution)]) -> Result<(), DbError> {
    let column = |of: fn(&(Uuid, i16, Resolution)) -> Uuid| resolved.iter().map(of).collect::<Vec<_>>();
    let line = |of: fn(&(Uuid, i16, Resolution)) -> i16| resolved.iter().map(of).collect::<Vec<_>>();
    let amount = |of: fn(&(Uuid, i16, Resolution)) -> i64| resolved.iter().map(of).collect::<Vec<_>>();
    sqlx::query!(
        "WITH ended AS (
             DELETE FROM ledger.timeouts o
             USING unnest($1::uuid[], $2::smallint[]) AS n (journal_id, line)
             WHERE (o.pending_journal_id, o.pending_line) = (n.journal_id, n.line)
         )
         INSERT INTO ledger.resolutions (pending_journal_id, pending_line, journal_id, line, pending_minor, posted_minor)
         SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::smallint[], $5::bigint[], $6::bigint[])",
        &column(|one| one.2.pending.journal_id.as_uuid()),
        &line(|one| one.2.pending.line),
        &column(|one| one.0),
        &line(|one| one.1),
        &amount(|one| one.2.pending_minor),
        &amount(|one| one.2.posted_minor)
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_timeouts(conn: &mut PgConnection, limited: &[(Uuid, i16, Timestamp)]) -> Result<(), DbError> {
    let journals: Vec<Uuid> = limited.iter().map(|one| one.0).collect();
    let lines: Vec<i16> = limited.iter().map(|one| one.1).collect();
    let at: Vec<jiff_sqlx::Timestamp> = limited.iter().map(|one| one.2.to_sqlx()).collect();
    // One that was made and resolved in the same batch never runs out.
    sqlx::query!(
        "INSERT INTO ledger.timeouts (pending_journal_id, pending_line, timeout_at)
         SELECT n.journal_id, n.line, n.timeout_at
         FROM unnest($1::uuid[], $2::smallint[], $3::timestamptz[]) AS n (journal_id, line, timeout_at)
         WHERE NOT EXISTS (SELECT FROM ledger.resolutions r
                           WHERE (r.pending_journal_id, r.pending_line) = (n.journal_id, n.line))",
        &journals,
        &lines,
        &at as &[jiff_sqlx::Timestamp]
    )
    .execute(conn)
    .await?;
    Ok(())
}
