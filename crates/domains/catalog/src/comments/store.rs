//! Writing comments. Whoever changes one locks the card of its film first: counts stay exact and nobody waits in a circle.

use contracts::{
    catalog::{CommentId, FilmId},
    identity::AccountId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

use super::CommentState;

/// A comment as stored.
pub(crate) struct CommentRow {
    pub(crate) film_id: FilmId,
    pub(crate) film_slug: String,
    pub(crate) account_id: AccountId,
    pub(crate) parent_id: Option<CommentId>,
    pub(crate) state: CommentState,
    pub(crate) reply_count: i32,
}

pub(super) struct NewComment<'a> {
    pub(super) id: CommentId,
    pub(super) film_id: FilmId,
    pub(super) account_id: AccountId,
    pub(super) parent_id: Option<CommentId>,
    pub(super) text: &'a str,
    pub(super) at: Timestamp,
}

/// The comment, locked with the card of its film until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection, comment_id: CommentId) -> Result<Option<CommentRow>, DbError> {
    let film = sqlx::query!(
        "SELECT card.film_id, card.slug FROM catalog.film_card card
         WHERE card.film_id = (SELECT film_id FROM catalog.comment WHERE id = $1) FOR UPDATE",
        comment_id.as_uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(film) = film else { return Ok(None) };
    let row = sqlx::query!(
        "SELECT account_id, parent_id, state, reply_count FROM catalog.comment WHERE id = $1 FOR UPDATE",
        comment_id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| CommentRow {
        film_id: film.film_id.into(),
        film_slug: film.slug,
        account_id: row.account_id.into(),
        parent_id: row.parent_id.map(Into::into),
        state: CommentState::parse(&row.state).unwrap_or(CommentState::Hidden),
        reply_count: row.reply_count,
    }))
}

pub(super) async fn insert(conn: &mut PgConnection, comment: NewComment<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO catalog.comment (id, film_id, account_id, parent_id, text, state, created_at)
         VALUES ($1, $2, $3, $4, $5, 'visible', $6)",
        comment.id.as_uuid(),
        comment.film_id.as_uuid(),
        comment.account_id.as_uuid(),
        comment.parent_id.map(|id| id.as_uuid()),
        comment.text,
        comment.at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds to the number of visible comments of the film, and of replies of the thread.
pub(crate) async fn count(
    conn: &mut PgConnection,
    film_id: FilmId,
    parent_id: Option<CommentId>,
    change: i32,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.film_card SET comment_count = comment_count + $2 WHERE film_id = $1",
        film_id.as_uuid(),
        i64::from(change)
    )
    .execute(&mut *conn)
    .await?;
    if let Some(parent_id) = parent_id {
        sqlx::query!("UPDATE catalog.comment SET reply_count = reply_count + $2 WHERE id = $1", parent_id.as_uuid(), change)
            .execute(conn)
            .await?;
    }
    Ok(())
}

pub(super) async fn set_text(conn: &mut PgConnection, comment_id: CommentId, text: &str, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.comment SET text = $2, edited_at = $3 WHERE id = $1",
        comment_id.as_uuid(),
        text,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets the state; a removed comment loses its text.
pub(crate) async fn set_state(
    conn: &mut PgConnection,
    comment_id: CommentId,
    state: CommentState,
    reason: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.comment SET state = $2, hidden_reason = $3, text = CASE WHEN $2 = 'deleted' THEN '…' ELSE text END
         WHERE id = $1",
        comment_id.as_uuid(),
        state.as_str(),
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn delete(conn: &mut PgConnection, comment_id: CommentId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.comment WHERE id = $1", comment_id.as_uuid()).execute(conn).await?;
    Ok(())
}
