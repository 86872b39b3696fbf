//! Reading commissions, for who books them.

use contracts::{
    affiliate::{CommissionId, ConversionId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use sqlx::{PgPool, types::Json};
use uuid::Uuid;

use super::Commission;
use crate::program::Cap;

struct Row {
    id: Uuid,
    conversion_id: Uuid,
    partnership_id: Uuid,
    earned_minor: i64,
    owed_minor: i64,
    capped_minor: i64,
    booked_minor: i64,
    matures_at: jiff_sqlx::Timestamp,
    matured_at: Option<jiff_sqlx::Timestamp>,
    touch_id: Uuid,
    share_bp: i32,
    terms_id: Uuid,
    cap: Option<Json<Option<Cap>>>,
    occurred_at: jiff_sqlx::Timestamp,
}

impl From<Row> for Commission {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            conversion_id: row.conversion_id.into(),
            partnership_id: row.partnership_id.into(),
            earned_minor: row.earned_minor,
            owed_minor: row.owed_minor,
            capped_minor: row.capped_minor,
            booked_minor: row.booked_minor,
            matures_at: row.matures_at.to_jiff(),
            matured_at: row.matured_at.map(jiff_sqlx::Timestamp::to_jiff),
            touch_id: row.touch_id,
            share_bp: row.share_bp.unsigned_abs(),
            terms_id: row.terms_id.into(),
            cap: row.cap.and_then(|cap| cap.0),
            occurred_at: row.occurred_at.to_jiff(),
        }
    }
}

/// What these conversions earn.
pub(crate) async fn of_conversions(tx: &mut Tx, ids: &[ConversionId]) -> Result<Vec<Commission>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(ConversionId::as_uuid).collect();
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id, c.conversion_id, c.partnership_id, c.earned_minor, c.owed_minor, c.capped_minor,
                c.booked_minor, c.matures_at AS \"matures_at: _\", c.matured_at AS \"matured_at: _\", c.touch_id, c.share_bp, c.terms_id,
                t.body -> 'cap' AS \"cap: _\", v.occurred_at AS \"occurred_at: _\"
         FROM affiliate.commissions c
         JOIN affiliate.terms t ON t.id = c.terms_id
         -- One by one: a plan made while there were few would read them all.
         CROSS JOIN LATERAL (SELECT o.occurred_at FROM affiliate.conversions o WHERE o.id = c.conversion_id OFFSET 0) v
         WHERE c.conversion_id = ANY ($1) ORDER BY c.id",
        &ids,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Into::into).collect())
}

/// A commission with whose it is.
pub(super) struct Due {
    pub(super) commission: Commission,
    pub(super) program_id: ProgramId,
    pub(super) merchant: OrganisationId,
    pub(super) currency: Currency,
}

/// Partnerships with commissions that are booked in full and whose time is over. What is nothing never becomes payable: its conversion can
/// still be decided.
pub(super) async fn partnerships_due(
    pool: &PgPool,
    now: Timestamp,
    after: PartnershipId,
    limit: i64,
) -> Result<Vec<PartnershipId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT c.partnership_id FROM affiliate.commissions c
         WHERE c.matured_at IS NULL AND c.booked_minor > 0 AND c.matures_at <= $1 AND c.booked_minor >= c.owed_minor - c.capped_minor
           AND c.partnership_id > $2
           AND NOT EXISTS (SELECT FROM affiliate.fraud_cases f WHERE f.conversion_id = c.conversion_id AND f.blocks_until IS NOT NULL)
         ORDER BY c.partnership_id LIMIT $3",
        now.to_sqlx() as _,
        after.as_uuid(),
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PartnershipId::from_uuid).collect())
}

/// Whether something of a program waits for its merchant's wallet.
pub(super) async fn waits(tx: &mut Tx, id: ProgramId) -> Result<bool, DbError> {
    let waits = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM affiliate.partnerships s JOIN affiliate.commissions c ON c.partnership_id = s.id
                        WHERE s.program_id = $1 AND c.matured_at IS NULL AND c.booked_minor < c.owed_minor - c.capped_minor) AS \"waits!\"",
        id.as_uuid(),
    );
    Ok(waits.fetch_one(tx.conn()).await?)
}

/// A commission that waits for its merchant's wallet.
pub(super) struct Unpaid {
    pub(super) id: CommissionId,
    pub(super) partnership_id: PartnershipId,
    pub(super) program_id: ProgramId,
}

