//! Writing visits down.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgPool;

use super::{
    Source,
    recorder::{Batch, Visitor},
};

/// How many rows one transaction deletes.
pub(super) const PIECE: u64 = 10_000;

/// Who was not counted yet on their day is now, by the way they came. Of other sites a day names a hundred; who comes by more of
/// them is counted as one who came by another site: what others write into a header fills no table.
pub(super) async fn count(tx: &mut Tx, batch: &Batch) -> Result<(), DbError> {
    sqlx::query!(
        "WITH sent AS (
             SELECT * FROM unnest($1::uuid[], $2::date[], $3::bytea[], $4::text[]) AS s (project_id, day, visitor, source)
         ), new AS (
             INSERT INTO crowdfunding.visitors (project_id, day, visitor, source)
             SELECT project_id, day, visitor, source FROM sent ORDER BY project_id, day, visitor
             ON CONFLICT DO NOTHING
             RETURNING project_id, day, source
         ), placed AS (
             SELECT n.project_id, n.day, n.source, n.source NOT LIKE 'site:%' OR d.source IS NOT NULL AS known,
                    dense_rank() OVER (PARTITION BY n.project_id, n.day, d.source IS NULL AND n.source LIKE 'site:%'
                                       ORDER BY n.source) AS place
             FROM new n LEFT JOIN crowdfunding.visit_days d
                  ON d.project_id = n.project_id AND d.day = n.day AND d.source = n.source
         ), named AS (
             SELECT p.project_id, p.day,
                    CASE WHEN p.known OR p.place + (
                             SELECT count(*) FROM crowdfunding.visit_days d
                             WHERE d.project_id = p.project_id AND d.day = p.day AND d.source LIKE 'site:%') <= 100
                         THEN p.source ELSE 'other' END AS source
             FROM placed p
         )
         INSERT INTO crowdfunding.visit_days (project_id, day, source, visits)
         SELECT project_id, day, source, count(*) FROM named GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
         ON CONFLICT (project_id, day, source) DO UPDATE SET visits = visit_days.visits + excluded.visits",
        &batch.keys().map(|(project_id, ..)| project_id.as_uuid()).collect::<Vec<_>>(),
        &batch.keys().map(|(_, day, _)| day.to_sqlx()).collect::<Vec<_>>() as _,
        &batch.keys().map(|(.., mark)| mark.to_vec()).collect::<Vec<_>>(),
        &batch.values().map(Source::word).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// By which way somebody came first that day.
pub(super) async fn find(pool: &PgPool, (project_id, day, mark): &Visitor) -> Result<Option<Source>, DbError> {
    let word = sqlx::query_scalar!(
        "SELECT source FROM crowdfunding.visitors WHERE project_id = $1 AND day = $2 AND visitor = $3",
        project_id.as_uuid(),
        day.to_sqlx() as _,
        mark.as_slice(),
    );
    Ok(word.fetch_optional(pool).await?.and_then(|word| Source::parse(&word)))
}

/// Forgets who visited before this day, a piece at a time.
pub(super) async fn forget(tx: &mut Tx, before: Date) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "DELETE FROM crowdfunding.visitors WHERE (project_id, day, visitor) IN
             (SELECT project_id, day, visitor FROM crowdfunding.visitors WHERE day < $1 ORDER BY day LIMIT 10000)",
        before.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
