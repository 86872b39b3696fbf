//! Reading documents, with what media says of their files.

use contracts::crowdfunding::{DocumentId, ProjectId};
use platform::DbError;
use sqlx::PgPool;

use super::{DocumentAudience, DocumentKind, DocumentView, FileState};

pub(super) async fn of_project(pool: &PgPool, id: ProjectId) -> Result<Vec<DocumentView>, DbError> {
    let rows = sqlx::query!(
        "SELECT d.id, d.asset_id, d.title, d.audience, d.hidden_reason, d.created_at AS \"created_at: jiff_sqlx::Timestamp\",
                f.kind AS \"kind?\", f.state AS \"state?\", f.code AS \"code?\", f.size_bytes AS \"size_bytes?\"
         FROM crowdfunding.documents d LEFT JOIN media_pub.file f ON f.id = d.asset_id
         WHERE d.project_id = $1 ORDER BY d.created_at, d.id LIMIT 100",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    let documents = rows.into_iter().map(|row| {
        let file = match (row.state.as_deref(), row.code) {
            (Some("ready"), _) => FileState::Ready,
            (Some("rejected" | "failed") | None, code) => FileState::Refused(code.unwrap_or_else(|| "media-check-failed".into())),
            (Some(_), _) => FileState::Checking,
        };
        Some(DocumentView {
            id: row.id.into(),
            project_id: id,
            asset_id: row.asset_id.into(),
            title: row.title,
            audience: DocumentAudience::parse(&row.audience)?,
            kind: if row.kind.as_deref() == Some("image") { DocumentKind::Image } else { DocumentKind::Pdf },
            size_bytes: row.size_bytes.filter(|_| file == FileState::Ready),
            file,
            hidden_reason: row.hidden_reason,
            created_at: row.created_at.to_jiff(),
        })
    });
    let unknown = || sqlx::Error::Decode("a document in words that are not known".into()).into();
    documents.collect::<Option<_>>().ok_or_else(unknown)
}

pub(super) async fn project_of(pool: &PgPool, id: DocumentId) -> Result<Option<ProjectId>, DbError> {
    let id = sqlx::query_scalar!("SELECT project_id FROM crowdfunding.documents WHERE id = $1", id.as_uuid());
    Ok(id.fetch_optional(pool).await?.map(ProjectId::from_uuid))
}
