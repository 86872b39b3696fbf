//! The statements of posting. Accounts are locked in the order of their ids, always; journals are written after the locks.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    book::{Counters, Line, LockedAccount, Reservation},
    chart::{AccountKey, Bounds},
    journal::{Journal, JournalId, TransferRef},
};

/// A posted journal, as far as a replay needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) hash: [u8; 32],
    pub(crate) posted_at: Timestamp,
}

/// A journal that was applied, with what is stored of it.
#[derive(Debug)]
pub(crate) struct Applied<'j> {
    pub(crate) journal: &'j Journal,
    pub(crate) hash: [u8; 32],
    pub(crate) lines: Vec<Line>,
}

pub(crate) async fn find_accounts(conn: &mut PgConnection, keys: &[AccountKey]) -> Result<HashMap<AccountKey, i64>, DbError> {
    let (codes, owners, currencies) = columns(keys);
    let rows = sqlx::query!(
        "SELECT a.id,
                a.code,
                a.owner,
                a.currency
         FROM unnest($1::text[], $2::text[], $3::text[]) AS k (code, owner, currency)
         JOIN ledger.accounts a USING (code, owner, currency)",
        &codes as &[&str],
        &owners,
        &currencies as &[&str]
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((AccountKey::stored(&row.code, &row.owner, &row.currency)?, row.id))).collect())
}

/// Opens the accounts that do not exist, in the order of their keys, so that two who open the same never wait in a circle.
pub(crate) async fn open_accounts(conn: &mut PgConnection, keys: &[AccountKey], now: Timestamp) -> Result<(), DbError> {
    let mut keys = keys.to_vec();
    keys.sort();
    let (codes, owners, currencies) = columns(&keys);
    let bounds: Vec<Bounds> = keys.iter().map(|key| key.code.bounds()).collect();
    let floors: Vec<Option<i64>> = bounds.iter().map(|bounds| bounds.floor_minor).collect();
    let ceilings: Vec<Option<i64>> = bounds.iter().map(|bounds| bounds.ceiling_minor).collect();
    sqlx::query!(
        "INSERT INTO ledger.accounts (code, owner, currency, floor_minor, ceiling_minor, opened_at)
         SELECT k.code, k.owner, k.currency, k.floor_minor, k.ceiling_minor, $6
         FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
              WITH ORDINALITY AS k (code, owner, currency, floor_minor, ceiling_minor, place)
         ORDER BY k.place
         ON CONFLICT (code, owner, currency) DO NOTHING",
        &codes as &[&str],
        &owners,
        &currencies as &[&str],
        &floors as &[Option<i64>],
        &ceilings as &[Option<i64>],
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets what an account may not go beyond; its own constraints refuse what it is beyond already.
pub(crate) async fn set_bounds(conn: &mut PgConnection, key: &AccountKey, bounds: Bounds) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE ledger.accounts
         SET floor_minor = $4,
             ceiling_minor = $5
         WHERE code = $1 AND owner = $2 AND currency = $3",
        key.code.as_str(),
        key.owner.to_string(),
        key.currency.code(),
        bounds.floor_minor,
        bounds.ceiling_minor
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn columns(keys: &[AccountKey]) -> (Vec<&'static str>, Vec<String>, Vec<&'static str>) {
    let codes = keys.iter().map(|key| key.code.as_str()).collect();
    let owners = keys.iter().map(|key| key.owner.to_string()).collect();
    (codes, owners, keys.iter().map(|key| key.currency.code()).collect())
}

/// Held, shared, by everybody who posts until the transaction ends; a checkpoint takes it alone for an instant.
pub(crate) const POSTING_LOCK: i64 = 0x6c65_6467_6572;

/// Locks the accounts until the transaction ends. From here on nothing in it waits longer than five seconds for a lock.
pub(crate) async fn lock_accounts(conn: &mut PgConnection, ids: &[i64]) -> Result<Vec<LockedAccount>, DbError> {
    let rows = sqlx::query!(
        "WITH posting AS MATERIALIZED (SELECT set_config('lock_timeout', '5s', true), pg_advisory_xact_lock_shared($2))
         SELECT a.id,
                a.code,
                a.owner,
                a.currency,
                a.floor_minor,
                a.ceiling_minor,
                a.frozen,
                a.debits_posted,
                a.credits_posted,
                a.debits_pending,
                a.credits_pending
         FROM posting
         CROSS JOIN ledger.accounts a
         WHERE a.id = ANY ($1)
         ORDER BY a.id
         FOR NO KEY UPDATE OF a",
        ids,
        POSTING_LOCK
    )
    .fetch_all(conn)
    .await?;
    let accounts = rows.into_iter().filter_map(|row| {
        Some(LockedAccount {
            id: row.id,
            key: AccountKey::stored(&row.code, &row.owner, &row.currency)?,
            bounds: Bounds { floor_minor: row.floor_minor, ceiling_minor: row.ceiling_minor },
            frozen: row.frozen,
            counters: Counters {
                debits_posted: row.debits_posted,
                credits_posted: row.credits_posted,
                debits_pending: row.debits_pending,
                credits_pending: row.credits_pending,
            },
        })
    });
    Ok(accounts.collect())
}

/// Which of these journals were posted before. Asked under the locks of their accounts.
pub(crate) async fn find_journals(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<JournalId, Known>, DbError> {
    let rows =
        sqlx::query!("SELECT id, request_hash, created_at FROM ledger.journals WHERE id = ANY ($1)", ids).fetch_all(conn).await?;
    let known = rows.into_iter().filter_map(|row| {
        let known = Known { hash: row.request_hash.try_into().ok()?, posted_at: row.created_at.to_jiff() };
        Some((row.id.into(), known))
    });
    Ok(known.collect())
}

/// Reservations, and whether they are resolved as of now. Without locks on their accounts `resolved` may be out of date.
pub(crate) async fn find_reservations(
    conn: &mut PgConnection,
    refs: &[TransferRef],
) -> Result<HashMap<TransferRef, Reservation>, DbError> {
    let journals: Vec<Uuid> = refs.iter().map(|reference| reference.journal_id.as_uuid()).collect();
    let lines: Vec<i16> = refs.iter().map(|reference| reference.line).collect();
    let rows = sqlx::query!(
        r#"SELECT t.journal_id,
                  t.line,
                  t.debit_id,
                  t.credit_id,
                  t.currency,
                  t.amount_minor,
                  t.timeout_at,
                  EXISTS (SELECT FROM ledger.resolutions r
                          WHERE (r.pending_journal_id, r.pending_line) = (t.journal_id, t.line)) AS "resolved!"
           FROM unnest($1::uuid[], $2::smallint[]) AS k (journal_id, line)
           JOIN ledger.transfers t USING (journal_id, line)
           WHERE t.kind = 'pending'"#,
        &journals,
        &lines
    )
    .fetch_all(conn)
    .await?;
    let reservations = rows.into_iter().filter_map(|row| {
        let reservation = Reservation {
            debit_id: row.debit_id,
            credit_id: row.credit_id,
            currency: Currency::parse(&row.currency)?,
            amount_minor: row.amount_minor,
            timeout_at: row.timeout_at.map(jiff_sqlx::Timestamp::to_jiff),
            resolved: row.resolved,
        };
        Some((TransferRef { journal_id: row.journal_id.into(), line: row.line }, reservation))
    });
    Ok(reservations.collect())
}

mod at_once;
mod write;

pub(crate) use at_once::post_at_once;
pub(crate) use write::{insert_journals, resolve};
