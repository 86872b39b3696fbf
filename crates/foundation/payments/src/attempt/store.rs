//! The rows of attempts. Locks are taken in one order: the intent or the disbursement, then its attempt, then the ledger.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Money;
use platform::{DbError, Tx};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Attempt, AttemptId, AttemptKind, AttemptState, Parent, Source, row::Row};
use crate::{
    Exchange, ProviderName, Rail,
    provider::{Accepted, Done, Refusal},
};

/// A new attempt.
pub(crate) struct NewAttempt<'a> {
    pub(crate) id: AttemptId,
    pub(crate) parent: Parent,
    pub(crate) kind: AttemptKind,
    pub(crate) rail: Rail,
    pub(crate) provider: ProviderName,
    /// What the provider is asked for.
    pub(crate) amount: Money,
    /// What that is charged for, if it is priced in another currency.
    pub(crate) exchange: Option<&'a Exchange>,
    pub(crate) country: &'a str,
    pub(crate) party_sealed: Option<&'a [u8]>,
    pub(crate) party_hash: Option<[u8; 16]>,
    pub(crate) address_hash: Option<[u8; 16]>,
    pub(crate) refunds: Option<AttemptId>,
    pub(crate) charges: Option<AttemptId>,
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewAttempt<'_>) -> Result<(), DbError> {
    let (intent_id, disbursement_id) = match new.parent {
        Parent::Intent(id) => (Some(id.as_uuid()), None),
        Parent::Disbursement(id) => (None, Some(id.as_uuid())),
    };
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.attempts
             (id, intent_id, disbursement_id, kind, rail, provider, state, amount_minor, currency, party_sealed, party_hash,
              address_hash, refunds, journal_id, created_at, country, priced_minor, priced_currency, spread_minor, exchange_rate,
              exchange_source, charges)
         VALUES ($1, $2, $3, $4, $5, $6, 'created', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        new.id.as_uuid(),
        intent_id,
        disbursement_id,
        new.kind.as_str(),
        new.rail.as_str(),
        new.provider.as_str(),
        new.amount.amount_minor,
        new.amount.currency.code(),
        new.party_sealed,
        new.party_hash.as_ref().map(<[u8; 16]>::as_slice),
        new.address_hash.as_ref().map(<[u8; 16]>::as_slice),
        new.refunds.map(|id| id.as_uuid()),
        Uuid::now_v7(),
        now.to_sqlx() as _,
        new.country,
        new.exchange.map(|exchange| exchange.priced.amount_minor),
        new.exchange.map(|exchange| exchange.priced.currency.code()),
        new.exchange.map(|exchange| exchange.spread_minor),
        new.exchange.map(|exchange| exchange.rate.to_string()),
        new.exchange.map(|exchange| exchange.source.as_str()),
        new.charges.map(|id| id.as_uuid()),
    )
    .execute(tx.conn())
    .await?;
    insert_event(tx, new.id, AttemptState::Created, Source::Request, None).await
}

