//! The moderators' queue outside.

use catalog::{ModerationItem, ReportSubject, ReportView};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A film or a comment with its open reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedItem {
    /// `film` or `comment`.
    kind: String,
    /// The film or the comment.
    id: Uuid,
    film_id: Uuid,
    film_slug: String,
    film_title: String,
    /// The text of the comment.
    text: String,
    author_id: Uuid,
    author_name: String,
    /// Whether the comment is hidden already.
    hidden: bool,
    /// The first 20, oldest first.
    reports: Vec<OpenReport>,
    report_count: i64,
    first_reported_at: Timestamp,
}

/// One report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenReport {
    reason: String,
    note: String,
    reporter_name: String,
    created_at: Timestamp,
}

impl From<ModerationItem> for ReportedItem {
    fn from(item: ModerationItem) -> Self {
        let (kind, id) = match item.subject {
            ReportSubject::Film(id) => ("film", id.as_uuid()),
            ReportSubject::Comment(id) => ("comment", id.as_uuid()),
        };
        Self {
            kind: kind.to_owned(),
            id,
            film_id: item.film_id.as_uuid(),
            film_slug: item.film_slug,
            film_title: item.film_title,
            text: item.text,
            author_id: item.author_id.as_uuid(),
            author_name: item.author_name,
            hidden: item.hidden,
            reports: item.reports.into_iter().map(Into::into).collect(),
            report_count: item.report_count,
            first_reported_at: item.first_reported_at,
        }
    }
}

impl From<ReportView> for OpenReport {
    fn from(report: ReportView) -> Self {
        Self {
            reason: report.reason.as_str().to_owned(),
            note: report.note,
            reporter_name: report.reporter_name,
            created_at: report.created_at,
        }
    }
}
