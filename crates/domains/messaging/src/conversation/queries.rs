//! Reading conversations.

use contracts::messaging::ConversationId;
use jiff_sqlx::{Timestamp, ToSqlx as _};
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Conversation, ConversationView, Filter};
use crate::{Side, Subject, SubjectKind, cursor::Key, values::Place};

/// What a list shows of a conversation.
struct Row {
    id: Uuid,
    subject_kind: String,
    subject_id: Uuid,
    first_kind: String,
    first_id: Uuid,
    second_kind: String,
    second_id: Uuid,
    filter: String,
    sharing_offered_by: Option<String>,
    last_number: i64,
    closed: bool,
    opened_at: Timestamp,
    active_at: Timestamp,
    place: String,
    first_blocks: bool,
    second_blocks: bool,
    other_name: String,
    unread: i64,
    read_by_other: i64,
}

impl Row {
    fn view(self) -> Option<ConversationView> {
        let place = Place::parse(&self.place)?;
        let blocks = |by: Place| if by == Place::First { self.first_blocks } else { self.second_blocks };
        let conversation = Conversation {
            id: self.id.into(),
            first: Side::from_row(&self.first_kind, self.first_id)?,
            second: Side::from_row(&self.second_kind, self.second_id)?,
            filter: Filter::parse(&self.filter)?,
            offered_by: self.sharing_offered_by.as_deref().and_then(Place::parse),
            last_number: self.last_number,
            closed: self.closed,
            place,
            blocked_by_own: blocks(place),
            blocked_by_other: blocks(place.other()),
        };
        Some(ConversationView {
            id: conversation.id,
            subject: Subject { kind: SubjectKind::parse(&self.subject_kind)?, id: self.subject_id },
            own: conversation.own(),
            other: conversation.other(),
            other_name: self.other_name,
            sharing: conversation.sharing(),
            blocking: conversation.blocked_by_own,
            blocked: conversation.blocked_by_other,
            closed: conversation.closed,
            last_number: self.last_number,
            unread: self.unread,
            read_by_other: self.read_by_other,
            active_at: self.active_at.to_jiff(),
            opened_at: self.opened_at.to_jiff(),
        })
    }
}

fn views(rows: Vec<Row>) -> Result<Vec<ConversationView>, DbError> {
    let unknown = || sqlx::Error::Decode("a conversation in words that are not known".into()).into();
    rows.into_iter().map(Row::view).collect::<Option<_>>().ok_or_else(unknown)
}

/// The conversations of this person and of their organisations, the latest active first. Each side's list is read from its index.
pub(super) async fn list(
    pool: &PgPool,
    account_id: AccountId,
    after: Option<Key>,
    limit: i64,
) -> Result<Vec<ConversationView>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT l.conversation_id AS \"id!\"
         FROM (SELECT 'account' AS kind, $1::uuid AS id
               UNION ALL
               SELECT 'organisation', m.organisation_id FROM identity_pub.organisation_member m WHERE m.account_id = $1) mine
         CROSS JOIN LATERAL (
             SELECT s.conversation_id, s.active_at FROM messaging.side s
             WHERE s.kind = mine.kind AND s.side_id = mine.id
               AND ($2::timestamptz IS NULL OR (s.active_at, s.conversation_id) < ($2, $3))
             ORDER BY s.active_at DESC, s.conversation_id DESC LIMIT $4) l
         GROUP BY l.conversation_id, l.active_at
         ORDER BY l.active_at DESC, l.conversation_id DESC LIMIT $4",
        account_id.as_uuid(),
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    );
    let ids = ids.fetch_all(pool).await?;
    of(pool, &ids, account_id).await
}

/// One conversation, if this person stands on one of its sides.
pub(crate) async fn find(pool: &PgPool, id: ConversationId, account_id: AccountId) -> Result<Option<ConversationView>, DbError> {
    Ok(of(pool, &[id.as_uuid()], account_id).await?.pop())
}

/// Those of these conversations on one of whose sides this person stands.
async fn of(pool: &PgPool, ids: &[Uuid], account_id: AccountId) -> Result<Vec<ConversationView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id, c.subject_kind, c.subject_id, c.first_kind, c.first_id, c.second_kind, c.second_id, c.filter,
                c.sharing_offered_by, c.last_number, c.closed_at IS NOT NULL AS \"closed!\", c.opened_at AS \"opened_at: _\",
                s.active_at AS \"active_at: _\", s.place,
                EXISTS (SELECT FROM messaging.block b WHERE (b.by_kind, b.by_id, b.of_kind, b.of_id)
                            = (c.first_kind, c.first_id, c.second_kind, c.second_id)) AS \"first_blocks!\",
                EXISTS (SELECT FROM messaging.block b WHERE (b.by_kind, b.by_id, b.of_kind, b.of_id)
                            = (c.second_kind, c.second_id, c.first_kind, c.first_id)) AS \"second_blocks!\",
                coalesce(a.display_name, g.name, '') AS \"other_name!\",
                (SELECT count(*) FROM messaging.message m
                 WHERE m.conversation_id = c.id AND m.state = 'visible' AND m.author_id IS DISTINCT FROM $2
                   AND m.number > coalesce(r.number, 0)) AS \"unread!\",
                coalesce((SELECT max(o.number) FROM messaging.read_marker o
                          WHERE o.conversation_id = c.id AND o.place <> s.place), 0) AS \"read_by_other!\"
         FROM messaging.conversation c
         JOIN LATERAL (
             SELECT s.place, s.active_at FROM messaging.side s WHERE s.conversation_id = c.id
                 AND (s.kind = 'account' AND s.side_id = $2 OR s.kind = 'organisation' AND s.side_id IN (
                     SELECT m.organisation_id FROM identity_pub.organisation_member m WHERE m.account_id = $2))
             ORDER BY s.place LIMIT 1) s ON true
         JOIN messaging.side o ON o.conversation_id = c.id AND o.place <> s.place
         LEFT JOIN identity_pub.account a ON o.kind = 'account' AND a.id = o.side_id
         LEFT JOIN identity_pub.organisation g ON o.kind = 'organisation' AND g.id = o.side_id
         LEFT JOIN messaging.read_marker r ON r.account_id = $2 AND r.conversation_id = c.id
         WHERE c.id = ANY ($1)
         ORDER BY s.active_at DESC, c.id DESC LIMIT 200",
        ids,
        account_id.as_uuid(),
    );
    views(rows.fetch_all(pool).await?)
}

/// The organisations that a person belongs to.
pub(crate) async fn organisations(pool: &PgPool, account_id: AccountId, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT organisation_id AS \"id!\" FROM identity_pub.organisation_member WHERE account_id = $1 ORDER BY organisation_id LIMIT $2",
        account_id.as_uuid(),
        limit,
    );
    Ok(ids.fetch_all(pool).await?)
}

/// Where this person stands in a conversation; none for whoever stands on neither side.
pub(crate) async fn place(pool: &PgPool, id: ConversationId, account_id: AccountId) -> Result<Option<Place>, DbError> {
    let place = sqlx::query_scalar!(
        "SELECT min(s.place) AS place FROM messaging.side s WHERE s.conversation_id = $1
             AND (s.kind = 'account' AND s.side_id = $2 OR s.kind = 'organisation' AND s.side_id IN (
                 SELECT m.organisation_id FROM identity_pub.organisation_member m WHERE m.account_id = $2))",
        id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(place.fetch_one(pool).await?.as_deref().and_then(Place::parse))
}
