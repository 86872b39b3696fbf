//! Reading attempts.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::Money;
use ledger::AccountKey;
use platform::{DbError, Tx};
use sqlx::PgPool;

use super::{
    Attempt, AttemptId,
    rails::{FailureView, RailView},
    row::Row,
};
use crate::{ProviderName, Rail};

const OVERDUE_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// The attempt as it is now.
pub(crate) async fn find(pool: &PgPool, id: AttemptId) -> Result<Option<Attempt>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, charges, intent_id, disbursement_id, kind, rail, provider, state, amount_minor, currency, party_sealed, provider_ref,
                refunds, priced_minor, priced_currency, spread_minor, exchange_rate, exchange_source, journal_id,
                booked_minor, received_minor, checks, country, created_at AS \"created_at: _\", sent_at AS \"sent_at: _\"
         FROM payments.attempts WHERE id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// The attempt that a provider knows by this reference of its own.
pub(crate) async fn find_by_provider_ref(
    pool: &PgPool,
    provider: ProviderName,
    provider_ref: &str,
) -> Result<Option<AttemptId>, DbError> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM payments.attempts WHERE provider = $1 AND provider_ref = $2 ORDER BY id LIMIT 1",
        provider.as_str(),
        provider_ref
    )
    .fetch_optional(pool)
    .await?;
    Ok(id.map(AttemptId::from_uuid))
}

/// Attempts that were sent before this instant and of which nothing is decided.
pub(super) async fn undecided_since(pool: &PgPool, before: Timestamp) -> Result<Vec<Attempt>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, charges, intent_id, disbursement_id, kind, rail, provider, state, amount_minor, currency, party_sealed, provider_ref,
                refunds, priced_minor, priced_currency, spread_minor, exchange_rate, exchange_source, journal_id,
                booked_minor, received_minor, checks, country, created_at AS \"created_at: _\",
                sent_at AS \"sent_at: _\"
         FROM payments.attempts WHERE state IN ('unknown', 'pending') AND sent_at < $1 ORDER BY sent_at, id LIMIT 200",
        before.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Attempts by which something else was taken than was asked, and whose intents wait for a person; the oldest first.
pub(super) async fn conflicted(pool: &PgPool) -> Result<Vec<Attempt>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT a.id, a.charges, a.intent_id, a.disbursement_id, a.kind, a.rail, a.provider, a.state, a.amount_minor, a.currency,
                a.party_sealed, a.provider_ref, a.refunds, a.priced_minor, a.priced_currency, a.spread_minor,
                a.exchange_rate, a.exchange_source, a.journal_id, a.booked_minor, a.received_minor, a.checks, a.country,
                a.created_at AS \"created_at: _\", a.sent_at AS \"sent_at: _\"
         FROM payments.attempts a JOIN payments.intents i ON i.id = a.intent_id
         WHERE i.state = 'conflicted' AND a.state = 'integrity_failure' ORDER BY a.created_at, a.id LIMIT 200"
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Attempts that should have been asked about, or sent, minutes ago.
pub(crate) async fn overdue(tx: &mut Tx) -> Result<Vec<AttemptId>, DbError> {
    let before = tx.now() - OVERDUE_AFTER;
    let ids = sqlx::query_scalar!(
        "(SELECT id FROM payments.attempts WHERE next_check_at < $1 ORDER BY next_check_at LIMIT 1000)
         UNION ALL
         (SELECT id FROM payments.attempts WHERE state = 'created' AND created_at < $1 AND provider <> 'bank'
          ORDER BY created_at LIMIT 1000)",
        before.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().flatten().map(AttemptId::from_uuid).collect())
}

/// A try that paid is the one its intent names: what came late or twice went back.
pub(super) async fn rails_into(pool: &PgPool, credit: &AccountKey) -> Result<Vec<RailView>, DbError> {
    let rows = sqlx::query!(
        "SELECT a.rail, count(*) AS \"tries!\", count(*) FILTER (WHERE i.paid_by = a.id) AS \"succeeded!\",
                coalesce(sum(i.amount_minor) FILTER (WHERE i.paid_by = a.id), 0)::bigint AS \"paid_minor!\"
         FROM payments.intents i JOIN payments.attempts a ON a.intent_id = i.id
         WHERE i.credit_owner = $1 AND i.credit_code = $2 AND i.currency = $3
         GROUP BY a.rail ORDER BY 2 DESC, a.rail LIMIT 50",
        credit.owner_id(),
        credit.code().as_str(),
        credit.currency().code(),
    )
    .fetch_all(pool)
    .await?;
    let rails = rows.into_iter().filter_map(|row| {
        let paid = Money::new(row.paid_minor, credit.currency());
        Some(RailView { rail: Rail::parse(&row.rail)?, tries: row.tries, succeeded: row.succeeded, paid })
    });
    Ok(rails.collect())
}

pub(super) async fn rails_since(pool: &PgPool, credit: &AccountKey, since: Timestamp) -> Result<Vec<RailView>, DbError> {
    let rows = sqlx::query!(
        "SELECT a.rail, count(DISTINCT i.id) AS \"tries!\", count(*) FILTER (WHERE i.paid_by = a.id) AS \"succeeded!\",
                coalesce(sum(i.amount_minor) FILTER (WHERE i.paid_by = a.id), 0)::bigint AS \"paid_minor!\"
         FROM payments.intents i JOIN payments.attempts a ON a.intent_id = i.id
         WHERE i.credit_owner = $1 AND i.credit_code = $2 AND i.currency = $3 AND i.created_at >= $4
         GROUP BY a.rail ORDER BY 2 DESC, a.rail LIMIT 50",
        credit.owner_id(),
        credit.code().as_str(),
        credit.currency().code(),
        since.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    let rails = rows.into_iter().filter_map(|row| {
        let paid = Money::new(row.paid_minor, credit.currency());
        Some(RailView { rail: Rail::parse(&row.rail)?, tries: row.tries, succeeded: row.succeeded, paid })
    });
    Ok(rails.collect())
}

pub(super) async fn failures_into(pool: &PgPool, credit: &AccountKey) -> Result<Vec<FailureView>, DbError> {
    let failures = sqlx::query_as!(
        FailureView,
        "SELECT a.failure_code AS \"code!\", count(*) AS \"tries!\"
         FROM payments.intents i JOIN payments.attempts a ON a.intent_id = i.id
         WHERE i.credit_owner = $1 AND i.credit_code = $2 AND i.currency = $3 AND a.state = 'failed'
         GROUP BY a.failure_code ORDER BY 2 DESC, 1 LIMIT 50",
        credit.owner_id(),
        credit.code().as_str(),
        credit.currency().code(),
    );
    Ok(failures.fetch_all(pool).await?)
}
