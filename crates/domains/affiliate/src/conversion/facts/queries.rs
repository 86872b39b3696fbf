//! Reading what is known of conversions before they are decided.

use std::collections::HashMap;

use contracts::affiliate::{ClickId, ConversionId, PartnershipId, ProgramId, TermsId, TouchId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::{DbError, Tx};
use sqlx::types::Json;

use crate::{
    attribution::{Fault, Policy, Touch, TouchKind},
    conversion::{Kind, model, store::Line},
    program::{self, Terms},
};

/// The most conversions of one customer that are decided together.
const TOGETHER: i64 = 500;

/// A conversion as it was told.
#[derive(Debug, Clone)]
pub(in crate::conversion) struct Told {
    pub(in crate::conversion) id: ConversionId,
    pub(in crate::conversion) customer: Option<[u8; 16]>,
    pub(in crate::conversion) kind: Kind,
    pub(in crate::conversion) amount: Money,
    pub(in crate::conversion) lines: Vec<Line>,
    pub(in crate::conversion) clicks: Vec<ClickId>,
    pub(in crate::conversion) codes: Vec<String>,
    pub(in crate::conversion) occurred_at: Timestamp,
    /// What was given back of it until now.
    pub(in crate::conversion) refunded_minor: i64,
}

/// A touch, and what it earns by.
#[derive(Debug, Clone)]
pub(in crate::conversion) struct Fact {
    pub(in crate::conversion) touch: Touch,
    pub(in crate::conversion) terms_id: TermsId,
}

/// Conversions, in the order in which they happened: of customers all, of one with very many the latest; and in any case these.
pub(in crate::conversion) async fn told(
    tx: &mut Tx,
    id: ProgramId,
    customers: &[[u8; 16]],
    ids: &[ConversionId],
) -> Result<Vec<Told>, DbError> {
    let rows = sqlx::query!(
        "SELECT c.id, c.customer, c.kind, c.currency, c.amount_minor, c.lines AS \"lines: Json<Vec<Line>>\", c.clicks, c.codes,
                c.occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\",
                CASE c.kind WHEN 'sale' THEN ARRAY(
                    SELECT coalesce(r.amount_minor, -1) FROM affiliate.refunds r
                    WHERE r.program_id = c.program_id AND r.sale_id = c.external_id
                      AND (r.amount_minor IS NULL OR r.currency = c.currency)
                    ORDER BY r.received_at, r.id LIMIT 1000) ELSE '{}' END AS \"refunds!\"
         FROM (SELECT unnest($3::uuid[]) AS id
               UNION (SELECT l.id FROM unnest($2::bytea[]) AS w (customer)
                      CROSS JOIN LATERAL (SELECT o.id FROM affiliate.conversions o WHERE o.program_id = $1 AND o.customer = w.customer
                                          ORDER BY o.occurred_at DESC, o.id DESC LIMIT $4) l)) w
         -- By the id alone: a plan made while there were few would read the whole program for each.
         CROSS JOIN LATERAL (SELECT * FROM affiliate.conversions o WHERE o.id = w.id OFFSET 0) c
         WHERE c.program_id = $1 ORDER BY c.occurred_at, c.id",
        id.as_uuid(),
        &names(customers),
        &ids.iter().map(ConversionId::as_uuid).collect::<Vec<_>>(),
        TOGETHER,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let told = rows.map(|row| {
        let currency =
            Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
        let refunds: Vec<Option<i64>> = row.refunds.into_iter().map(|amount| (amount >= 0).then_some(amount)).collect();
        Ok(Told {
            id: row.id.into(),
            customer: row.customer.map(customer).transpose()?,
            kind: kind(&row.kind),
            amount: Money::new(row.amount_minor, currency),
            lines: row.lines.0,
            clicks: row.clicks.into_iter().map(ClickId::from_uuid).collect(),
            codes: row.codes,
            occurred_at: row.occurred_at.to_jiff(),
            refunded_minor: model::refunded(row.amount_minor, &refunds),
        })
    });
    told.collect()
}

fn names(customers: &[[u8; 16]]) -> Vec<Vec<u8>> {
    customers.iter().map(|customer| customer.to_vec()).collect()
}

/// A customer as they are kept.
pub(in crate::conversion) fn customer(kept: Vec<u8>) -> Result<[u8; 16], DbError> {
    Ok(kept.try_into().map_err(|_other| sqlx::Error::Decode("a customer of another length".into()))?)
}

fn fault(word: Option<&str>) -> Option<Fault> {
    match word? {
        "robot" => Some(Fault::Robot),
        "prefetch" => Some(Fault::Prefetch),
        "link_off" => Some(Fault::LinkOff),
        _ => Some(Fault::NoPartnership),
    }
}

/// The touches of these clicks, as far as they are clicks on links of this program.
pub(in crate::conversion) async fn clicks(tx: &mut Tx, id: ProgramId, clicks: &[ClickId]) -> Result<Vec<Fact>, DbError> {
    if clicks.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT c.id, c.at AS \"at: jiff_sqlx::Timestamp\", c.partnership_id, c.terms_id, c.fault,
                (t.body ->> 'window_days')::integer AS \"window_days!\"
         FROM affiliate.clicks c
         JOIN affiliate.partnerships s ON s.id = c.partnership_id AND s.program_id = $1
         JOIN affiliate.terms t ON t.id = c.terms_id
         WHERE c.id = ANY ($2) ORDER BY c.id",
        id.as_uuid(),
        &clicks.iter().map(ClickId::as_uuid).collect::<Vec<_>>(),
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let facts = rows.map(|row| Fact {
        touch: Touch {
            id: TouchId::from_uuid(row.id),
            partnership_id: row.partnership_id.into(),
            kind: TouchKind::Link,
            at: row.at.to_jiff(),
            window: SignedDuration::from_hours(24 * i64::from(row.window_days)),
            fault: fault(row.fault.as_deref()),
        },
        terms_id: row.terms_id.into(),
    });
    Ok(facts.collect())
}

/// Codes as they stood when orders were placed: whose, by which terms; with the place of the order's.
pub(in crate::conversion) async fn codes(
    tx: &mut Tx,
    id: ProgramId,
    used: &[(usize, &str, Timestamp)],
) -> Result<Vec<(usize, Fact)>, DbError> {
    if used.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT u.place, u.at AS \"at!: jiff_sqlx::Timestamp\", k.id, k.partnership_id,
                k.starts_at <= u.at AND (k.ends_at IS NULL OR k.ends_at > u.at) AS \"is_on!\",
                h.group_id IS NOT NULL AS \"is_partner!\", t.id AS terms_id
         FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) WITH ORDINALITY AS u (place, code, at, n)
         JOIN affiliate.codes k ON k.program_id = $1 AND k.code = u.code
         JOIN affiliate.partnerships s ON s.id = k.partnership_id
         LEFT JOIN LATERAL (SELECT group_id FROM affiliate.partnership_spans
                            WHERE partnership_id = s.id AND starts_at <= u.at AND (ends_at IS NULL OR ends_at > u.at)
                            ORDER BY starts_at DESC LIMIT 1) h ON true
         CROSS JOIN LATERAL (SELECT id FROM affiliate.terms WHERE group_id = coalesce(h.group_id, s.group_id)
                             ORDER BY created_at <= u.at DESC, CASE WHEN created_at <= u.at THEN -version ELSE version END LIMIT 1) t
         ORDER BY u.n",
        id.as_uuid(),
        &used.iter().map(|(place, ..)| i64::try_from(*place).unwrap_or(i64::MAX)).collect::<Vec<_>>(),
        &used.iter().map(|(_, code, _)| (*code).to_owned()).collect::<Vec<_>>(),
        &used.iter().map(|(.., at)| at.to_sqlx()).collect::<Vec<_>>() as _,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let facts = rows.map(|row| {
        let touch = Touch {
            id: TouchId::from_uuid(row.id),
            partnership_id: PartnershipId::from_uuid(row.partnership_id),
            kind: TouchKind::Code,
            at: row.at.to_jiff(),
            window: SignedDuration::ZERO,
            fault: match (row.is_partner, row.is_on) {
                (false, _) => Some(Fault::NoPartnership),
                (true, false) => Some(Fault::CodeOff),
                (true, true) => None,
            },
        };
        let place = row.place.and_then(|place| usize::try_from(place).ok()).unwrap_or(usize::MAX);
        (place, Fact { touch, terms_id: TermsId::from_uuid(row.terms_id) })
    });
    Ok(facts.collect())
}

/// The terms that these touches earn by.
pub(in crate::conversion) async fn terms(tx: &mut Tx, mut ids: Vec<TermsId>) -> Result<HashMap<TermsId, Terms>, DbError> {
    ids.sort_unstable();
    ids.dedup();
    Ok(program::terms(tx.conn(), &ids).await?.into_iter().collect())
}

/// How the program attributes: every version, the first one first.
pub(in crate::conversion) async fn policies(tx: &mut Tx, id: ProgramId) -> Result<Vec<(i32, Timestamp, Policy)>, DbError> {
    let rows = sqlx::query!(
        "SELECT version, created_at AS \"created_at: jiff_sqlx::Timestamp\", body AS \"policy: Json<Policy>\"
         FROM affiliate.policies WHERE program_id = $1 ORDER BY version",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    Ok(rows.map(|row| (row.version, row.created_at.to_jiff(), row.policy.0)).collect())
}

/// The first conversion of customers of each kind: whose, which, and when.
pub(in crate::conversion) async fn first(
    tx: &mut Tx,
    id: ProgramId,
    customers: &[[u8; 16]],
) -> Result<HashMap<([u8; 16], Kind), (ConversionId, Timestamp)>, DbError> {
    if customers.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        "SELECT w.customer AS \"customer!\", k.kind AS \"kind!\", f.id, f.occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\"
         FROM unnest($2::bytea[]) AS w (customer)
         CROSS JOIN unnest('{lead,sale}'::text[]) AS k (kind)
         CROSS JOIN LATERAL (SELECT id, occurred_at FROM affiliate.conversions
                             WHERE program_id = $1 AND customer = w.customer AND kind = k.kind ORDER BY occurred_at, id LIMIT 1) f",
        id.as_uuid(),
        &names(customers),
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let first = rows.map(|row| Ok(((customer(row.customer)?, kind(&row.kind)), (row.id.into(), row.occurred_at.to_jiff()))));
    first.collect()
}

fn kind(word: &str) -> Kind {
    if word == Kind::Lead.as_str() { Kind::Lead } else { Kind::Sale }
}
