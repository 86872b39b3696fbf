//! Reading statements, and those that wait.

use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money, RowKey};
use platform::DbError;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{InvoiceMark, StatementLine, StatementRow, StatementView, WaitingStatement};
use crate::tax::{TaxLine, TaxParty, TaxRegime};

fn unknown(what: &'static str) -> DbError {
    sqlx::Error::Decode(what.into()).into()
}

fn currency(code: &str) -> Result<Currency, DbError> {
    Currency::parse(code).ok_or_else(|| unknown("a currency that is not known"))
}

struct Row {
    id: Uuid,
    partnership_id: Uuid,
    number: i32,
    month: jiff_sqlx::Date,
    currency: String,
    total_minor: i64,
    merchant_name: String,
    influencer_name: String,
    invoice_number: Option<i32>,
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
            merchant_name: row.merchant_name,
            influencer_name: row.influencer_name,
            is_invoice: row.invoice_number.is_some(),
            issued_at: row.issued_at.to_jiff(),
        })
    }
}

/// The statements of one partnership, one merchant or one influencer, the newest first.
macro_rules! listed {
    ($name:ident, $id:ty, $column:literal) => {
        pub(super) async fn $name(
            conn: &mut PgConnection,
            id: $id,
            after: Option<RowKey>,
            limit: i64,
        ) -> Result<Vec<StatementRow>, DbError> {
            let rows = sqlx::query_as!(
                Row,
                "SELECT id, partnership_id, number, month AS \"month: _\", currency, total_minor, merchant_name, influencer_name,
                        invoice_number, issued_at AS \"issued_at: _\"
                 FROM affiliate.statements WHERE "
                    + $column
                    + " = $4 AND ($1::timestamptz IS NULL OR (issued_at, id) < ($1, $2))
                 ORDER BY issued_at DESC, id DESC LIMIT $3",
                after.map(|(at, _)| at.to_sqlx()) as _,
                after.map(|(_, id)| id),
                limit,
                id.as_uuid(),
            );
            rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
        }
    };
}

listed!(of_partnership, PartnershipId, "partnership_id");
listed!(of_merchant, OrganisationId, "organisation_id");
listed!(of_account, AccountId, "account_id");

pub(super) async fn statement(conn: &mut PgConnection, id: StatementId) -> Result<Option<StatementView>, DbError> {
    let row = sqlx::query!(
        "SELECT organisation_id, partnership_id, account_id, number, month AS \"month: jiff_sqlx::Date\", currency, total_minor, before_minor,
                merchant_name, influencer_name, regime, payer AS \"payer: Json<TaxParty>\", payee AS \"payee: Json<TaxParty>\",
                lines AS \"lines: Json<Vec<StatementLine>>\", taxes AS \"taxes: Json<Vec<TaxLine>>\", invoice_number, mandate_text,
                mandated_at AS \"mandated_at: jiff_sqlx::Timestamp\", issued_at AS \"issued_at: jiff_sqlx::Timestamp\"
         FROM affiliate.statements WHERE id = $1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let currency = currency(&row.currency)?;
    let mandate = row.invoice_number.zip(row.mandate_text).zip(row.mandated_at);
    let invoice = mandate.map(|((number, mandate_text), at)| InvoiceMark { number, mandate_text, mandated_at: at.to_jiff() });
    Ok(Some(StatementView {
        id,
        organisation_id: row.organisation_id.into(),
        partnership_id: row.partnership_id.into(),
        account_id: row.account_id.into(),
        number: row.number,
        month: row.month.to_jiff(),
        total: Money::new(row.total_minor, currency),
        before: Money::new(row.before_minor, currency),
        merchant_name: row.merchant_name,
        influencer_name: row.influencer_name,
        regime: TaxRegime::parse(&row.regime).ok_or_else(|| unknown("a regime that is not known"))?,
        payer: row.payer.0,
        payee: row.payee.0,
        lines: row.lines.0,
        taxes: row.taxes.0,
        invoice,
        issued_at: row.issued_at.to_jiff(),
    }))
}

/// What waits for one of its sides, the oldest month first: of an influencer, or of a merchant.
pub(super) async fn waiting(
    conn: &mut PgConnection,
    (account_id, merchant): (Option<AccountId>, Option<OrganisationId>),
    limit: i64,
) -> Result<Vec<WaitingStatement>, DbError> {
    let rows = sqlx::query!(
        "SELECT d.partnership_id, d.month AS \"month: jiff_sqlx::Date\", m.name AS merchant_name, i.name AS influencer_name,
                EXISTS (SELECT FROM affiliate.tax_profiles t WHERE t.account_id = s.account_id) AS \"has_payee!\",
                EXISTS (SELECT FROM affiliate.merchant_tax_profiles t WHERE t.organisation_id = p.organisation_id) AS \"has_payer!\"
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         JOIN affiliate.statements_due d ON d.partnership_id = s.id
         WHERE (s.account_id = $1 OR $1 IS NULL) AND (p.organisation_id = $2 OR $2 IS NULL)
         ORDER BY d.month, d.partnership_id LIMIT $3",
        account_id.map(|id| id.as_uuid()),
        merchant.map(|id| id.as_uuid()),
        limit,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let waits = rows.map(|row| WaitingStatement {
        partnership_id: row.partnership_id.into(),
        month: row.month.to_jiff(),
        merchant_name: row.merchant_name,
        influencer_name: row.influencer_name,
        lacks_payee: !row.has_payee,
        lacks_payer: !row.has_payer,
    });
    Ok(waits.collect())
}
