//! The rows of conversations.

use contracts::messaging::ConversationId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::{Conversation, Filter};
use crate::{Side, Subject, block, values::Place};

/// Whether a person stands on a side.
pub(crate) async fn is_on(tx: &mut Tx, side: Side, account_id: AccountId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT CASE $1 WHEN 'account' THEN $2::uuid = $3
                ELSE EXISTS (SELECT FROM identity_pub.organisation_member WHERE organisation_id = $2 AND account_id = $3) END AS \"found!\"",
        side.kind(),
        side.id(),
        account_id.as_uuid(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// Whether there is somebody on this side.
pub(super) async fn exists(tx: &mut Tx, side: Side) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT CASE $1 WHEN 'account' THEN EXISTS (SELECT FROM identity_pub.account WHERE id = $2)
                ELSE EXISTS (SELECT FROM identity_pub.organisation_member WHERE organisation_id = $2) END AS \"found!\"",
        side.kind(),
        side.id(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// Whether one side is a person of the other: nobody talks with themselves.
pub(super) async fn overlap(tx: &mut Tx, one: Side, other: Side) -> Result<bool, DbError> {
    match (one, other) {
        (Side::Account(id), side @ Side::Organisation(_)) | (side @ Side::Organisation(_), Side::Account(id)) => {
            is_on(tx, side, id).await
        }
        (Side::Account(_), Side::Account(_)) | (Side::Organisation(_), Side::Organisation(_)) => Ok(false),
    }
}

pub(super) async fn between(tx: &mut Tx, subject: Subject, sides: (Side, Side)) -> Result<Option<ConversationId>, DbError> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM messaging.conversation
         WHERE subject_kind = $1 AND subject_id = $2 AND first_kind = $3 AND first_id = $4 AND second_kind = $5 AND second_id = $6",
        subject.kind.as_str(),
        subject.id,
        sides.0.kind(),
        sides.0.id(),
        sides.1.kind(),
        sides.1.id(),
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(ConversationId::from_uuid))
}

/// How many conversations a person opened since an instant. Openings of one person wait for each other until they commit, so that
/// none is overlooked.
pub(super) async fn opened_since(tx: &mut Tx, account_id: AccountId, since: Timestamp) -> Result<i64, DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('messaging.open:' || $1::text, 0))", account_id.to_string())
        .execute(tx.conn())
        .await?;
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM messaging.conversation WHERE opened_by = $1 AND opened_at > $2",
        account_id.as_uuid(),
        since.to_sqlx() as _,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// False when there is one already.
pub(super) async fn insert(tx: &mut Tx, id: ConversationId, subject: Subject, sides: (Side, Side)) -> Result<bool, DbError> {
    let (now, opened_by) = (tx.now(), tx.actor().account_id());
    let done = sqlx::query!(
        "WITH opened AS (
             INSERT INTO messaging.conversation (id, subject_kind, subject_id, first_kind, first_id, second_kind, second_id, opened_by, opened_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT ON CONSTRAINT conversation_once_key DO NOTHING
             RETURNING id, first_kind, first_id, second_kind, second_id, opened_at)
         INSERT INTO messaging.side (conversation_id, place, kind, side_id, active_at)
         SELECT id, 'first', first_kind, first_id, opened_at FROM opened
         UNION ALL
         SELECT id, 'second', second_kind, second_id, opened_at FROM opened",
        id.as_uuid(),
        subject.kind.as_str(),
        subject.id,
        sides.0.kind(),
        sides.0.id(),
        sides.1.kind(),
        sides.1.id(),
        opened_by.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 2)
}

/// The conversation, locked until the transaction ends, from the side of this person; none for whoever stands on neither. Who stands on
/// both acts for the first.
pub(crate) async fn lock(tx: &mut Tx, id: ConversationId, account_id: AccountId) -> Result<Option<Conversation>, DbError> {
    let row = sqlx::query!(
        "SELECT c.first_kind, c.first_id, c.second_kind, c.second_id, c.filter, c.sharing_offered_by, c.last_number,
                c.closed_at IS NOT NULL AS \"closed!\",
                (SELECT min(s.place) FROM messaging.side s WHERE s.conversation_id = c.id
                     AND (s.kind = 'account' AND s.side_id = $2 OR s.kind = 'organisation' AND s.side_id IN (
                         SELECT m.organisation_id FROM identity_pub.organisation_member m WHERE m.account_id = $2))) AS place
         FROM messaging.conversation c WHERE c.id = $1 FOR UPDATE OF c",
        id.as_uuid(),
        account_id.as_uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = row.and_then(|row| {
        Some(Conversation {
            id,
            first: Side::from_row(&row.first_kind, row.first_id)?,
            second: Side::from_row(&row.second_kind, row.second_id)?,
            filter: Filter::parse(&row.filter)?,
            offered_by: row.sharing_offered_by.as_deref().and_then(Place::parse),
            last_number: row.last_number,
            closed: row.closed,
            place: Place::parse(row.place.as_deref()?)?,
            blocked_by_own: false,
            blocked_by_other: false,
        })
    });
    let Some(mut conversation) = found else { return Ok(None) };
    let (own, other) = (conversation.own(), conversation.other());
    // In a statement of its own: one that waited for the lock would not see what was blocked meanwhile.
    conversation.blocked_by_own = block::store::is_blocked(tx, own, other).await?;
    conversation.blocked_by_other = block::store::is_blocked(tx, other, own).await?;
    Ok(Some(conversation))
}

pub(super) async fn set_sharing(
    tx: &mut Tx,
    id: ConversationId,
    filter: Filter,
    offered_by: Option<Place>,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE messaging.conversation SET filter = $2, sharing_offered_by = $3 WHERE id = $1",
        id.as_uuid(),
        filter.as_str(),
        offered_by.map(Place::as_str),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that something was said: the number of it, and when.
pub(crate) async fn set_active(tx: &mut Tx, id: ConversationId, number: i64) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!("UPDATE messaging.conversation SET last_number = $2 WHERE id = $1", id.as_uuid(), number)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "UPDATE messaging.side SET active_at = greatest(active_at, $2) WHERE conversation_id = $1",
        id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
