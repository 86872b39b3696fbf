//! Reading cadences, and whose digest is due.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

use super::Cadence;
use crate::Topic;

/// What the account said; at most one a topic.
pub(super) async fn cadences(pool: &PgPool, account_id: AccountId) -> Result<Vec<(Topic, Cadence)>, DbError> {
    let rows = sqlx::query!(
        "SELECT topic, cadence FROM notifications.cadences WHERE account_id = $1 ORDER BY topic LIMIT 50",
        account_id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Topic::parse(&row.topic)?, Cadence::parse(&row.cadence)?))).collect())
}

/// Accounts for which something is due, by their ids.
pub(super) async fn due(pool: &PgPool, after: Option<AccountId>, now: Timestamp, limit: i64) -> Result<Vec<AccountId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT account_id FROM notifications.digest_entries
         WHERE due_at <= $1 AND ($2::uuid IS NULL OR account_id > $2) ORDER BY account_id LIMIT $3",
        now.to_sqlx() as _,
        after.map(|id| id.as_uuid()),
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(AccountId::from_uuid).collect())
}
