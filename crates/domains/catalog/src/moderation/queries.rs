//! Reading the moderators' queue.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::view::{ModerationItem, ReportSubject, ReportView};
use crate::values::ReportReason;

/// How many reports are shown of one subject.
const REPORTS: i64 = 20;

/// The subjects with open reports, without the reports.
pub(super) async fn reported(
    db: impl PgExecutor<'_>,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<ModerationItem>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT subject.id AS "id!", subject.of_comment AS "of_comment!", subject.reports AS "reports!",
                  subject.first_at AS "first_at!", f.id AS film_id, f.slug, f.title, coalesce(c.text, '') AS "text!",
                  coalesce(c.account_id, f.owner_account_id) AS "author_id!",
                  coalesce(a.display_name, '') AS "author_name!", coalesce(c.state = 'hidden', false) AS "hidden!"
           FROM (SELECT coalesce(comment_id, film_id) AS id, comment_id IS NOT NULL AS of_comment, count(*) AS reports,
                        min(created_at) AS first_at
                 FROM catalog.report WHERE state = 'open' GROUP BY 1, 2) subject
           LEFT JOIN catalog.comment c ON subject.of_comment AND c.id = subject.id
           JOIN catalog.film f ON f.id = coalesce(c.film_id, subject.id)
           LEFT JOIN identity_pub.account a ON a.id = coalesce(c.account_id, f.owner_account_id)
           WHERE $1::timestamptz IS NULL OR (subject.first_at, subject.id) > ($1, $2)
           ORDER BY subject.first_at, subject.id LIMIT $3"#,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    let items = rows.into_iter().map(|row| ModerationItem {
        subject: if row.of_comment { ReportSubject::Comment(row.id.into()) } else { ReportSubject::Film(row.id.into()) },
        film_id: row.film_id.into(),
        film_slug: row.slug,
        film_title: row.title,
        text: row.text,
        author_id: row.author_id.into(),
        author_name: row.author_name,
        hidden: row.hidden,
        reports: Vec::new(),
        report_count: row.reports,
        first_reported_at: row.first_at.to_jiff(),
    });
    Ok(items.collect())
}

/// Adds the open reports to their subjects.
pub(super) async fn fill_reports(pool: &PgPool, items: &mut [ModerationItem]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = items.iter().map(|item| super::subject_id(item.subject)).collect();
    let rows = sqlx::query!(
        r#"SELECT subject.id AS "subject_id!", r.reason AS "reason!", r.note AS "note!", r.created_at AS "created_at!",
                  coalesce(a.display_name, '') AS "reporter_name!"
           FROM unnest($1::uuid[]) AS subject (id)
           CROSS JOIN LATERAL (
               SELECT * FROM catalog.report
               WHERE state = 'open' AND (film_id = subject.id OR comment_id = subject.id) ORDER BY id LIMIT $2) r
           LEFT JOIN identity_pub.account a ON a.id = r.reporter_id
           ORDER BY r.id"#,
        &ids,
        REPORTS
    )
    .fetch_all(pool)
    .await?;
    let mut reports: HashMap<Uuid, Vec<ReportView>> = HashMap::new();
    for row in rows {
        reports.entry(row.subject_id).or_default().push(ReportView {
            reason: ReportReason::parse(&row.reason).unwrap_or(ReportReason::Other),
            note: row.note,
            reporter_name: row.reporter_name,
            created_at: row.created_at.to_jiff(),
        });
    }
    for item in items {
        item.reports = reports.remove(&super::subject_id(item.subject)).unwrap_or_default();
    }
    Ok(())
}
