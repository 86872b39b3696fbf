//! Reading comments as a given reader may.

use std::collections::HashMap;

use contracts::crowdfunding::ProjectId;
use jiff_sqlx::{Timestamp, ToSqlx as _};
use kernel::RowKey;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{CommentNews, ProjectCommentId, ProjectCommentState, ProjectCommentView, Reader};

struct Row {
    id: Uuid,
    parent_id: Option<Uuid>,
    account_id: Uuid,
    creator_id: Uuid,
    author_name: String,
    text: String,
    state: String,
    hidden_reason: Option<String>,
    created_at: Timestamp,
    answer_count: i64,
}

impl Row {
    fn view(self, reader: &Reader) -> ProjectCommentView {
        let state = ProjectCommentState::parse(&self.state).unwrap_or(ProjectCommentState::Hidden);
        let own = reader.account_id == Some(self.account_id) && state != ProjectCommentState::Deleted;
        let readable = match state {
            ProjectCommentState::Visible => true,
            ProjectCommentState::Hidden => own || reader.staff,
            ProjectCommentState::Deleted => false,
        };
        let kept = |text: String| if readable { text } else { String::new() };
        ProjectCommentView {
            id: self.id.into(),
            author_id: readable.then(|| self.account_id.into()),
            author_name: kept(self.author_name),
            by_creator: readable && self.account_id == self.creator_id,
            text: kept(self.text),
            state,
            hidden_reason: self.hidden_reason.filter(|_| readable),
            own,
            created_at: self.created_at.to_jiff(),
        }
    }
}

pub(super) async fn project_of(pool: &PgPool, id: ProjectCommentId) -> Result<Option<ProjectId>, DbError> {
    let id = sqlx::query_scalar!("SELECT project_id FROM crowdfunding.comments WHERE id = $1", id.as_uuid());
    Ok(id.fetch_optional(pool).await?.map(ProjectId::from_uuid))
}

pub(super) async fn find(pool: &PgPool, id: ProjectCommentId, reader: &Reader) -> Result<Option<ProjectCommentView>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT c.id, c.parent_id, c.account_id, p.account_id AS creator_id, coalesce(a.display_name, '') AS \"author_name!\",
                c.text, c.state, c.hidden_reason, c.created_at AS \"created_at: _\", 0::bigint AS \"answer_count!\"
         FROM crowdfunding.comments c
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         WHERE c.id = $1",
        id.as_uuid()
    );
    Ok(row.fetch_optional(pool).await?.map(|row| row.view(reader)))
}

/// Comments that answer nothing, the newest first, with how many answers the reader may read. What cannot be read is shown only
/// as the place above such answers.
pub(super) async fn threads(
    pool: &PgPool,
    project_id: ProjectId,
    reader: &Reader,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<(ProjectCommentView, i64)>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id, c.parent_id, c.account_id, p.account_id AS creator_id, coalesce(a.display_name, '') AS \"author_name!\",
                c.text, c.state, c.hidden_reason, c.created_at AS \"created_at: _\", n.answers AS \"answer_count!\"
         FROM crowdfunding.comments c
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         CROSS JOIN LATERAL (
             SELECT count(*) AS answers FROM crowdfunding.comments r
             WHERE r.parent_id = c.id AND (r.state = 'visible' OR (r.state = 'hidden' AND ($2 OR r.account_id = $3)))) n
         WHERE c.project_id = $1 AND c.parent_id IS NULL
           AND (c.state = 'visible' OR n.answers > 0 OR (c.state = 'hidden' AND ($2 OR c.account_id = $3)))
           AND ($4::timestamptz IS NULL OR (c.created_at, c.id) < ($4, $5))
         ORDER BY c.created_at DESC, c.id DESC LIMIT $6",
        project_id.as_uuid(),
        reader.staff,
        reader.account_id,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    );
    let rows = rows.fetch_all(pool).await?.into_iter();
    Ok(rows.map(|row| (row.answer_count, row)).map(|(count, row)| (row.view(reader), count)).collect())
}

/// The comment that this one is or answers, as [`threads`] would show it.
pub(super) async fn thread(
    pool: &PgPool,
    project_id: ProjectId,
    id: ProjectCommentId,
    reader: &Reader,
) -> Result<Option<(ProjectCommentView, i64)>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT c.id, c.parent_id, c.account_id, p.account_id AS creator_id, coalesce(a.display_name, '') AS \"author_name!\",
                c.text, c.state, c.hidden_reason, c.created_at AS \"created_at: _\", n.answers AS \"answer_count!\"
         FROM crowdfunding.comments asked
         JOIN crowdfunding.comments c ON c.id = coalesce(asked.parent_id, asked.id)
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         CROSS JOIN LATERAL (
             SELECT count(*) AS answers FROM crowdfunding.comments r
             WHERE r.parent_id = c.id AND (r.state = 'visible' OR (r.state = 'hidden' AND ($3 OR r.account_id = $4)))) n
         WHERE asked.id = $1 AND c.project_id = $2
           AND (c.state = 'visible' OR n.answers > 0 OR (c.state = 'hidden' AND ($3 OR c.account_id = $4)))",
        id.as_uuid(),
        project_id.as_uuid(),
        reader.staff,
        reader.account_id,
    );
    Ok(row.fetch_optional(pool).await?.map(|row| (row.answer_count, row)).map(|(count, row)| (row.view(reader), count)))
}

