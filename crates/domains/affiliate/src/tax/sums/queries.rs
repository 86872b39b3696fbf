//! Sums of what became payable, from the entries of commissions; what waits for a statement; the rules.

use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money};
use platform::DbError;
use sqlx::{PgConnection, PgPool};

use crate::tax::{MandateView, StatementLine, TaxFacts, TaxKind, TaxParty, TaxRegime, TaxRule, profile};

/// Between whom a statement is, as they say now.
pub(in crate::tax) struct Parties {
    pub(in crate::tax) merchant: OrganisationId,
    pub(in crate::tax) account_id: AccountId,
    pub(in crate::tax) merchant_name: String,
    pub(in crate::tax) influencer_name: String,
    /// As papers name the merchant, once it said so.
    pub(in crate::tax) payer: Option<TaxParty>,
    /// As papers name the influencer, once they said so.
    pub(in crate::tax) payee: Option<TaxParty>,
    pub(in crate::tax) regime: TaxRegime,
    pub(in crate::tax) mandate: Option<MandateView>,
    pub(in crate::tax) currency: Currency,
    /// Of the merchant's public profile.
    country: String,
}

impl Parties {
    /// What rules ask about an amount of a day. A merchant that did not say where papers find it is where its public profile is.
    pub(in crate::tax) fn facts(&self, day: Date, before_minor: i64, amount_minor: i64) -> TaxFacts {
        let payer_country = self.payer.as_ref().map_or(&self.country, |payer| &payer.country).clone();
        TaxFacts { payer_country, regime: self.regime, day, amount_minor, before_minor, currency: self.currency }
    }
}

fn unknown(what: &'static str) -> DbError {
    sqlx::Error::Decode(what.into()).into()
}

fn currency(code: &str) -> Result<Currency, DbError> {
    Currency::parse(code).ok_or_else(|| unknown("a currency that is not known"))
}

fn regime(word: &str) -> Result<TaxRegime, DbError> {
    TaxRegime::parse(word).ok_or_else(|| unknown("a regime that is not known"))
}

/// The months that are over, since anything was ever booked, of which nobody noted yet which statements they need.
pub(in crate::tax) async fn months_to_note(pool: &PgPool, this: Date, limit: i64) -> Result<Vec<Date>, DbError> {
    let months = sqlx::query_scalar!(
        "SELECT m::date AS \"month!: jiff_sqlx::Date\"
         FROM generate_series(date_trunc('month', (SELECT min(created_at) FROM affiliate.commission_entries) AT TIME ZONE 'UTC'),
                              $1::date - interval '1 month', interval '1 month') m
         WHERE NOT EXISTS (SELECT FROM affiliate.statement_months s WHERE s.month = m::date)
         ORDER BY 1 LIMIT $2",
        this.to_sqlx() as _,
        limit,
    );
    Ok(months.fetch_all(pool).await?.into_iter().map(jiff_sqlx::Date::to_jiff).collect())
}

/// Statements that wait for nobody any more, the oldest month first.
pub(in crate::tax) async fn due(
    pool: &PgPool,
    (month, id): (Date, PartnershipId),
    limit: i64,
) -> Result<Vec<(Date, PartnershipId)>, DbError> {
    let rows = sqlx::query!(
        "SELECT d.month AS \"month: jiff_sqlx::Date\", d.partnership_id
         FROM affiliate.statements_due d
         JOIN affiliate.partnerships s ON s.id = d.partnership_id
         JOIN affiliate.programs p ON p.id = s.program_id
         WHERE (d.month, d.partnership_id) > ($1::date, $2)
           AND EXISTS (SELECT FROM affiliate.tax_profiles t WHERE t.account_id = s.account_id)
           AND EXISTS (SELECT FROM affiliate.merchant_tax_profiles t WHERE t.organisation_id = p.organisation_id)
         ORDER BY d.month, d.partnership_id LIMIT $3",
        month.to_sqlx() as _,
        id.as_uuid(),
        limit,
    );
    let rows = rows.fetch_all(pool).await?.into_iter();
    Ok(rows.map(|row| (row.month.to_jiff(), row.partnership_id.into())).collect())
}

