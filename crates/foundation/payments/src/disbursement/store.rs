//! The rows of disbursements.

use contracts::payments::{DisbursementId, IntentId, Purpose};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey};
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};

use super::{Destination, Disbursement, DisbursementKind, DisbursementState, NewDisbursement};
use crate::{Rail, attempt::AttemptId};

pub(super) async fn insert(tx: &mut Tx, new: &NewDisbursement, party_sealed: Option<&[u8]>, tries: i16) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.disbursements
             (id, kind, purpose_kind, purpose_id, amount_minor, currency, debit_code, debit_owner, collected_by, rail, country,
              party_sealed, state, attempts_left, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'processing', $13, $14, $14)",
        new.id.as_uuid(),
        new.kind.as_str(),
        new.purpose.kind,
        new.purpose.id,
        new.amount.amount_minor,
        new.amount.currency.code(),
        new.debit.code().as_str(),
        new.debit.owner_id(),
        new.collected_by.map(|id| id.as_uuid()),
        new.destination.rail.as_str(),
        new.destination.country,
        party_sealed,
        tries,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The disbursement, locked until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection, id: DisbursementId) -> Result<Disbursement, DbError> {
    let row = sqlx::query!(
        "SELECT id, kind, purpose_kind, purpose_id, amount_minor, currency, debit_code, debit_owner, collected_by, rail, country,
                party_sealed, state, attempts_left, claimed_at IS NOT NULL AS \"is_claimed!\",
                coalesce(claimed_at, created_at) AS \"since!: jiff_sqlx::Timestamp\"
         FROM payments.disbursements WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    let read = || {
        let currency = Currency::parse(&row.currency)?;
        Some(Disbursement {
            id: row.id.into(),
            kind: DisbursementKind::parse(&row.kind)?,
            purpose: Purpose { kind: row.purpose_kind, id: row.purpose_id },
            amount: Money::new(row.amount_minor, currency),
            debit: AccountKey::of(AccountCode::parse(&row.debit_code)?, row.debit_owner, currency).ok()?,
            collected_by: row.collected_by.map(AttemptId::from_uuid),
            rail: Rail::parse(&row.rail)?,
            country: row.country,
            party_sealed: row.party_sealed,
            state: DisbursementState::parse(&row.state)?,
            attempts_left: row.attempts_left,
            is_claimed: row.is_claimed,
            since: row.since.to_jiff(),
        })
    };
    read().ok_or_else(|| sqlx::Error::Decode("a disbursement in words that are not known".into()).into())
}

/// What is shown of a disbursement.
pub(super) struct Shown {
    pub(super) state: DisbursementState,
    pub(super) amount: Money,
    pub(super) rail: Rail,
    pub(super) party_sealed: Option<Vec<u8>>,
}

pub(super) async fn find(pool: &PgPool, id: DisbursementId) -> Result<Option<Shown>, DbError> {
    let row = sqlx::query!(
        "SELECT amount_minor, currency, rail, party_sealed, state FROM payments.disbursements WHERE id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| {
        let amount = Money::new(row.amount_minor, Currency::parse(&row.currency)?);
        let (rail, state) = (Rail::parse(&row.rail)?, DisbursementState::parse(&row.state)?);
        Some(Shown { state, amount, rail, party_sealed: row.party_sealed })
    }))
}

/// Whether a try is open, or arrived.
pub(super) async fn has_open_attempt(conn: &mut PgConnection, id: DisbursementId) -> Result<bool, DbError> {
    let open = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM payments.attempts WHERE disbursement_id = $1 AND state <> 'failed') AS \"open!\"",
        id.as_uuid()
    );
    Ok(open.fetch_one(conn).await?)
}

/// How often it was tried.
pub(super) async fn count_attempts(conn: &mut PgConnection, id: DisbursementId) -> Result<i64, DbError> {
    let tried =
        sqlx::query_scalar!("SELECT count(*) AS \"tried!\" FROM payments.attempts WHERE disbursement_id = $1", id.as_uuid());
    Ok(tried.fetch_one(conn).await?)
}

/// Who was asked to pay it out, try by try.
pub(super) async fn tried_providers(conn: &mut PgConnection, id: DisbursementId) -> Result<Vec<String>, DbError> {
    let tried = sqlx::query_scalar!(
        "SELECT provider FROM payments.attempts WHERE disbursement_id = $1 AND kind = 'payout' ORDER BY id LIMIT 500",
        id.as_uuid()
    );
    Ok(tried.fetch_all(conn).await?)
}

/// Disbursements that should be tried and are not: nothing of them is on its way, for an hour.
pub(crate) async fn idle(tx: &mut Tx) -> Result<Vec<DisbursementId>, DbError> {
    let before = tx.now() - SignedDuration::from_hours(1);
    let ids = sqlx::query_scalar!(
        "SELECT d.id FROM payments.disbursements d
         WHERE d.state = 'processing' AND d.updated_at < $1
           AND NOT EXISTS (SELECT FROM payments.attempts a WHERE a.disbursement_id = d.id AND a.state <> 'failed')
         ORDER BY d.updated_at, d.id LIMIT 500",
        before.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(DisbursementId::from_uuid).collect())
}

/// A try that failed through no fault of whom it is for does not count.
pub(super) async fn give_try_back(tx: &mut Tx, id: DisbursementId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.disbursements SET attempts_left = attempts_left + 1, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One try fewer is left.
pub(super) async fn count_try(tx: &mut Tx, id: DisbursementId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.disbursements SET attempts_left = attempts_left - 1, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, id: DisbursementId, state: DisbursementState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.disbursements SET state = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// It arrived, by this attempt.
pub(crate) async fn set_succeeded(tx: &mut Tx, id: DisbursementId, sent_by: AttemptId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.disbursements SET state = 'succeeded', sent_by = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        sent_by.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// It had arrived, and came back: owed again, and another destination is asked for.
pub(crate) async fn set_came_back(tx: &mut Tx, id: DisbursementId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.disbursements SET state = 'requires_action', sent_by = NULL, updated_at = $2
         WHERE id = $1 AND state = 'succeeded'",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Refunds of what an intent collected that are kept for their owner; locked until the transaction ends.
pub(super) async fn unclaimed_of(conn: &mut PgConnection, id: IntentId) -> Result<Vec<DisbursementId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT d.id FROM payments.disbursements d JOIN payments.attempts a ON a.id = d.collected_by
         WHERE a.intent_id = $1 AND d.state = 'unclaimed' ORDER BY d.id LIMIT 50 FOR UPDATE OF d",
        id.as_uuid()
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(DisbursementId::from_uuid).collect())
}

/// On its way again, to where its owner said.
pub(super) async fn set_claimed(
    tx: &mut Tx,
    id: DisbursementId,
    to: &Destination,
    party_sealed: &[u8],
    tries: i16,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.disbursements
         SET state = 'processing', rail = $2, country = $3, party_sealed = $4, attempts_left = $5, claimed_at = $6, updated_at = $6
         WHERE id = $1",
        id.as_uuid(),
        to.rail.as_str(),
        to.country,
        party_sealed,
        tries,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Where it stands.
pub(super) async fn state(conn: &mut PgConnection, id: DisbursementId) -> Result<Option<DisbursementState>, DbError> {
    let word = sqlx::query_scalar!("SELECT state FROM payments.disbursements WHERE id = $1", id.as_uuid());
    Ok(word.fetch_optional(conn).await?.as_deref().and_then(DisbursementState::parse))
}