/// The first answers to each of these comments, the oldest first.
pub(super) async fn first_answers(
    pool: &PgPool,
    parents: &[Uuid],
    reader: &Reader,
    each: i64,
) -> Result<HashMap<ProjectCommentId, Vec<ProjectCommentView>>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id AS \"id!\", c.parent_id, c.account_id AS \"account_id!\", p.account_id AS creator_id,
                coalesce(a.display_name, '') AS \"author_name!\", c.text AS \"text!\", c.state AS \"state!\", c.hidden_reason,
                c.created_at AS \"created_at!: _\", 0::bigint AS \"answer_count!\"
         FROM unnest($1::uuid[]) AS parent (id)
         CROSS JOIN LATERAL (
             SELECT * FROM crowdfunding.comments r
             WHERE r.parent_id = parent.id AND (r.state = 'visible' OR (r.state = 'hidden' AND ($2 OR r.account_id = $3)))
             ORDER BY r.created_at, r.id LIMIT $4) c
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         ORDER BY c.created_at, c.id",
        parents,
        reader.staff,
        reader.account_id,
        each,
    );
    let mut answers: HashMap<ProjectCommentId, Vec<ProjectCommentView>> = HashMap::new();
    for row in rows.fetch_all(pool).await? {
        if let Some(parent_id) = row.parent_id {
            answers.entry(parent_id.into()).or_default().push(row.view(reader));
        }
    }
    Ok(answers)
}

pub(super) async fn answers(
    pool: &PgPool,
    id: ProjectCommentId,
    reader: &Reader,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<ProjectCommentView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id, c.parent_id, c.account_id, p.account_id AS creator_id, coalesce(a.display_name, '') AS \"author_name!\",
                c.text, c.state, c.hidden_reason, c.created_at AS \"created_at: _\", 0::bigint AS \"answer_count!\"
         FROM crowdfunding.comments c
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         WHERE c.parent_id = $1 AND (c.state = 'visible' OR (c.state = 'hidden' AND ($2 OR c.account_id = $3)))
           AND ($4::timestamptz IS NULL OR (c.created_at, c.id) > ($4, $5))
         ORDER BY c.created_at, c.id LIMIT $6",
        id.as_uuid(),
        reader.staff,
        reader.account_id,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    );
    Ok(rows.fetch_all(pool).await?.into_iter().map(|row| row.view(reader)).collect())
}

/// What others wrote and the creator has not answered, the longest waiting first.
pub(super) async fn waiting(
    pool: &PgPool,
    project_id: ProjectId,
    reader: &Reader,
    limit: i64,
) -> Result<Vec<ProjectCommentView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.id, c.parent_id, c.account_id, p.account_id AS creator_id, coalesce(a.display_name, '') AS \"author_name!\",
                c.text, c.state, c.hidden_reason, c.created_at AS \"created_at: _\", 0::bigint AS \"answer_count!\"
         FROM crowdfunding.comments c
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         WHERE c.project_id = $1 AND c.parent_id IS NULL AND c.state = 'visible' AND c.account_id <> p.account_id
           AND NOT EXISTS (SELECT FROM crowdfunding.comments r
                           WHERE r.parent_id = c.id AND r.state = 'visible' AND r.account_id = p.account_id)
         ORDER BY c.created_at, c.id LIMIT $2",
        project_id.as_uuid(),
        limit,
    );
    Ok(rows.fetch_all(pool).await?.into_iter().map(|row| row.view(reader)).collect())
}

/// A comment that everybody reads, as what it answers.
pub(super) async fn news(pool: &PgPool, id: ProjectCommentId) -> Result<Option<CommentNews>, DbError> {
    let row = sqlx::query!(
        "SELECT c.account_id, coalesce(a.display_name, '') AS \"author_name!\", q.account_id AS \"answered_id?\",
                p.account_id AS creator_id, p.slug, p.title
         FROM crowdfunding.comments c
         JOIN crowdfunding.projects p ON p.id = c.project_id
         LEFT JOIN crowdfunding.comments q ON q.id = c.parent_id
         LEFT JOIN identity_pub.account a ON a.id = c.account_id
         WHERE c.id = $1 AND c.state = 'visible' AND (q.id IS NULL OR q.state = 'visible')",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| CommentNews {
        author_id: row.account_id.into(),
        author_name: row.author_name,
        answered_id: row.answered_id.map(Into::into),
        creator_id: row.creator_id.into(),
        slug: row.slug,
        project_title: row.title,
    }))
}
