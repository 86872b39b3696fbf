//! The rows of intents.

use contracts::payments::{IntentId, Purpose};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money};
use ledger::{AccountCode, AccountKey};
use platform::{DbError, Tx};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Intent, IntentState, NewIntent};
use crate::attempt::AttemptId;

pub(super) async fn insert(tx: &mut Tx, new: &NewIntent) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.intents
             (id, purpose_kind, purpose_id, amount_minor, currency, credit_code, credit_owner, state, account_id, locale,
              expires_at, created_at, updated_at, on_call_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'requires_action', $8, $9, $10, $11, $11, $12)",
        new.id.as_uuid(),
        new.purpose.kind,
        new.purpose.id,
        new.amount.amount_minor,
        new.amount.currency.code(),
        new.credit.code().as_str(),
        new.credit.owner_id(),
        new.account_id.map(|id| id.as_uuid()),
        new.locale.as_str(),
        new.expires_at.to_sqlx() as _,
        now.to_sqlx() as _,
        new.on_call_until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The intent, locked until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection, id: IntentId) -> Result<Intent, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, purpose_kind, purpose_id, amount_minor, currency, credit_code, credit_owner, state, account_id, secured_by,
                expires_at AS \"expires_at: _\", on_call_until AS \"on_call_until: _\", called_at AS \"called_at: _\"
         FROM payments.intents WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    row.try_into()
}

/// What paid it, if it is paid; locked until the transaction ends.
pub(crate) async fn lock_paid_by(conn: &mut PgConnection, id: IntentId) -> Result<Option<AttemptId>, DbError> {
    let paid_by = sqlx::query_scalar!("SELECT paid_by FROM payments.intents WHERE id = $1 FOR UPDATE", id.as_uuid());
    Ok(paid_by.fetch_optional(conn).await?.flatten().map(AttemptId::from_uuid))
}

/// From one state to another; false, and nothing, when it is in a third.
pub(crate) async fn set_state(tx: &mut Tx, id: IntentId, from: IntentState, to: IntentState) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE payments.intents SET state = $3, updated_at = $4 WHERE id = $1 AND state = $2",
        id.as_uuid(),
        from.as_str(),
        to.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Its payer's means are kept, by this attempt: it waits to be called for.
pub(crate) async fn set_secured(tx: &mut Tx, id: IntentId, secured_by: AttemptId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.intents SET state = 'secured', secured_by = $2, expires_at = on_call_until, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        secured_by.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Called for: a try is on its way, and the payer has until then if it fails.
pub(crate) async fn set_called(tx: &mut Tx, id: IntentId, until: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.intents SET state = 'processing', called_at = $2, expires_at = $3, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Paid, by this attempt.
pub(crate) async fn set_paid(tx: &mut Tx, id: IntentId, paid_by: AttemptId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.intents SET state = 'succeeded', paid_by = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        paid_by.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Intents whose time is long over.
pub(crate) async fn overdue(tx: &mut Tx) -> Result<Vec<IntentId>, DbError> {
    let before = tx.now() - jiff::SignedDuration::from_mins(5);
    let ids = sqlx::query_scalar!(
        "SELECT id FROM payments.intents
         WHERE state IN ('requires_action', 'processing', 'secured') AND expires_at < $1 ORDER BY expires_at LIMIT 500",
        before.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(IntentId::from_uuid).collect())
}

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) purpose_kind: String,
    pub(super) purpose_id: Uuid,
    pub(super) amount_minor: i64,
    pub(super) currency: String,
    pub(super) credit_code: String,
    pub(super) credit_owner: Uuid,
    pub(super) state: String,
    pub(super) account_id: Option<Uuid>,
    pub(super) secured_by: Option<Uuid>,
    pub(super) expires_at: jiff_sqlx::Timestamp,
    pub(super) on_call_until: Option<jiff_sqlx::Timestamp>,
    pub(super) called_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Intent {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let read = || {
            let currency = Currency::parse(&row.currency)?;
            Some(Self {
                id: row.id.into(),
                purpose: Purpose { kind: row.purpose_kind, id: row.purpose_id },
                amount: Money::new(row.amount_minor, currency),
                credit: AccountKey::of(AccountCode::parse(&row.credit_code)?, row.credit_owner, currency).ok()?,
                state: IntentState::parse(&row.state)?,
                account_id: row.account_id.map(AccountId::from_uuid),
                secured_by: row.secured_by.map(AttemptId::from_uuid),
                expires_at: row.expires_at.to_jiff(),
                on_call_until: row.on_call_until.map(jiff_sqlx::Timestamp::to_jiff),
                called_at: row.called_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        };
        read().ok_or_else(|| sqlx::Error::Decode("an intent in words that are not known".into()).into())
    }
}
