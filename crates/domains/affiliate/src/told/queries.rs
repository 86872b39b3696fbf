//! Reading what is told to others.

use std::collections::HashMap;

use contracts::affiliate::{PartnershipId, RefundId, StatementId};
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{CommissionNews, ConversionNews, PartnershipNews, RefundNews, StatementNews};

fn currency(word: &str) -> Result<Currency, DbError> {
    Currency::parse(word).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

pub(super) async fn partnerships(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<PartnershipNews>, DbError> {
    let rows = sqlx::query!(
        "SELECT s.id, s.program_id, p.title, p.organisation_id, m.name AS merchant_name, s.account_id, i.name AS influencer_name
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE s.id = ANY ($1)",
        ids,
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| PartnershipNews {
        id: row.id.into(),
        program_id: row.program_id.into(),
        program_title: row.title,
        organisation_id: row.organisation_id.into(),
        merchant_name: row.merchant_name,
        account_id: row.account_id.into(),
        influencer_name: row.influencer_name,
    });
    Ok(rows.collect())
}

/// What is given back without an amount is all that is left.
pub(super) async fn conversions(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<ConversionNews>, DbError> {
    let rows = sqlx::query!(
        "SELECT v.id, v.program_id, v.kind, v.external_id, v.currency, v.amount_minor,
                v.occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\",
                (SELECT CASE WHEN bool_or(r.amount_minor IS NULL) THEN v.amount_minor
                             ELSE least(coalesce(sum(r.amount_minor), 0), v.amount_minor) END::bigint
                 FROM affiliate.refunds r
                 WHERE v.kind = 'sale' AND r.program_id = v.program_id AND r.sale_id = v.external_id
                   AND (r.amount_minor IS NULL OR r.currency = v.currency)) AS \"refunded_minor!\",
                ARRAY(SELECT c.partnership_id FROM affiliate.commissions c WHERE c.conversion_id = v.id AND c.share_bp > 0
                      ORDER BY c.partnership_id LIMIT 100) AS \"partnerships!\"
         FROM affiliate.conversions v WHERE v.id = ANY ($1)",
        ids,
    );
    let read = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let currency = currency(&row.currency)?;
        Ok(ConversionNews {
            id: row.id.into(),
            program_id: row.program_id.into(),
            kind: row.kind,
            order_id: row.external_id,
            amount: Money::new(row.amount_minor, currency),
            refunded: Money::new(row.refunded_minor, currency),
            occurred_at: row.occurred_at.to_jiff(),
            partnerships: row.partnerships.into_iter().map(PartnershipId::from_uuid).collect(),
        })
    });
    read.collect()
}

pub(super) async fn refunds(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<RefundId, RefundNews>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, external_id, occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\" FROM affiliate.refunds WHERE id = ANY ($1)",
        ids,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let news =
        rows.map(|row| (row.id.into(), RefundNews { external_id: row.external_id, occurred_at: row.occurred_at.to_jiff() }));
    Ok(news.collect())
}

/// Each under its journal.
pub(super) async fn commissions(conn: &mut PgConnection, journal_ids: &[Uuid]) -> Result<HashMap<Uuid, CommissionNews>, DbError> {
    let rows = sqlx::query!(
        "SELECT e.journal_id, c.id, c.conversion_id, v.kind, v.external_id, c.currency, c.owed_minor,
                c.matures_at AS \"matures_at: jiff_sqlx::Timestamp\", e.created_at AS \"created_at: jiff_sqlx::Timestamp\",
                k.id AS \"click_id?\", k.subs
         FROM affiliate.commission_entries e
         JOIN affiliate.commissions c ON c.id = e.commission_id
         JOIN affiliate.conversions v ON v.id = c.conversion_id
         LEFT JOIN affiliate.clicks k ON k.id = c.touch_id
         WHERE e.journal_id = ANY ($1)",
        journal_ids,
    );
    let read = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let sub = |name: &str| row.subs.as_ref().and_then(|subs| Some(subs.get(name)?.as_str()?.to_owned()));
        let news = CommissionNews {
            id: row.id.into(),
            conversion_id: row.conversion_id.into(),
            kind: row.kind,
            order_id: row.external_id,
            owed: Money::new(row.owed_minor, currency(&row.currency)?),
            matures_at: row.matures_at.to_jiff(),
            click_id: row.click_id.map(|id| id.simple().to_string()),
            subs: ["sub1", "sub2", "sub3", "sub4", "sub5"].map(sub),
            at: row.created_at.to_jiff(),
        };
        Ok((row.journal_id, news))
    });
    read.collect()
}

pub(super) async fn statement(conn: &mut PgConnection, id: StatementId) -> Result<Option<StatementNews>, DbError> {
    let row = sqlx::query!(
        "SELECT month AS \"month: jiff_sqlx::Date\", currency, total_minor, merchant_name, invoice_number
         FROM affiliate.statements WHERE id = $1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(StatementNews {
        month: row.month.to_jiff(),
        total: Money::new(row.total_minor, currency(&row.currency)?),
        merchant_name: row.merchant_name,
        is_invoice: row.invoice_number.is_some(),
    }))
}
