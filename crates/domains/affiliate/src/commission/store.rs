//! The rows of commissions, their entries, and what groups have spent.

use contracts::affiliate::{CommissionId, PartnershipId, TermsId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::pass::{Entry, Put};
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

/// What conversions earn partners from now on, which they did not until now. Whether there was none of them.
pub(super) async fn insert(tx: &mut Tx, new: &[&Put<'_>], currency: Currency) -> Result<bool, DbError> {
    if new.is_empty() {
        return Ok(true);
    }
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO affiliate.commissions
             (id, conversion_id, partnership_id, terms_id, touch_id, share_bp, currency, earned_minor, owed_minor, booked_minor,
              capped_minor, matures_at, created_at, updated_at)
         SELECT n.id, n.conversion_id, n.partnership_id, n.terms_id, n.touch_id, n.share_bp, $11, n.earned_minor, n.owed_minor, n.booked_minor,
                n.capped_minor, n.matures_at, $12, $12
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::integer[], $7::bigint[], $8::bigint[], $9::bigint[],
                     $10::bigint[], $13::timestamptz[])
              AS n (id, conversion_id, partnership_id, terms_id, touch_id, share_bp, earned_minor, owed_minor, booked_minor, capped_minor,
                    matures_at)
         ON CONFLICT (conversion_id, partnership_id) DO NOTHING",
        &ids(new, |put| put.id.as_uuid()),
        &ids(new, |put| put.one.conversion_id.as_uuid()),
        &ids(new, |put| put.one.partnership_id.as_uuid()),
        &ids(new, |put| put.one.terms_id.as_uuid()),
        &ids(new, |put| put.one.touch_id),
        &shares(new),
        &amounts(new, |put| put.one.earned_minor),
        &amounts(new, |put| put.one.owed_minor),
        &amounts(new, |put| put.booked),
        &amounts(new, |put| put.capped),
        currency.code(),
        now.to_sqlx() as _,
        &new.iter().map(|put| put.one.matures_at.to_sqlx()).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == new.len() as u64)
}

/// What conversions earn partners from now on in place of what they did. Whether all was as it was read.
pub(super) async fn update(tx: &mut Tx, known: &[&Put<'_>]) -> Result<bool, DbError> {
    if known.is_empty() {
        return Ok(true);
    }
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE affiliate.commissions c
         SET terms_id = n.terms_id, touch_id = n.touch_id, share_bp = n.share_bp, earned_minor = n.earned_minor, owed_minor = n.owed_minor,
             booked_minor = n.booked_minor, capped_minor = n.capped_minor, updated_at = $11,
             matures_at = CASE WHEN c.matured_at IS NULL THEN n.matures_at ELSE c.matures_at END
         FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::integer[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                     $10::timestamptz[])
              AS n (id, before_minor, terms_id, touch_id, share_bp, earned_minor, owed_minor, booked_minor, capped_minor, matures_at)
         WHERE c.id = n.id AND c.booked_minor = n.before_minor",
        &ids(known, |put| put.id.as_uuid()),
        &amounts(known, |put| put.before.unwrap_or_default()),
        &ids(known, |put| put.one.terms_id.as_uuid()),
        &ids(known, |put| put.one.touch_id),
        &shares(known),
        &amounts(known, |put| put.one.earned_minor),
        &amounts(known, |put| put.one.owed_minor),
        &amounts(known, |put| put.booked),
        &amounts(known, |put| put.capped),
        &known.iter().map(|put| put.one.matures_at.to_sqlx()).collect::<Vec<_>>() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == known.len() as u64)
}

fn ids(puts: &[&Put<'_>], of: fn(&Put<'_>) -> Uuid) -> Vec<Uuid> {
    puts.iter().map(|put| of(put)).collect()
}

fn amounts(puts: &[&Put<'_>], of: fn(&Put<'_>) -> i64) -> Vec<i64> {
    puts.iter().map(|put| of(put)).collect()
}

fn shares(puts: &[&Put<'_>]) -> Vec<i32> {
    puts.iter().map(|put| i32::try_from(put.one.share_bp).unwrap_or(i32::MAX)).collect()
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

pub(super) async fn insert_entries(tx: &mut Tx, entries: &[Entry]) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.commission_entries (journal_id, commission_id, kind, amount_minor, created_at, of_payable)
         SELECT n.journal_id, n.commission_id, n.kind, n.amount_minor, $5, n.of_payable
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $6::boolean[])
              AS n (journal_id, commission_id, kind, amount_minor, of_payable)",
        &entries.iter().map(|entry| entry.journal_id).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.commission_id.as_uuid()).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.kind.to_owned()).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.amount_minor).collect::<Vec<_>>(),
        now.to_sqlx() as _,
        &entries.iter().map(|entry| entry.of_payable).collect::<Vec<_>>(),
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
