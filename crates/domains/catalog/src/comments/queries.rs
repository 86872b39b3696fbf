//! Reading comments as a given reader may.

use std::collections::HashMap;

use contracts::catalog::{CommentId, FilmId};
use platform::DbError;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{
    Reader,
    view::{CommentState, CommentView},
};

struct StoredComment {
    id: Uuid,
    parent_id: Option<Uuid>,
    account_id: Uuid,
    author_name: String,
    text: String,
    state: String,
    hidden_reason: String,
    reply_count: i32,
    author_stars: Option<i16>,
    created_at: jiff_sqlx::Timestamp,
    edited_at: Option<jiff_sqlx::Timestamp>,
}

impl StoredComment {
    fn for_reader(self, reader: &Reader) -> CommentView {
        let state = CommentState::parse(&self.state).unwrap_or(CommentState::Hidden);
        let own = reader.account_id == Some(self.account_id);
        let readable = match state {
            CommentState::Visible => true,
            CommentState::Hidden => own || reader.staff,
            CommentState::Deleted => false,
        };
        let kept = |text: String| if readable { text } else { String::new() };
        CommentView {
            id: self.id.into(),
            author_id: self.account_id.into(),
            author_name: kept(self.author_name),
            text: kept(self.text),
            state,
            hidden_reason: kept(self.hidden_reason),
            author_stars: self.author_stars.filter(|_stars| readable),
            own: own && state != CommentState::Deleted,
            created_at: self.created_at.to_jiff(),
            edited_at: self.edited_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

pub(super) async fn film_of(db: impl PgExecutor<'_>, comment_id: CommentId) -> Result<Option<FilmId>, DbError> {
    let id =
        sqlx::query_scalar!("SELECT film_id FROM catalog.comment WHERE id = $1", comment_id.as_uuid()).fetch_optional(db).await?;
    Ok(id.map(Into::into))
}

pub(super) async fn find(
    db: impl PgExecutor<'_>,
    comment_id: CommentId,
    reader: &Reader,
) -> Result<Option<CommentView>, DbError> {
    let row = sqlx::query_as!(
        StoredComment,
        r#"SELECT c.id, c.parent_id, c.account_id, coalesce(a.display_name, '') AS "author_name!", c.text, c.state,
                  c.hidden_reason, c.reply_count, r.stars AS "author_stars?", c.created_at, c.edited_at
           FROM catalog.comment c
           LEFT JOIN identity_pub.account a ON a.id = c.account_id
           LEFT JOIN catalog.rating r ON r.film_id = c.film_id AND r.account_id = c.account_id
           WHERE c.id = $1"#,
        comment_id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| row.for_reader(reader)))
}

/// The comments of a film, newest first, with their numbers of replies. What a reader may not read is shown only as the
/// place above replies.
pub(super) async fn threads(
    db: impl PgExecutor<'_>,
    film_id: FilmId,
    reader: &Reader,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(CommentView, i32)>, DbError> {
    let rows = sqlx::query_as!(
        StoredComment,
        r#"SELECT c.id, c.parent_id, c.account_id, coalesce(a.display_name, '') AS "author_name!", c.text, c.state,
                  c.hidden_reason, c.reply_count, r.stars AS "author_stars?", c.created_at, c.edited_at
           FROM catalog.comment c
           LEFT JOIN identity_pub.account a ON a.id = c.account_id
           LEFT JOIN catalog.rating r ON r.film_id = c.film_id AND r.account_id = c.account_id
           WHERE c.film_id = $1 AND c.parent_id IS NULL
             AND (c.state = 'visible' OR c.reply_count > 0 OR (c.state = 'hidden' AND ($2 OR c.account_id = $3)))
             AND ($4::uuid IS NULL OR c.id < $4)
           ORDER BY c.id DESC LIMIT $5"#,
        film_id.as_uuid(),
        reader.staff,
        reader.account_id,
        before,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reply_count, row)).map(|(count, row)| (row.for_reader(reader), count)).collect())
}

/// The first replies of each of these comments, oldest first.
pub(super) async fn first_replies(
    db: impl PgExecutor<'_>,
    parents: &[Uuid],
    reader: &Reader,
    each: i64,
) -> Result<HashMap<Uuid, Vec<CommentView>>, DbError> {
    if parents.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        StoredComment,
        r#"SELECT c.id AS "id!", c.parent_id, c.account_id AS "account_id!", coalesce(a.display_name, '') AS "author_name!",
                  c.text AS "text!", c.state AS "state!", c.hidden_reason AS "hidden_reason!", c.reply_count AS "reply_count!",
                  r.stars AS "author_stars?", c.created_at AS "created_at!", c.edited_at
           FROM unnest($1::uuid[]) AS parent (id)
           CROSS JOIN LATERAL (
               SELECT * FROM catalog.comment reply
               WHERE reply.parent_id = parent.id
                 AND (reply.state = 'visible' OR (reply.state = 'hidden' AND ($2 OR reply.account_id = $3)))
               ORDER BY reply.id LIMIT $4) c
           LEFT JOIN identity_pub.account a ON a.id = c.account_id
           LEFT JOIN catalog.rating r ON r.film_id = c.film_id AND r.account_id = c.account_id
           ORDER BY c.id"#,
        parents,
        reader.staff,
        reader.account_id,
        each
    )
    .fetch_all(db)
    .await?;
    let mut replies: HashMap<Uuid, Vec<CommentView>> = HashMap::new();
    for row in rows {
        if let Some(parent_id) = row.parent_id {
            replies.entry(parent_id).or_default().push(row.for_reader(reader));
        }
    }
    Ok(replies)
}

pub(super) async fn replies(
    db: impl PgExecutor<'_>,
    comment_id: CommentId,
    reader: &Reader,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<CommentView>, DbError> {
    let rows = sqlx::query_as!(
        StoredComment,
        r#"SELECT c.id, c.parent_id, c.account_id, coalesce(a.display_name, '') AS "author_name!", c.text, c.state,
                  c.hidden_reason, c.reply_count, r.stars AS "author_stars?", c.created_at, c.edited_at
           FROM catalog.comment c
           LEFT JOIN identity_pub.account a ON a.id = c.account_id
           LEFT JOIN catalog.rating r ON r.film_id = c.film_id AND r.account_id = c.account_id
           WHERE c.parent_id = $1
             AND (c.state = 'visible' OR (c.state = 'hidden' AND ($2 OR c.account_id = $3)))
             AND ($4::uuid IS NULL OR c.id > $4)
           ORDER BY c.id LIMIT $5"#,
        comment_id.as_uuid(),
        reader.staff,
        reader.account_id,
        after,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.for_reader(reader)).collect())
}
