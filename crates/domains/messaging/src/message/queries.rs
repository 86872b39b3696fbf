//! Reading messages.

use contracts::{
    identity::AccountId,
    messaging::{ConversationId, MessageId},
};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    MessageView,
    told::MessageNews,
    view::{Reader, Row},
};
use crate::{Subject, SubjectKind};

/// What was sent under an id of the client's.
pub(super) struct Sent {
    pub(super) id: MessageId,
    pub(super) digest: Option<Vec<u8>>,
}

pub(super) async fn sent(pool: &PgPool, author_id: AccountId, client_id: Uuid) -> Result<Option<Sent>, DbError> {
    let row = sqlx::query!(
        "SELECT id, digest FROM messaging.message WHERE author_id = $1 AND client_id = $2",
        author_id.as_uuid(),
        client_id,
    );
    Ok(row.fetch_optional(pool).await?.map(|row| Sent { id: row.id.into(), digest: row.digest }))
}

pub(crate) async fn conversation_of(pool: &PgPool, id: MessageId) -> Result<Option<ConversationId>, DbError> {
    let id = sqlx::query_scalar!("SELECT conversation_id FROM messaging.message WHERE id = $1", id.as_uuid());
    Ok(id.fetch_optional(pool).await?.map(ConversationId::from_uuid))
}

pub(crate) async fn find(pool: &PgPool, id: MessageId, reader: Reader) -> Result<Option<MessageView>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT m.id, m.conversation_id, m.number, m.place, m.author_id, coalesce(a.display_name, '') AS \"author_name!\", m.text, m.masked,
                m.state, m.hidden_reason, m.created_at AS \"created_at: _\",
                ARRAY(SELECT f.asset_id FROM messaging.attachment f WHERE f.message_id = m.id ORDER BY f.position) AS \"attachments!\"
         FROM messaging.message m LEFT JOIN identity_pub.account a ON a.id = m.author_id
         WHERE m.id = $1",
        id.as_uuid(),
    );
    Ok(row.fetch_optional(pool).await?.map(|row| row.view(reader)))
}

/// The messages before a number, the newest first.
pub(crate) async fn page(
    pool: &PgPool,
    id: ConversationId,
    reader: Reader,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<MessageView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT m.id, m.conversation_id, m.number, m.place, m.author_id, coalesce(a.display_name, '') AS \"author_name!\", m.text, m.masked,
                m.state, m.hidden_reason, m.created_at AS \"created_at: _\",
                ARRAY(SELECT f.asset_id FROM messaging.attachment f WHERE f.message_id = m.id ORDER BY f.position) AS \"attachments!\"
         FROM messaging.message m LEFT JOIN identity_pub.account a ON a.id = m.author_id
         WHERE m.conversation_id = $1 AND ($2::bigint IS NULL OR m.number < $2)
         ORDER BY m.number DESC LIMIT $3",
        id.as_uuid(),
        before,
        limit,
    );
    Ok(rows.fetch_all(pool).await?.into_iter().map(|row| row.view(reader)).collect())
}

/// A message that can be read, with whom to tell of it: who is on the other side, and has not read it, but everything before it.
pub(super) async fn news(pool: &PgPool, id: MessageId, limit: i64) -> Result<Option<MessageNews>, DbError> {
    let row = sqlx::query!(
        "SELECT m.conversation_id, c.subject_kind, c.subject_id, m.author_id, coalesce(a.display_name, '') AS \"author_name!\",
                ARRAY(SELECT p.id FROM (
                          SELECT o.side_id AS id WHERE o.kind = 'account'
                          UNION ALL
                          SELECT p.account_id FROM identity_pub.organisation_member p
                          WHERE o.kind = 'organisation' AND p.organisation_id = o.side_id) p
                      LEFT JOIN messaging.read_marker r ON r.account_id = p.id AND r.conversation_id = c.id
                      WHERE coalesce(r.number, 0) < m.number
                        AND NOT EXISTS (SELECT FROM messaging.message b
                                        WHERE b.conversation_id = c.id AND b.state = 'visible' AND b.number < m.number
                                          AND b.number > coalesce(r.number, 0) AND b.author_id IS DISTINCT FROM p.id)
                        AND NOT EXISTS (SELECT FROM messaging.block k
                                        WHERE (k.by_kind, k.by_id, k.of_kind, k.of_id) IN (
                                            (c.first_kind, c.first_id, c.second_kind, c.second_id),
                                            (c.second_kind, c.second_id, c.first_kind, c.first_id)))
                      ORDER BY p.id LIMIT $2) AS \"for_ids!\"
         FROM messaging.message m
         JOIN messaging.conversation c ON c.id = m.conversation_id
         JOIN messaging.side o ON o.conversation_id = c.id AND o.place <> m.place
         LEFT JOIN identity_pub.account a ON a.id = m.author_id
         WHERE m.id = $1 AND m.state = 'visible'",
        id.as_uuid(),
        limit,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| {
        Some(MessageNews {
            conversation_id: row.conversation_id.into(),
            subject: Subject { kind: SubjectKind::parse(&row.subject_kind)?, id: row.subject_id },
            author_id: row.author_id.map(AccountId::from_uuid),
            author_name: row.author_name,
            recipients: row
                .for_ids
                .into_iter()
                .map(AccountId::from_uuid)
                .filter(|id| Some(id.as_uuid()) != row.author_id)
                .collect(),
        })
    }))
}
