//! Reading vouchers, caps and deposits.

use jiff::Timestamp;
use kernel::{AccountId, Currency, Money};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{AcceptanceView, DepositView, store::Row};
use crate::attempt::{AttemptId, short};

/// More agents than anybody has.
const MAX_AGENTS: i64 = 1000;

/// The voucher of an attempt as it is now.
pub(crate) async fn find(pool: &PgPool, id: AttemptId) -> Result<Option<Row>, DbError> {
    super::store::find(&mut *pool.acquire().await?, id).await
}

pub(super) struct Cap {
    pub(super) agent_id: AccountId,
    pub(super) cap: Money,
    /// When the agent last took cash.
    pub(super) last_at: Option<Timestamp>,
}

/// What agents may hold: of one agent, or of all.
pub(super) async fn caps(pool: &PgPool, agent_id: Option<AccountId>) -> Result<Vec<Cap>, DbError> {
    let rows = sqlx::query!(
        "SELECT g.agent_id, g.currency, g.cap_minor,
                (SELECT max(v.accepted_at) FROM payments.vouchers v
                 WHERE v.agent_id = g.agent_id) AS \"last_at: jiff_sqlx::Timestamp\"
         FROM payments.agents g WHERE $1::uuid IS NULL OR g.agent_id = $1 ORDER BY g.agent_id, g.currency LIMIT $2",
        agent_id.map(|id| id.as_uuid()),
        MAX_AGENTS,
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        let cap = Money::new(row.cap_minor, Currency::parse(&row.currency)?);
        let last_at = row.last_at.map(jiff_sqlx::Timestamp::to_jiff);
        Some(Cap { agent_id: AccountId::from_uuid(row.agent_id), cap, last_at })
    });
    Ok(read.collect())
}

/// What an agent accepted, the newest first.
pub(super) async fn acceptances(
    pool: &PgPool,
    agent_id: AccountId,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<AcceptanceView>, DbError> {
    let (at, id) = after.unzip();
    let rows = sqlx::query!(
        "SELECT v.attempt_id, v.taken_at AS \"taken_at!: jiff_sqlx::Timestamp\",
                v.accepted_at AS \"accepted_at!: jiff_sqlx::Timestamp\", a.amount_minor, a.currency
         FROM payments.vouchers v JOIN payments.attempts a ON a.id = v.attempt_id
         WHERE v.agent_id = $1 AND ($2::timestamptz IS NULL OR (v.accepted_at, v.attempt_id) < ($2, $3))
         ORDER BY v.accepted_at DESC, v.attempt_id DESC LIMIT $4",
        agent_id.as_uuid(),
        at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        id,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        let voucher_id = AttemptId::from_uuid(row.attempt_id);
        Some(AcceptanceView {
            voucher_id,
            reference: short(voucher_id),
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            taken_at: row.taken_at.to_jiff(),
            accepted_at: row.accepted_at.to_jiff(),
        })
    });
    Ok(read.collect())
}

/// What an agent deposited, the newest first.
pub(super) async fn deposits(
    pool: &PgPool,
    agent_id: AccountId,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<DepositView>, DbError> {
    let (at, id) = after.unzip();
    let rows = sqlx::query!(
        "SELECT id, amount_minor, currency, reference, reason, booked_at AS \"booked_at: jiff_sqlx::Timestamp\"
         FROM payments.agent_deposits
         WHERE agent_id = $1 AND ($2::timestamptz IS NULL OR (booked_at, id) < ($2, $3))
         ORDER BY booked_at DESC, id DESC LIMIT $4",
        agent_id.as_uuid(),
        at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        id,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        Some(DepositView {
            id: row.id.into(),
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            reference: row.reference,
            reason: row.reason,
            booked_at: row.booked_at.to_jiff(),
        })
    });
    Ok(read.collect())
}
