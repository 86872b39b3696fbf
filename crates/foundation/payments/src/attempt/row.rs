//! A row of an attempt, read.

use kernel::{Currency, Money};
use platform::DbError;
use uuid::Uuid;

use super::{Attempt, AttemptId, AttemptKind, AttemptState, Parent};
use crate::{Exchange, ProviderName, Rail};

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) intent_id: Option<Uuid>,
    pub(super) disbursement_id: Option<Uuid>,
    pub(super) kind: String,
    pub(super) rail: String,
    pub(super) provider: String,
    pub(super) state: String,
    pub(super) amount_minor: i64,
    pub(super) currency: String,
    pub(super) party_sealed: Option<Vec<u8>>,
    pub(super) provider_ref: Option<String>,
    pub(super) refunds: Option<Uuid>,
    pub(super) charges: Option<Uuid>,
    pub(super) priced_minor: Option<i64>,
    pub(super) priced_currency: Option<String>,
    pub(super) spread_minor: Option<i64>,
    pub(super) exchange_rate: Option<String>,
    pub(super) exchange_source: Option<String>,
    pub(super) journal_id: Uuid,
    pub(super) booked_minor: i64,
    pub(super) received_minor: Option<i64>,
    pub(super) checks: i16,
    pub(super) country: String,
    pub(super) created_at: jiff_sqlx::Timestamp,
    pub(super) sent_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Attempt {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let read = || {
            Some(Self {
                exchange: Exchange::stored((
                    row.priced_minor,
                    row.priced_currency.as_deref(),
                    row.spread_minor,
                    row.exchange_rate.as_deref(),
                    row.exchange_source.as_deref(),
                ))
                .ok()?,
                id: AttemptId::from_uuid(row.id),
                parent: Parent::of(row.intent_id, row.disbursement_id)?,
                kind: AttemptKind::parse(&row.kind)?,
                rail: Rail::parse(&row.rail)?,
                provider: ProviderName::parse(&row.provider)?,
                state: AttemptState::parse(&row.state)?,
                amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
                party_sealed: row.party_sealed,
                provider_ref: row.provider_ref,
                refunds: row.refunds.map(AttemptId::from_uuid),
                charges: row.charges.map(AttemptId::from_uuid),
                journal_id: ledger::JournalId::from_uuid(row.journal_id),
                booked_minor: row.booked_minor,
                received_minor: row.received_minor,
                checks: row.checks,
                country: row.country,
                created_at: row.created_at.to_jiff(),
                sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        };
        read().ok_or_else(|| sqlx::Error::Decode("an attempt in words that are not known".into()).into())
    }
}
