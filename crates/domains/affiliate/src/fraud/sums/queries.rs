//! Counting the cases of a program: those that somebody decides or decided, by the index of its lists.

use contracts::affiliate::ProgramId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgConnection;

pub(super) struct Counts {
    pub(super) open: i64,
    pub(super) rejected: i64,
    pub(super) rejected_before: i64,
}

/// What is open now; what was rejected between the last two instants, and between the first two.
pub(super) async fn counts(
    conn: &mut PgConnection,
    id: ProgramId,
    [before, since, until]: [Timestamp; 3],
) -> Result<Counts, DbError> {
    let row = sqlx::query_as!(
        Counts,
        "SELECT count(*) FILTER (WHERE queue = 'open') AS \"open!\",
                count(*) FILTER (WHERE state = 'rejected' AND decided_at >= $3 AND decided_at < $4) AS \"rejected!\",
                count(*) FILTER (WHERE state = 'rejected' AND decided_at >= $2 AND decided_at < $3) AS \"rejected_before!\"
         FROM affiliate.fraud_cases WHERE program_id = $1 AND queue IN ('open', 'decided')",
        id.as_uuid(),
        before.to_sqlx() as _,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
    );
    Ok(row.fetch_one(conn).await?)
}

/// What is due of the commissions that cases hold.
pub(super) async fn held(conn: &mut PgConnection, id: ProgramId) -> Result<Money, DbError> {
    let row = sqlx::query!(
        "SELECT p.currency,
                (SELECT coalesce(sum(greatest(c.owed_minor - c.capped_minor, 0)), 0)
                 FROM affiliate.fraud_cases f
                 JOIN affiliate.commissions c ON c.conversion_id = f.conversion_id AND c.partnership_id = f.partnership_id
                 WHERE f.program_id = p.id AND f.queue = 'open' AND f.state = 'held')::bigint AS \"held!\"
         FROM affiliate.programs p WHERE p.id = $1",
        id.as_uuid(),
    );
    let row = row.fetch_one(conn).await?;
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Money::new(row.held, currency))
}