/// A line of the timeline.
pub(crate) async fn insert_event(
    tx: &mut Tx,
    id: AttemptId,
    state: AttemptState,
    source: Source,
    detail: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO payments.attempt_events (attempt_id, state, source, detail, at) VALUES ($1, $2, $3, left($4, 200), $5)",
        id.as_uuid(),
        state.as_str(),
        source.as_str(),
        detail,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which intent or disbursement it belongs to: what is locked first.
pub(crate) async fn find_parent(conn: &mut PgConnection, id: AttemptId) -> Result<Option<Parent>, DbError> {
    let row = sqlx::query!("SELECT intent_id, disbursement_id FROM payments.attempts WHERE id = $1", id.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(row.and_then(|row| Parent::of(row.intent_id, row.disbursement_id)))
}

/// The attempt, locked until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection, id: AttemptId) -> Result<Attempt, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, charges, intent_id, disbursement_id, kind, rail, provider, state, amount_minor, currency, party_sealed, provider_ref,
                refunds, priced_minor, priced_currency, spread_minor, exchange_rate, exchange_source, journal_id,
                booked_minor, received_minor, checks, country, created_at AS \"created_at: _\", sent_at AS \"sent_at: _\"
         FROM payments.attempts WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    row.try_into()
}

/// From here on the provider may know of it.
pub(super) async fn set_sent(tx: &mut Tx, id: AttemptId, next_check_at: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.attempts SET state = 'sent', sent_at = $2, next_check_at = $3 WHERE id = $1 AND state = 'created'",
        id.as_uuid(),
        now.to_sqlx() as _,
        next_check_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    insert_event(tx, id, AttemptState::Sent, Source::Request, None).await
}

/// What the provider named when it took the order.
pub(super) async fn set_accepted(conn: &mut PgConnection, id: AttemptId, accepted: &Accepted) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE payments.attempts
         SET provider_ref = coalesce(left($2, 200), provider_ref), redirect_url = coalesce($3, redirect_url) WHERE id = $1",
        id.as_uuid(),
        accepted.provider_ref,
        accepted.redirect_url.as_ref().map(url::Url::as_str).filter(|url| url.len() <= 2000),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It stays open, in this state, until it is asked about again.
pub(super) async fn set_open(
    conn: &mut PgConnection,
    id: AttemptId,
    state: AttemptState,
    checks: i16,
    next_check_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE payments.attempts SET state = $2, checks = $3, next_check_at = $4 WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        checks,
        next_check_at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It happened as asked.
pub(super) async fn set_charged(conn: &mut PgConnection, id: AttemptId, done: &Done, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE payments.attempts
         SET state = 'charged', booked_minor = amount_minor, provider_ref = coalesce(left($2, 200), provider_ref), decided_at = $3,
             next_check_at = NULL,
             failure_code = NULL, failure_detail = NULL, advice = NULL
         WHERE id = $1",
        id.as_uuid(),
        done.provider_ref,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The means are kept, under this reference.
pub(crate) async fn set_saved(
    conn: &mut PgConnection,
    id: AttemptId,
    provider_ref: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE payments.attempts
         SET state = 'saved', provider_ref = coalesce($2, provider_ref), decided_at = $3, next_check_at = NULL,
             failure_code = NULL, failure_detail = NULL, advice = NULL
         WHERE id = $1",
        id.as_uuid(),
        provider_ref,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It did not happen.
pub(super) async fn set_failed(conn: &mut PgConnection, id: AttemptId, refusal: &Refusal, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE payments.attempts
         SET state = 'failed', failure_code = $2, failure_detail = left($3, 200), advice = $4, decided_at = $5, next_check_at = NULL
         WHERE id = $1",
        id.as_uuid(),
        refusal.code,
        refusal.detail,
        refusal.advice.as_str(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Something else happened than was asked.
pub(super) async fn set_distrusted(
    conn: &mut PgConnection,
    attempt: &Attempt,
    done: &Done,
    now: Timestamp,
) -> Result<(), DbError> {
    // An amount of another currency is in the timeline; here it would be read as one of ours.
    let received = done.amount.filter(|amount| amount.currency == attempt.amount.currency);
    sqlx::query!(
        "UPDATE payments.attempts
         SET state = 'integrity_failure', provider_ref = coalesce(left($2, 200), provider_ref), received_minor = $3, decided_at = $4,
             next_check_at = NULL, failure_code = NULL, failure_detail = NULL, advice = NULL
         WHERE id = $1",
        attempt.id.as_uuid(),
        done.provider_ref,
        received.map(|amount| amount.amount_minor),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When a payment that failed is asked about again.
pub(super) async fn set_next_check(conn: &mut PgConnection, id: AttemptId, next: Option<Timestamp>) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE payments.attempts SET next_check_at = $2 WHERE id = $1 AND state = 'failed'",
        id.as_uuid(),
        next.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// So much of it is in the ledger.
pub(super) async fn set_booked(conn: &mut PgConnection, id: AttemptId, booked_minor: i64) -> Result<(), DbError> {
    sqlx::query!("UPDATE payments.attempts SET booked_minor = $2 WHERE id = $1", id.as_uuid(), booked_minor)
        .execute(conn)
        .await?;
    Ok(())
}
