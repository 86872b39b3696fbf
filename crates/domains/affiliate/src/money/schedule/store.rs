//! The rows of schedules.

use contracts::{affiliate::PartnershipId, payments::DisbursementId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};

use super::PayoutEvery;

/// How often; `Never` without a row.
pub(super) async fn find(conn: &mut PgConnection, id: PartnershipId) -> Result<PayoutEvery, DbError> {
    let word = sqlx::query_scalar!("SELECT every FROM affiliate.payout_schedules WHERE partnership_id = $1", id.as_uuid());
    let Some(word) = word.fetch_optional(conn).await? else { return Ok(PayoutEvery::Never) };
    PayoutEvery::parse(&word).ok_or_else(|| sqlx::Error::Decode("a schedule in words that are not known".into()).into())
}

/// From the week or month after this day on.
pub(super) async fn put(tx: &mut Tx, id: PartnershipId, every: PayoutEvery, done_on: Date) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.payout_schedules (partnership_id, every, done_on, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (partnership_id) DO UPDATE SET every = excluded.every, done_on = excluded.done_on",
        id.as_uuid(),
        every.as_str(),
        done_on.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: PartnershipId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.payout_schedules WHERE partnership_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Partnerships whose week or month that begins on this day is not done, in the order of their ids.
pub(super) async fn due(
    pool: &PgPool,
    (every, day): (PayoutEvery, Date),
    after: PartnershipId,
    limit: i64,
) -> Result<Vec<PartnershipId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT partnership_id FROM affiliate.payout_schedules
         WHERE every = $1 AND done_on < $2::date AND partnership_id > $3 ORDER BY partnership_id LIMIT $4",
        every.as_str(),
        day.to_sqlx() as _,
        after.as_uuid(),
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PartnershipId::from_uuid).collect())
}

/// Takes the week or month that begins on this day: true for one alone, who holds the row until the end.
pub(super) async fn take(tx: &mut Tx, id: PartnershipId, (every, day): (PayoutEvery, Date)) -> Result<bool, DbError> {
    let taken = sqlx::query!(
        "UPDATE affiliate.payout_schedules SET done_on = $3::date WHERE partnership_id = $1 AND every = $2 AND done_on < $3::date",
        id.as_uuid(),
        every.as_str(),
        day.to_sqlx() as _,
    );
    Ok(taken.execute(tx.conn()).await?.rows_affected() == 1)
}

/// The last payout of a partnership.
pub(super) async fn last_payout(conn: &mut PgConnection, id: PartnershipId) -> Result<Option<DisbursementId>, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM affiliate.payouts WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
        id.as_uuid(),
    );
    Ok(found.fetch_optional(conn).await?.map(DisbursementId::from_uuid))
}
