//! Reading what was said.

use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{SearchHit, excerpt};
use crate::Author;

/// A message that was found, with its whole text.
pub(super) struct Row {
    id: Uuid,
    conversation_id: Uuid,
    number: i64,
    author_id: Option<Uuid>,
    author_name: String,
    text: String,
    created_at: jiff_sqlx::Timestamp,
}

impl Row {
    pub(super) fn hit(self, words: &str, resembling: bool) -> SearchHit {
        let (excerpt, found) = excerpt::of(&self.text, words, resembling);
        SearchHit {
            message_id: self.id.into(),
            conversation_id: self.conversation_id.into(),
            number: self.number,
            author: Author { id: self.author_id.map(Into::into), name: self.author_name },
            excerpt,
            found,
            created_at: self.created_at.to_jiff(),
        }
    }
}

/// The conversations of this person and of their organisations, the latest active first.
pub(super) async fn conversations(pool: &PgPool, account_id: AccountId, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT s.conversation_id AS \"id!\"
         FROM (SELECT 'account' AS kind, $1::uuid AS id
               UNION ALL
               SELECT 'organisation', m.organisation_id FROM identity_pub.organisation_member m WHERE m.account_id = $1) mine
         CROSS JOIN LATERAL (
             SELECT s.conversation_id, s.active_at FROM messaging.side s WHERE s.kind = mine.kind AND s.side_id = mine.id
             ORDER BY s.active_at DESC, s.conversation_id DESC LIMIT $2) s
         GROUP BY s.conversation_id, s.active_at
         ORDER BY s.active_at DESC, s.conversation_id DESC LIMIT $2",
        account_id.as_uuid(),
        limit,
    );
    Ok(ids.fetch_all(pool).await?)
}

/// The newest messages of these conversations that have the words.
pub(super) async fn matching(pool: &PgPool, conversations: &[Uuid], words: &str, limit: i64) -> Result<Vec<Row>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT m.id, m.conversation_id, m.number, m.author_id, coalesce(a.display_name, '') AS \"author_name!\", m.text,
                m.created_at AS \"created_at: _\"
         FROM messaging.message m LEFT JOIN identity_pub.account a ON a.id = m.author_id
         WHERE m.conversation_id = ANY ($1) AND m.state = 'visible' AND m.words @@ messaging.search_query($2)
         ORDER BY m.created_at DESC, m.id DESC LIMIT $3",
        conversations,
        words,
        limit,
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The newest messages of these conversations in which something resembles the words.
pub(super) async fn resembling(pool: &PgPool, conversations: &[Uuid], words: &str, limit: i32) -> Result<Vec<Row>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT m.id, m.conversation_id, m.number, m.author_id, coalesce(a.display_name, '') AS \"author_name!\", m.text,
                m.created_at AS \"created_at: _\"
         FROM messaging.resembling($1, $2, $3) AS found (id)
         JOIN messaging.message m ON m.id = found.id
         LEFT JOIN identity_pub.account a ON a.id = m.author_id
         ORDER BY m.created_at DESC, m.id DESC LIMIT 50",
        conversations,
        words,
        limit,
    );
    Ok(rows.fetch_all(pool).await?)
}
