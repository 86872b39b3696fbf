//! Reading intents.

use contracts::payments::IntentId;
use jiff::Timestamp;
use kernel::{Currency, Locale, Money};
use platform::DbError;
use sqlx::PgPool;

use super::{Intent, store::Row};
use crate::{
    Exchange, ProviderName, Rail,
    attempt::{AttemptId, AttemptState},
};

/// More than anybody tries.
const MAX_ATTEMPTS: i64 = 50;

pub(super) async fn find(pool: &PgPool, id: IntentId) -> Result<Option<Intent>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, purpose_kind, purpose_id, amount_minor, currency, credit_code, credit_owner, state, account_id, secured_by,
                expires_at AS \"expires_at: _\", on_call_until AS \"on_call_until: _\", called_at AS \"called_at: _\"
         FROM payments.intents WHERE id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// Where these stand.
pub(super) async fn states(pool: &PgPool, ids: &[uuid::Uuid]) -> Result<Vec<(IntentId, String)>, DbError> {
    let rows = sqlx::query!("SELECT id, state FROM payments.intents WHERE id = ANY ($1) ORDER BY id LIMIT 1000", ids);
    Ok(rows.fetch_all(pool).await?.into_iter().map(|row| (row.id.into(), row.state)).collect())
}

/// The language of its payer, and until when it can be paid.
pub(crate) async fn terms(pool: &PgPool, id: IntentId) -> Result<(Locale, Option<Timestamp>), DbError> {
    let row = sqlx::query!(
        "SELECT locale, expires_at AS \"expires_at: jiff_sqlx::Timestamp\" FROM payments.intents WHERE id = $1",
        id.as_uuid()
    );
    let row = row.fetch_optional(pool).await?;
    let locale = row.as_ref().and_then(|row| Locale::parse(&row.locale)).unwrap_or_default();
    Ok((locale, row.map(|row| row.expires_at.to_jiff())))
}

pub(super) struct AttemptRow {
    pub(super) id: AttemptId,
    pub(super) rail: Rail,
    pub(super) provider: ProviderName,
    pub(super) state: AttemptState,
    pub(super) amount: Money,
    pub(super) exchange: Option<Exchange>,
    pub(super) party_sealed: Option<Vec<u8>>,
    pub(super) provider_ref: Option<String>,
    pub(super) redirect_url: Option<String>,
    pub(super) failure_code: Option<String>,
    pub(super) advice: Option<String>,
}

/// The tries of an intent, the newest first.
pub(super) async fn attempts(pool: &PgPool, id: IntentId) -> Result<Vec<AttemptRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, rail, provider, state, amount_minor, currency, priced_minor, priced_currency, spread_minor,
                exchange_rate, exchange_source, party_sealed, provider_ref, redirect_url, failure_code, advice
         FROM payments.attempts WHERE intent_id = $1 ORDER BY id DESC LIMIT $2",
        id.as_uuid(),
        MAX_ATTEMPTS,
    )
    .fetch_all(pool)
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        let exchange = Exchange::stored((
            row.priced_minor,
            row.priced_currency.as_deref(),
            row.spread_minor,
            row.exchange_rate.as_deref(),
            row.exchange_source.as_deref(),
        ));
        Some(AttemptRow {
            exchange: exchange.ok()?,
            id: row.id.into(),
            rail: Rail::parse(&row.rail)?,
            provider: ProviderName::parse(&row.provider)?,
            state: AttemptState::parse(&row.state)?,
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            party_sealed: row.party_sealed,
            provider_ref: row.provider_ref,
            redirect_url: row.redirect_url,
            failure_code: row.failure_code,
            advice: row.advice,
        })
    });
    Ok(rows.collect())
}

pub(super) struct StepRow {
    pub(super) attempt_id: AttemptId,
    pub(super) state: AttemptState,
    pub(super) at: Timestamp,
}

/// What happened to the tries of an intent, in order.
pub(super) async fn steps(pool: &PgPool, id: IntentId) -> Result<Vec<StepRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT e.attempt_id, e.state, e.at AS \"at: jiff_sqlx::Timestamp\"
         FROM payments.attempt_events e JOIN payments.attempts a ON a.id = e.attempt_id
         WHERE a.intent_id = $1 ORDER BY e.id LIMIT 500",
        id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        Some(StepRow { attempt_id: row.attempt_id.into(), state: AttemptState::parse(&row.state)?, at: row.at.to_jiff() })
    });
    Ok(rows.collect())
}
