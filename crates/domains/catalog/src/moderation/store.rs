//! Writing reports.

use contracts::{catalog::FilmId, identity::AccountId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::view::{Decision, ReportSubject};
use crate::values::ReportReason;

pub(super) struct NewReport<'a> {
    pub(super) subject: ReportSubject,
    pub(super) reporter: AccountId,
    pub(super) reason: ReportReason,
    pub(super) note: &'a str,
    pub(super) at: Timestamp,
}

/// Inserts the report; false when this account reported this already.
pub(super) async fn insert(conn: &mut PgConnection, report: NewReport<'_>) -> Result<bool, DbError> {
    let (film_id, comment_id) = columns(report.subject);
    let done = sqlx::query!(
        "INSERT INTO catalog.report (id, film_id, comment_id, reporter_id, reason, note, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'open', $7) ON CONFLICT DO NOTHING",
        Uuid::now_v7(),
        film_id,
        comment_id,
        report.reporter.as_uuid(),
        report.reason.as_str(),
        report.note,
        report.at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Closes the open reports on a subject; how many.
pub(super) async fn close(
    conn: &mut PgConnection,
    subject: ReportSubject,
    decision: Decision,
    at: Timestamp,
) -> Result<u64, DbError> {
    let (film_id, comment_id) = columns(subject);
    let state = match decision {
        Decision::Hide => "upheld",
        Decision::Restore | Decision::Dismiss => "dismissed",
    };
    let done = sqlx::query!(
        "UPDATE catalog.report SET state = $3, decided_at = $4
         WHERE state = 'open' AND (film_id = $1 OR comment_id = $2)",
        film_id,
        comment_id,
        state,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn film_slug(conn: &mut PgConnection, film_id: FilmId) -> Result<Option<String>, DbError> {
    Ok(sqlx::query_scalar!("SELECT slug FROM catalog.film WHERE id = $1", film_id.as_uuid()).fetch_optional(conn).await?)
}

fn columns(subject: ReportSubject) -> (Option<Uuid>, Option<Uuid>) {
    match subject {
        ReportSubject::Film(id) => (Some(id.as_uuid()), None),
        ReportSubject::Comment(id) => (None, Some(id.as_uuid())),
    }
}