/// Commissions that wait for their merchant's wallet, the oldest first.
pub(super) async fn unpaid(pool: &PgPool, after: Uuid, limit: i64) -> Result<Vec<Unpaid>, DbError> {
    let rows = sqlx::query!(
        "SELECT c.id, c.partnership_id, v.program_id
         FROM affiliate.commissions c JOIN affiliate.conversions v ON v.id = c.conversion_id
         WHERE c.matured_at IS NULL AND c.booked_minor < c.owed_minor - c.capped_minor AND c.id > $1 ORDER BY c.id LIMIT $2",
        after,
        limit,
    );
    let rows = rows.fetch_all(pool).await?.into_iter();
    let unpaid = rows.map(|row| Unpaid {
        id: row.id.into(),
        partnership_id: row.partnership_id.into(),
        program_id: row.program_id.into(),
    });
    Ok(unpaid.collect())
}

/// What is due of a partnership; the partnership is locked.
pub(super) async fn due_of(tx: &mut Tx, id: PartnershipId, limit: i64) -> Result<Vec<Due>, DbError> {
    let now = tx.now();
    let rows = sqlx::query!(
        "SELECT c.id, c.conversion_id, c.partnership_id, c.earned_minor, c.owed_minor, c.capped_minor, c.booked_minor, c.terms_id,
                c.currency, c.touch_id, c.share_bp, c.matures_at AS \"matures_at: jiff_sqlx::Timestamp\", v.program_id, p.organisation_id, v.occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\"
         FROM affiliate.commissions c
         JOIN affiliate.conversions v ON v.id = c.conversion_id
         JOIN affiliate.programs p ON p.id = v.program_id
         WHERE c.partnership_id = $1 AND c.matured_at IS NULL AND c.booked_minor > 0 AND c.matures_at <= $2
           AND c.booked_minor >= c.owed_minor - c.capped_minor
           AND NOT EXISTS (SELECT FROM affiliate.fraud_cases f WHERE f.conversion_id = c.conversion_id AND f.blocks_until IS NOT NULL)
         ORDER BY c.matures_at, c.id LIMIT $3",
        id.as_uuid(),
        now.to_sqlx() as _,
        limit,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let due = rows.map(|row| {
        let currency =
            Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
        let commission = Commission {
            id: row.id.into(),
            conversion_id: row.conversion_id.into(),
            partnership_id: row.partnership_id.into(),
            earned_minor: row.earned_minor,
            owed_minor: row.owed_minor,
            capped_minor: row.capped_minor,
            booked_minor: row.booked_minor,
            matures_at: row.matures_at.to_jiff(),
            matured_at: None,
            touch_id: row.touch_id,
            share_bp: row.share_bp.unsigned_abs(),
            terms_id: row.terms_id.into(),
            cap: None,
            occurred_at: row.occurred_at.to_jiff(),
        };
        Ok(Due { commission, program_id: row.program_id.into(), merchant: row.organisation_id.into(), currency })
    });
    due.collect()
}

/// A commission that waits for money; its partnership is locked.
pub(super) async fn unpaid_one(tx: &mut Tx, id: CommissionId) -> Result<Option<Due>, DbError> {
    let row = sqlx::query!(
        "SELECT c.conversion_id, c.partnership_id, c.earned_minor, c.owed_minor, c.capped_minor, c.booked_minor, c.terms_id, c.currency,
                c.touch_id, c.share_bp, c.matures_at AS \"matures_at: jiff_sqlx::Timestamp\", c.matured_at AS \"matured_at: jiff_sqlx::Timestamp\", t.body -> 'cap' AS \"cap: Json<Option<Cap>>\",
                v.program_id, p.organisation_id, v.occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\"
         FROM affiliate.commissions c
         JOIN affiliate.terms t ON t.id = c.terms_id
         JOIN affiliate.conversions v ON v.id = c.conversion_id
         JOIN affiliate.programs p ON p.id = v.program_id
         WHERE c.id = $1 AND c.matured_at IS NULL AND c.booked_minor < c.owed_minor - c.capped_minor",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    let commission = Commission {
        id,
        conversion_id: row.conversion_id.into(),
        partnership_id: row.partnership_id.into(),
        earned_minor: row.earned_minor,
        owed_minor: row.owed_minor,
        capped_minor: row.capped_minor,
        booked_minor: row.booked_minor,
        matures_at: row.matures_at.to_jiff(),
        touch_id: row.touch_id,
        share_bp: row.share_bp.unsigned_abs(),
        matured_at: row.matured_at.map(jiff_sqlx::Timestamp::to_jiff),
        terms_id: row.terms_id.into(),
        cap: row.cap.and_then(|cap| cap.0),
        occurred_at: row.occurred_at.to_jiff(),
    };
    Ok(Some(Due { commission, program_id: row.program_id.into(), merchant: row.organisation_id.into(), currency }))
}
