//! The rows of vouchers, caps and deposits.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Money};
use platform::{DbError, Tx};
use sqlx::PgConnection;
use uuid::Uuid;

use super::NewDeposit;
use crate::attempt::AttemptId;

/// A voucher as it is stored.
pub(crate) struct Row {
    pub(crate) attempt_id: AttemptId,
    pub(crate) code: String,
    pub(crate) expires_at: Timestamp,
    /// By whom, and when.
    pub(crate) accepted: Option<(AccountId, Timestamp)>,
}

/// False, and nothing, when the code is another voucher's.
pub(super) async fn insert(tx: &mut Tx, id: AttemptId, code: &str, expires_at: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "INSERT INTO payments.vouchers (attempt_id, code, expires_at) VALUES ($1, $2, $3) ON CONFLICT (code) DO NOTHING",
        id.as_uuid(),
        code,
        expires_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The voucher of an attempt. Whoever decides by it holds the lock of its payment.
pub(super) async fn find(conn: &mut PgConnection, id: AttemptId) -> Result<Option<Row>, DbError> {
    let row = sqlx::query!(
        "SELECT attempt_id, code, expires_at AS \"expires_at: jiff_sqlx::Timestamp\", agent_id,
                accepted_at AS \"accepted_at: jiff_sqlx::Timestamp\"
         FROM payments.vouchers WHERE attempt_id = $1",
        id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Row {
        attempt_id: row.attempt_id.into(),
        code: row.code,
        expires_at: row.expires_at.to_jiff(),
        accepted: row.agent_id.map(AccountId::from_uuid).zip(row.accepted_at.map(jiff_sqlx::Timestamp::to_jiff)),
    }))
}

pub(super) async fn find_by_code(conn: &mut PgConnection, code: &str) -> Result<Option<AttemptId>, DbError> {
    let id = sqlx::query_scalar!("SELECT attempt_id FROM payments.vouchers WHERE code = $1", code);
    Ok(id.fetch_optional(conn).await?.map(AttemptId::from_uuid))
}

/// Taken, by this agent. Gives the instant as it is kept.
pub(super) async fn set_accepted(
    tx: &mut Tx,
    id: AttemptId,
    agent_id: AccountId,
    taken_at: Timestamp,
) -> Result<Timestamp, DbError> {
    let now = tx.now();
    let accepted_at = sqlx::query_scalar!(
        "UPDATE payments.vouchers SET agent_id = $2, taken_at = $3, accepted_at = $4
         WHERE attempt_id = $1 AND agent_id IS NULL RETURNING accepted_at AS \"accepted_at!: jiff_sqlx::Timestamp\"",
        id.as_uuid(),
        agent_id.as_uuid(),
        taken_at.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(accepted_at.to_jiff())
}

pub(super) async fn put_cap(tx: &mut Tx, agent_id: AccountId, cap: Money) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.agents (agent_id, currency, cap_minor, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agent_id, currency) DO UPDATE SET cap_minor = excluded.cap_minor, updated_at = excluded.updated_at",
        agent_id.as_uuid(),
        cap.currency.code(),
        cap.amount_minor,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// False, and nothing, when it was booked before.
pub(super) async fn insert_deposit(tx: &mut Tx, new: &NewDeposit) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO payments.agent_deposits (id, agent_id, amount_minor, currency, reference, reason, booked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        new.id.as_uuid(),
        new.agent_id.as_uuid(),
        new.amount.amount_minor,
        new.amount.currency.code(),
        new.reference,
        new.reason,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a deposit of this id says the same.
pub(super) async fn is_deposit(conn: &mut PgConnection, new: &NewDeposit) -> Result<bool, DbError> {
    let same = sqlx::query_scalar!(
        "SELECT (agent_id, amount_minor, currency, reference) = ($2::uuid, $3::bigint, $4::text, $5::text) AS \"same!\"
         FROM payments.agent_deposits WHERE id = $1",
        new.id.as_uuid(),
        new.agent_id.as_uuid() as Uuid,
        new.amount.amount_minor,
        new.amount.currency.code(),
        new.reference,
    );
    Ok(same.fetch_optional(conn).await?.unwrap_or(false))
}
