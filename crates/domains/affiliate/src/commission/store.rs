//! The rows of commissions, their entries, and what groups have spent.

use contracts::affiliate::{CommissionId, PartnershipId, TermsId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::Wanted;
use crate::program::{Cap, CapPeriod};

/// Locks partnerships: everything about what they earn waits its turn.
pub(super) async fn lock_partnerships(tx: &mut Tx, ids: &[PartnershipId]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ids.iter().map(PartnershipId::as_uuid).collect();
    sqlx::query!("SELECT id FROM affiliate.partnerships WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", &ids)
        .fetch_all(tx.conn())
        .await?;
    Ok(())
}

/// Its time is over.
pub(super) async fn set_matured(tx: &mut Tx, ids: &[CommissionId]) -> Result<(), DbError> {
    let (now, ids) = (tx.now(), ids.iter().map(CommissionId::as_uuid).collect::<Vec<_>>());
    sqlx::query!(
        "UPDATE affiliate.commissions SET matured_at = $2, updated_at = $2 WHERE id = ANY ($1) AND matured_at IS NULL",
        &ids,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is booked of a commission now, and what its cap left out.
pub(super) async fn set_booked(tx: &mut Tx, id: CommissionId, booked_minor: i64, capped_minor: i64) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.commissions SET booked_minor = $2, capped_minor = $3, updated_at = $4 WHERE id = $1",
        id.as_uuid(),
        booked_minor,
        capped_minor,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a conversion earns a partner from now on: what was booked of it, what is, and what the cap left out. Whether it was as it was
/// read.
pub(super) async fn put(
    tx: &mut Tx,
    id: CommissionId,
    one: &Wanted,
    currency: Currency,
    (before_minor, booked_minor, capped_minor): (i64, i64, i64),
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO affiliate.commissions
             (id, conversion_id, partnership_id, terms_id, touch_id, share_bp, currency, earned_minor, owed_minor, booked_minor,
              capped_minor, matures_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
         ON CONFLICT (conversion_id, partnership_id) DO UPDATE
         SET terms_id = excluded.terms_id, touch_id = excluded.touch_id, share_bp = excluded.share_bp,
             earned_minor = excluded.earned_minor, owed_minor = excluded.owed_minor, booked_minor = excluded.booked_minor,
             capped_minor = excluded.capped_minor, updated_at = excluded.updated_at,
             matures_at = CASE WHEN commissions.matured_at IS NULL THEN excluded.matures_at ELSE commissions.matures_at END
         WHERE commissions.booked_minor = $14",
        id.as_uuid(),
        one.conversion_id.as_uuid(),
        one.partnership_id.as_uuid(),
        one.terms_id.as_uuid(),
        one.touch_id,
        i32::try_from(one.share_bp).unwrap_or(i32::MAX),
        currency.code(),
        one.earned_minor,
        one.owed_minor,
        booked_minor,
        capped_minor,
        one.matures_at.to_sqlx() as _,
        now.to_sqlx() as _,
        before_minor,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Another partner is credited now.
pub(super) async fn set_nothing(tx: &mut Tx, id: CommissionId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.commissions
         SET share_bp = 0, earned_minor = 0, owed_minor = 0, booked_minor = 0, capped_minor = 0, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An entry of a commission: with whether what it moved was payable, which no instant tells for certain.
pub(super) async fn insert_entry(
    tx: &mut Tx,
    journal_id: Uuid,
    id: CommissionId,
    (kind, of_payable): (&'static str, bool),
    amount_minor: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.commission_entries (journal_id, commission_id, kind, amount_minor, created_at, of_payable)
         VALUES ($1, $2, $3, $4, $5, $6)",
        journal_id,
        id.as_uuid(),
        kind,
        amount_minor,
        now.to_sqlx() as _,
        of_payable,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The word of a cap's time in SQL: `date_trunc` knows it.
const fn unit(per: CapPeriod) -> Option<&'static str> {
    match per {
        CapPeriod::Day => Some("day"),
        CapPeriod::Month => Some("month"),
        CapPeriod::Ever => None,
    }
}

/// Takes as much as the cap of a group has left for the time of this order, at most `more`; answers how much. Exact, whoever asks at the
/// same moment: the row is locked from the first who asks to the end of their transaction.
pub(super) async fn spend(tx: &mut Tx, id: TermsId, cap: Cap, at: Timestamp, more: i64) -> Result<i64, DbError> {
    sqlx::query!(
        "INSERT INTO affiliate.spending (group_id, per, starts_at, spent_minor)
         SELECT group_id, coalesce($2, 'ever'), CASE WHEN $2::text IS NULL THEN '-infinity' ELSE date_trunc($2, $3::timestamptz, 'UTC') END, 0
         FROM affiliate.terms WHERE id = $1
         ON CONFLICT DO NOTHING",
        id.as_uuid(),
        unit(cap.per),
        at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let granted = sqlx::query_scalar!(
        "WITH left_over AS (
             SELECT s.group_id, s.per, s.starts_at, greatest(0, least($4::bigint, $5::bigint - s.spent_minor)) AS granted
             FROM affiliate.spending s JOIN affiliate.terms t ON t.group_id = s.group_id AND t.id = $1
             WHERE s.per = coalesce($2, 'ever') AND s.starts_at = CASE WHEN $2::text IS NULL THEN '-infinity' ELSE date_trunc($2, $3::timestamptz, 'UTC') END
             FOR UPDATE OF s
         )
         UPDATE affiliate.spending s SET spent_minor = s.spent_minor + l.granted
         FROM left_over l WHERE s.group_id = l.group_id AND s.per = l.per AND s.starts_at = l.starts_at
         RETURNING l.granted AS \"granted!\"",
        id.as_uuid(),
        unit(cap.per),
        at.to_sqlx() as _,
        more,
        cap.amount.amount_minor,
    );
    Ok(granted.fetch_one(tx.conn()).await?)
}

/// Gives back what was taken from a cap.
pub(super) async fn release(tx: &mut Tx, id: TermsId, cap: Cap, at: Timestamp, less: i64) -> Result<(), DbError> {
    if less == 0 {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE affiliate.spending s SET spent_minor = s.spent_minor - $4
         FROM affiliate.terms t
         WHERE t.id = $1 AND s.group_id = t.group_id AND s.per = coalesce($2, 'ever')
           AND s.starts_at = CASE WHEN $2::text IS NULL THEN '-infinity' ELSE date_trunc($2, $3::timestamptz, 'UTC') END",
        id.as_uuid(),
        unit(cap.per),
        at.to_sqlx() as _,
        less,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
