//! Sums of what became payable, from the entries of commissions; statements, profiles and rules.

use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money, RowKey};
use platform::DbError;
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

use crate::tax::{StatementLine, StatementRow, StatementView, TaxKind, TaxLine, TaxProfileView, TaxRegime, TaxRule};

/// Between whom a statement is, as they are called now.
pub(in crate::tax) struct Parties {
    pub(in crate::tax) merchant: OrganisationId,
    pub(in crate::tax) merchant_name: String,
    pub(in crate::tax) payer_country: String,
    pub(in crate::tax) influencer_name: String,
    pub(in crate::tax) payee_country: String,
    pub(in crate::tax) regime: TaxRegime,
    pub(in crate::tax) tax_number: Option<String>,
    pub(in crate::tax) currency: Currency,
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

/// Partnerships with something that became payable, or was taken back of it, and no statement of the month.
pub(in crate::tax) async fn without_statement(
    pool: &PgPool,
    (since, until): (Timestamp, Timestamp),
    month: Date,
    after: PartnershipId,
    limit: i64,
) -> Result<Vec<PartnershipId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT c.partnership_id
         FROM affiliate.commission_entries e
         JOIN affiliate.commissions c ON c.id = e.commission_id AND c.partnership_id > $4
         WHERE e.created_at >= $1 AND e.created_at < $2
           AND (e.kind = 'commission-matured' OR e.created_at > c.matured_at)
           AND NOT EXISTS (SELECT FROM affiliate.statements s WHERE s.partnership_id = c.partnership_id AND s.month = $3)
         ORDER BY c.partnership_id LIMIT $5",
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        month.to_sqlx() as _,
        after.as_uuid(),
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PartnershipId::from_uuid).collect())
}

pub(in crate::tax) async fn parties(conn: &mut PgConnection, id: PartnershipId) -> Result<Option<Parties>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id, p.currency, m.name AS merchant_name, m.country AS payer_country, i.name AS influencer_name,
                i.country AS payee_country, t.regime AS \"regime?\", t.number AS \"number?\"
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         LEFT JOIN LATERAL (SELECT regime, number FROM affiliate.tax_profiles
                            WHERE account_id = s.account_id ORDER BY version DESC LIMIT 1) t ON true
         WHERE s.id = $1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(Parties {
        merchant: row.organisation_id.into(),
        merchant_name: row.merchant_name,
        payer_country: row.payer_country,
        influencer_name: row.influencer_name,
        payee_country: row.payee_country,
        regime: regime(row.regime.as_deref().unwrap_or("unknown"))?,
        tax_number: row.number,
        currency: currency(&row.currency)?,
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
         WHERE c.partnership_id = $1 AND (e.kind = 'commission-matured' OR e.created_at > c.matured_at)
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
        "SELECT id, kind, payer_country, regimes, threshold_minor, currency, rate_bp, legal_ref, source,
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

pub(in crate::tax) async fn profile(conn: &mut PgConnection, id: AccountId) -> Result<Option<TaxProfileView>, DbError> {
    let row = sqlx::query!(
        "SELECT version, regime, number, created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.tax_profiles WHERE account_id = $1 ORDER BY version DESC LIMIT 1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(TaxProfileView {
        version: row.version,
        regime: regime(&row.regime)?,
        number: row.number,
        created_at: row.created_at.to_jiff(),
    }))
}

struct Row {
    id: Uuid,
    partnership_id: Uuid,
    number: i32,
    month: jiff_sqlx::Date,
    currency: String,
    total_minor: i64,
    influencer_name: String,
    issued_at: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for StatementRow {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id.into(),
            partnership_id: row.partnership_id.into(),
            number: row.number,
            month: row.month.to_jiff(),
            total: Money::new(row.total_minor, currency(&row.currency)?),
            influencer_name: row.influencer_name,
            issued_at: row.issued_at.to_jiff(),
        })
    }
}

pub(in crate::tax) async fn of_partnership(
    conn: &mut PgConnection,
    id: PartnershipId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<StatementRow>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, partnership_id, number, month AS \"month: _\", currency, total_minor, influencer_name, issued_at AS \"issued_at: _\"
         FROM affiliate.statements
         WHERE partnership_id = $4 AND ($1::timestamptz IS NULL OR (issued_at, id) < ($1, $2))
         ORDER BY issued_at DESC, id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

pub(in crate::tax) async fn of_merchant(
    conn: &mut PgConnection,
    id: OrganisationId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<StatementRow>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, partnership_id, number, month AS \"month: _\", currency, total_minor, influencer_name, issued_at AS \"issued_at: _\"
         FROM affiliate.statements
         WHERE organisation_id = $4 AND ($1::timestamptz IS NULL OR (issued_at, id) < ($1, $2))
         ORDER BY issued_at DESC, id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

pub(in crate::tax) async fn statement(conn: &mut PgConnection, id: StatementId) -> Result<Option<StatementView>, DbError> {
    let row = sqlx::query!(
        "SELECT id, organisation_id, partnership_id, number, month AS \"month: jiff_sqlx::Date\", currency, total_minor, before_minor,
                merchant_name, payer_country, influencer_name, payee_country, regime, tax_number,
                lines AS \"lines: Json<Vec<StatementLine>>\", taxes AS \"taxes: Json<Vec<TaxLine>>\",
                issued_at AS \"issued_at: jiff_sqlx::Timestamp\"
         FROM affiliate.statements WHERE id = $1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let currency = currency(&row.currency)?;
    Ok(Some(StatementView {
        id,
        organisation_id: row.organisation_id.into(),
        partnership_id: row.partnership_id.into(),
        number: row.number,
        month: row.month.to_jiff(),
        total: Money::new(row.total_minor, currency),
        before: Money::new(row.before_minor, currency),
        merchant_name: row.merchant_name,
        payer_country: row.payer_country,
        influencer_name: row.influencer_name,
        payee_country: row.payee_country,
        regime: regime(&row.regime)?,
        tax_number: row.tax_number,
        lines: row.lines.0,
        taxes: row.taxes.0,
        issued_at: row.issued_at.to_jiff(),
    }))
}
