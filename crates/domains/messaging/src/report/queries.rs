//! Reading the staff's queue.

use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgPool;

use super::{ReportReason, ReportView};
use crate::{Author, MessageState, Subject, SubjectKind, cursor::Key};

/// The open reports after a place in the queue, the longest waiting first.
pub(super) async fn open(pool: &PgPool, after: Option<Key>, limit: i64) -> Result<Vec<ReportView>, DbError> {
    let rows = sqlx::query!(
        "SELECT r.id, r.message_id, m.conversation_id, c.subject_kind, c.subject_id, m.author_id,
                coalesce(a.display_name, '') AS \"author_name!\", r.said, m.state, r.reason, r.note, r.reporter_id,
                (SELECT count(*) FROM messaging.report o WHERE o.message_id = m.id AND o.state = 'open') AS \"open_reports!\",
                r.created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM messaging.report r
         JOIN messaging.message m ON m.id = r.message_id
         JOIN messaging.conversation c ON c.id = m.conversation_id
         LEFT JOIN identity_pub.account a ON a.id = m.author_id
         WHERE r.state = 'open' AND ($1::timestamptz IS NULL OR (r.created_at, r.id) > ($1, $2))
         ORDER BY r.created_at, r.id LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    )
    .fetch_all(pool)
    .await?;
    let reports = rows.into_iter().map(|row| {
        Some(ReportView {
            id: row.id.into(),
            message_id: row.message_id.into(),
            conversation_id: row.conversation_id.into(),
            subject: Subject { kind: SubjectKind::parse(&row.subject_kind)?, id: row.subject_id },
            author: Author { id: row.author_id.map(Into::into), name: row.author_name },
            said: row.said,
            message_state: MessageState::parse(&row.state)?,
            reason: ReportReason::parse(&row.reason)?,
            note: row.note,
            reporter_id: row.reporter_id.map(Into::into),
            open_reports: row.open_reports,
            created_at: row.created_at.to_jiff(),
        })
    });
    let unknown = || sqlx::Error::Decode("a report in words that are not known".into()).into();
    reports.collect::<Option<_>>().ok_or_else(unknown)
}
