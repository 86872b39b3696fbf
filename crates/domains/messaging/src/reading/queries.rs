//! Counting what was not read.

use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

/// How many messages of others this person has not read, counted up to a limit. Conversations without news are left out before their
/// messages are looked at.
pub(super) async fn unread(pool: &PgPool, account_id: AccountId, limit: i64) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM (
             SELECT FROM (
                 SELECT DISTINCT s.conversation_id
                 FROM (SELECT 'account' AS kind, $1::uuid AS id
                       UNION ALL
                       SELECT 'organisation', m.organisation_id FROM identity_pub.organisation_member m WHERE m.account_id = $1) mine
                 JOIN messaging.side s ON s.kind = mine.kind AND s.side_id = mine.id) own
             JOIN messaging.conversation c ON c.id = own.conversation_id
             LEFT JOIN messaging.read_marker r ON r.account_id = $1 AND r.conversation_id = c.id
             JOIN messaging.message m ON m.conversation_id = c.id AND m.number > coalesce(r.number, 0)
             WHERE c.last_number > coalesce(r.number, 0) AND m.state = 'visible' AND m.author_id IS DISTINCT FROM $1
             LIMIT $2) unread",
        account_id.as_uuid(),
        limit,
    );
    Ok(count.fetch_one(pool).await?)
}
