//! Documents of a project: quotes, permits, the script. For everybody who sees the project, or for the staff that reads it.
//!
//! What the staff read stays: once a project is handed in, documents are added, and neither changed nor taken away. The staff hides one
//! for a reason. The files themselves are assets of the creator; here is which, and who may have them.

mod queries;
mod store;

pub use contracts::crowdfunding::DocumentId;
use contracts::{crowdfunding::ProjectId, media::AssetId};
use jiff::Timestamp;
use kernel::{Actor, FieldError, Permission};
use serde::{Deserialize, Serialize};

use crate::{
    Crowdfunding, CrowdfundingError,
    project::{self, ProjectState},
};

/// The most documents of one project.
const DOCUMENTS_MAX: i64 = 20;

/// Who may have a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentAudience {
    /// Everybody who sees the project.
    Public,
    /// Its creator and the staff.
    Review,
}

impl DocumentAudience {
    /// Every audience.
    pub const ALL: [Self; 2] = [Self::Public, Self::Review];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Review => "review",
        }
    }

    /// The audience of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == word)
    }
}

/// Gives a project a document.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// The project.
    pub project_id: ProjectId,
    /// The uploaded file: a document or a picture of the creator's.
    pub asset_id: AssetId,
    /// What it is, 1 to 120 characters.
    pub title: String,
    /// Who may have it.
    pub audience: DocumentAudience,
}

/// What a document is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Pages (PDF).
    Pdf,
    /// A picture (JPEG).
    Image,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Pdf, Self::Image];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Image => "image",
        }
    }
}

/// How far the file of a document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It is being checked.
    Checking,
    /// It can be had.
    Ready,
    /// It is not acceptable, for the reason of this code of media.
    Refused(String),
}

/// A document of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    /// The document.
    pub id: DocumentId,
    /// The project.
    pub project_id: ProjectId,
    /// Its file.
    pub asset_id: AssetId,
    /// What it is.
    pub title: String,
    /// Who may have it.
    pub audience: DocumentAudience,
    /// What it is made of.
    pub kind: DocumentKind,
    /// How large it is; none before it is checked.
    pub size_bytes: Option<i64>,
    /// How far its file is.
    pub file: FileState,
    /// Why the staff hid it; for its creator and the staff, who alone still see it.
    pub hidden_reason: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

impl DocumentView {
    fn is_for_everybody(&self) -> bool {
        self.audience == DocumentAudience::Public && self.file == FileState::Ready && self.hidden_reason.is_none()
    }
}

impl Crowdfunding {
    /// Gives one's own project a document, whatever its state.
    pub async fn add_document(&self, actor: &Actor, command: &AddDocument) -> Result<DocumentId, CrowdfundingError> {
        let account_id = actor.require_account()?;
        let title = command.title.trim();
        let wrong = |field: &'static str, code: &'static str| CrowdfundingError::Invalid(vec![FieldError::new(field, code)]);
        if !(1..=120).contains(&title.chars().count()) || title.chars().any(char::is_control) {
            return Err(wrong("title", "crowdfunding-document-title"));
        }
        let mut tx = self.db().begin(actor).await?;
        let found = project::store::lock(tx.conn(), command.project_id).await?;
        found.filter(|project| project.account_id == account_id).ok_or(CrowdfundingError::NotFound)?;
        if !store::is_file_of(&mut tx, command.asset_id, account_id).await? {
            return Err(wrong("asset_id", "crowdfunding-document-file"));
        }
        if store::count(&mut tx, command.project_id).await? >= DOCUMENTS_MAX {
            return Err(wrong("asset_id", "crowdfunding-documents"));
        }
        let id = DocumentId::generate();
        let document = AddDocument { title: title.to_owned(), ..command.clone() };
        store::insert(&mut tx, id, &document).await.map_err(|error| match error.constraint() {
            Some("documents_project_id_asset_id_key") => wrong("asset_id", "crowdfunding-document-twice"),
            _ => error.into(),
        })?;
        tx.audit("crowdfunding.add-document", id, serde_json::json!({ "project": command.project_id })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Takes a document away from one's own project, before it is handed in.
    pub async fn remove_document(&self, actor: &Actor, id: DocumentId) -> Result<(), CrowdfundingError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let project_id = store::project_of(&mut tx, id).await?.ok_or(CrowdfundingError::NotFound)?;
        let found = project::store::lock(tx.conn(), project_id).await?;
        let project = found.filter(|project| project.account_id == account_id).ok_or(CrowdfundingError::NotFound)?;
        if project.state != ProjectState::Draft {
            return Err(CrowdfundingError::WrongState);
        }
        store::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Hides a document from everybody but its creator and the staff, for a reason that its creator reads.
    pub async fn hide_document(&self, actor: &Actor, id: DocumentId, reason: &str) -> Result<(), CrowdfundingError> {
        actor.require(Permission::ProjectReview)?;
        let reason = crate::required_reason(reason)?;
        let mut tx = self.db().begin(actor).await?;
        if !store::hide(&mut tx, id, reason).await? {
            return Err(CrowdfundingError::NotFound);
        }
        tx.audit("crowdfunding.hide-document", id, serde_json::json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    /// The documents of a project in the order they were added: those for everybody, and all of them for its creator and the staff.
    pub async fn documents(&self, actor: &Actor, id: ProjectId) -> Result<Vec<DocumentView>, CrowdfundingError> {
        let owner = project::store::owner(self.db().pool(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        let is_inside = actor.is(owner.account_id) || actor.may(Permission::ProjectReview);
        if !is_inside && !owner.state.is_public() {
            return Err(CrowdfundingError::NotFound);
        }
        let documents = queries::of_project(self.db().pool(), id).await?;
        Ok(documents.into_iter().filter(|document| is_inside || document.is_for_everybody()).collect())
    }

    /// A document whose file can be had, for whom [`Crowdfunding::documents`] shows it.
    pub async fn document(&self, actor: &Actor, id: DocumentId) -> Result<DocumentView, CrowdfundingError> {
        let project_id = queries::project_of(self.db().pool(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        let found = self.documents(actor, project_id).await?.into_iter().find(|document| document.id == id);
        found.filter(|document| document.file == FileState::Ready).ok_or(CrowdfundingError::NotFound)
    }
}
