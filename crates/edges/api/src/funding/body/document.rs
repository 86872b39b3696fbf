//! Documents of projects, outside.

use contracts::crowdfunding::ProjectId;
use crowdfunding::{AddDocument, DocumentAudience, DocumentKind, DocumentView, FileState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words;

/// A document to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDocument {
    /// An uploaded PDF (purpose or kind `document`) or image of the caller's.
    asset_id: Uuid,
    /// What it is.
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    #[schema(schema_with = words::document_audiences)]
    audience: DocumentAudience,
}

impl NewDocument {
    pub(crate) fn command(self, project_id: ProjectId) -> AddDocument {
        AddDocument { project_id, asset_id: self.asset_id.into(), title: self.title, audience: self.audience }
    }
}

/// A document of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectDocument)]
pub(crate) struct DocumentBody {
    id: Uuid,
    title: String,
    #[schema(schema_with = words::document_audiences)]
    audience: DocumentAudience,
    #[schema(schema_with = words::document_kinds)]
    kind: DocumentKind,
    /// Null before it is checked.
    size_bytes: Option<i64>,
    /// Whether its file can be had: it was checked.
    is_ready: bool,
    /// Why its file was refused, as a code; for its creator and the staff.
    refused: Option<String>,
    /// Why the staff hid it; for its creator and the staff.
    hidden_reason: Option<String>,
    /// `/api/v1/project-documents/{id}/file`.
    file: String,
    created_at: Timestamp,
}

/// The documents of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectDocuments)]
pub(crate) struct DocumentsBody {
    /// In the order they were added; at most 20.
    items: Vec<DocumentBody>,
}

impl From<DocumentView> for DocumentBody {
    fn from(view: DocumentView) -> Self {
        Self {
            id: view.id.as_uuid(),
            title: view.title,
            audience: view.audience,
            kind: view.kind,
            size_bytes: view.size_bytes,
            is_ready: view.file == FileState::Ready,
            refused: match view.file {
                FileState::Refused(code) => Some(code),
                FileState::Checking | FileState::Ready => None,
            },
            hidden_reason: view.hidden_reason,
            file: format!("/api/v1/project-documents/{}/file", view.id),
            created_at: view.created_at,
        }
    }
}

impl From<Vec<DocumentView>> for DocumentsBody {
    fn from(views: Vec<DocumentView>) -> Self {
        Self { items: views.into_iter().map(Into::into).collect() }
    }
}