pub(in crate::tax) async fn parties(conn: &mut PgConnection, id: PartnershipId) -> Result<Option<Parties>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id, s.account_id, p.currency, m.name AS merchant_name, m.country, i.name AS influencer_name
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE s.id = $1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let (merchant, account_id) = (row.organisation_id.into(), row.account_id.into());
    let payee = profile::profile(conn, account_id).await?;
    Ok(Some(Parties {
        merchant,
        account_id,
        merchant_name: row.merchant_name,
        influencer_name: row.influencer_name,
        payer: profile::merchant_profile(conn, merchant).await?.map(|profile| profile.party),
        regime: payee.as_ref().map_or(TaxRegime::Unknown, |profile| profile.regime),
        payee: payee.map(|profile| profile.party),
        mandate: profile::mandate(conn, account_id).await?,
        currency: currency(&row.currency)?,
        country: row.country,
    }))
}

/// What became payable on each day of a time, and what was taken back of what was payable.
pub(in crate::tax) async fn lines(
    conn: &mut PgConnection,
    id: PartnershipId,
    (since, until): (Timestamp, Timestamp),
) -> Result<Vec<StatementLine>, DbError> {
    let rows = sqlx::query!(
        "SELECT (e.created_at AT TIME ZONE 'UTC')::date AS \"day!: jiff_sqlx::Date\", count(DISTINCT e.commission_id) AS \"commissions!\",
                coalesce(sum(e.amount_minor) FILTER (WHERE e.kind <> 'commission-reversed'), 0)::bigint AS \"payable!\",
                coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'commission-reversed'), 0)::bigint AS \"reversed!\"
         FROM affiliate.commissions c
         JOIN affiliate.commission_entries e ON e.commission_id = c.id AND e.created_at >= $2 AND e.created_at < $3
         WHERE c.partnership_id = $1 AND coalesce(e.of_payable, e.kind = 'commission-matured' OR e.created_at > c.matured_at)
         GROUP BY 1 ORDER BY 1 LIMIT 400",
        id.as_uuid(),
        since.to_sqlx() as _,
        until.to_sqlx() as _,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let line = rows.map(|row| StatementLine {
        day: row.day.to_jiff(),
        commissions: row.commissions,
        payable_minor: row.payable,
        reversed_minor: row.reversed,
    });
    Ok(line.collect())
}

/// What became payable between two instants, less what was taken back.
pub(in crate::tax) async fn since(
    conn: &mut PgConnection,
    id: PartnershipId,
    period: (Timestamp, Timestamp),
) -> Result<i64, DbError> {
    Ok(lines(conn, id, period).await?.iter().map(|line| line.payable_minor - line.reversed_minor).sum())
}

/// Every rule that there ever was, by name.
pub(in crate::tax) async fn rules(conn: &mut PgConnection) -> Result<Vec<TaxRule>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, kind, payer_country, regimes, threshold_minor, currency, rate_bp, warn_bp, legal_ref, source,
                checked_on AS \"checked_on: jiff_sqlx::Date\", certainty, reviewer, valid_from AS \"valid_from: jiff_sqlx::Date\",
                valid_to AS \"valid_to: jiff_sqlx::Date\"
         FROM affiliate.tax_rules ORDER BY id LIMIT 1000",
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let rule = rows.map(|row| {
        let threshold = row.threshold_minor.zip(row.currency.as_deref());
        let threshold = threshold.map(|(minor, code)| Ok::<_, DbError>(Money::new(minor, currency(code)?))).transpose()?;
        Ok(TaxRule {
            id: row.id,
            kind: TaxKind::parse(&row.kind).ok_or_else(|| unknown("a kind of rule that is not known"))?,
            payer_country: row.payer_country,
            regimes: row.regimes.iter().map(|word| regime(word)).collect::<Result<_, _>>()?,
            threshold,
            rate_bp: row.rate_bp.map(i32::unsigned_abs),
            warn_bp: row.warn_bp.map(i32::unsigned_abs),
            legal_ref: row.legal_ref,
            source: row.source,
            checked_on: row.checked_on.to_jiff(),
            is_documented: row.certainty == "documented",
            reviewer: row.reviewer,
            valid_from: row.valid_from.to_jiff(),
            valid_to: row.valid_to.map(jiff_sqlx::Date::to_jiff),
        })
    });
    rule.collect()
}
