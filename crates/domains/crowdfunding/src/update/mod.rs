//! Updates: what a creator tells about a project while it is online and after, to everybody or to its backers alone.

mod queries;
mod store;
mod told;

pub use contracts::crowdfunding::UpdateId;
use contracts::crowdfunding::{PledgeId, ProjectId, UpdatePosted};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, FieldError, Page, PageRequest, Permission};
use serde::{Deserialize, Serialize};

pub use self::told::UpdateNews;
use crate::{Crowdfunding, CrowdfundingError, project};

const UPDATES_A_DAY: u32 = 10;

/// Whom an update is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    Everybody,
    /// Who paid for the project.
    Backers,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 2] = [Self::Everybody, Self::Backers];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Backers => "backers",
        }
    }

    /// The audience of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == word)
    }
}

/// Tells something about a project.
#[derive(Debug, Clone)]
pub struct PostUpdate {
    /// The project.
    pub project_id: ProjectId,
    /// Whom it is for.
    pub audience: Audience,
    /// 3 to 120 characters.
    pub title: String,
    /// 1 to 10 000 characters of Markdown.
    pub text: String,
}

/// An update, as one person may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdateView {
    /// The update.
    pub id: UpdateId,
    /// Whom it is for.
    pub audience: Audience,
    /// Its title, which everybody reads.
    pub title: String,
    /// Its text in Markdown; none for who is not among those it is for.
    pub text: Option<String>,
    /// Why the staff removed it; for its creator and the staff, who alone still see it.
    pub removed_reason: Option<String>,
    /// When it was told.
    pub created_at: Timestamp,
}

/// A pledge and the key that it came with: how a backer without an account reads what is for backers.
#[derive(Debug, Clone)]
pub struct PledgePass {
    /// The pledge.
    pub pledge_id: PledgeId,
    /// Its key.
    pub key: String,
}

/// Whose eyes read: the creator and the staff see what was removed, backers what is for them.
struct Reader {
    is_inside: bool,
    is_backer: bool,
}

impl Reader {
    fn shown(&self, view: UpdateView) -> UpdateView {
        let readable = self.is_backer || view.audience == Audience::Everybody;
        UpdateView { text: view.text.filter(|_| readable), ..view }
    }
}

impl Crowdfunding {
    /// Tells something about one's own project, once people could find it.
    pub async fn post_update(&self, actor: &Actor, command: &PostUpdate) -> Result<UpdateView, CrowdfundingError> {
        let account_id = actor.require_account()?;
        let found = project::store::owner(self.db().pool(), command.project_id).await?;
        let project = found.filter(|project| project.account_id == account_id).ok_or(CrowdfundingError::NotFound)?;
        if !project.state.is_public() {
            return Err(CrowdfundingError::WrongState);
        }
        let update = checked(command)?;
        let bucket = format!("crowdfunding.update:{}", command.project_id);
        self.limits().hit(&bucket, UPDATES_A_DAY, SignedDuration::from_hours(24)).await?;
        let mut tx = self.db().begin(actor).await?;
        let id = UpdateId::generate();
        store::insert(&mut tx, id, &update).await?;
        tx.emit(&UpdatePosted { update_id: id, project_id: command.project_id }).await?;
        tx.commit().await?;
        queries::find(self.db().pool(), id).await?.map(|(_, view)| view).ok_or(CrowdfundingError::NotFound)
    }

    /// Takes one's own update away, for good.
    pub async fn delete_update(&self, actor: &Actor, id: UpdateId) -> Result<(), CrowdfundingError> {
        actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let owner = store::lock(&mut tx, id).await?.ok_or(CrowdfundingError::NotFound)?;
        if !actor.is(owner) {
            return Err(CrowdfundingError::NotFound);
        }
        store::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Removes somebody's update, for a reason that its creator reads.
    pub async fn remove_update(&self, actor: &Actor, id: UpdateId, reason: &str) -> Result<(), CrowdfundingError> {
        actor.require(Permission::ProjectReview)?;
        let reason = crate::required_reason(reason)?;
        let mut tx = self.db().begin(actor).await?;
        store::lock(&mut tx, id).await?.ok_or(CrowdfundingError::NotFound)?;
        store::set_removed(&mut tx, id, reason).await?;
        tx.audit("crowdfunding.remove-update", id, serde_json::json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    /// What was told about a project, the newest first. What is for backers alone is shown to others without its text.
    pub async fn updates(
        &self,
        actor: &Actor,
        id: ProjectId,
        pass: Option<&PledgePass>,
        page: &PageRequest,
    ) -> Result<Page<UpdateView>, CrowdfundingError> {
        let reader = self.reader(actor, id, pass).await?;
        let (after, limit) = (page.after_row()?, i64::from(page.limit()) + 1);
        let rows = queries::list(self.db().pool(), id, reader.is_inside, after, limit).await?;
        let page = Page::from_rows(rows, page, |view| (view.created_at, view.id.as_uuid()));
        Ok(page.map(|view| reader.shown(view)))
    }

    /// One update of a project, as the list shows it.
    pub async fn update(
        &self,
        actor: &Actor,
        project_id: ProjectId,
        id: UpdateId,
        pass: Option<&PledgePass>,
    ) -> Result<UpdateView, CrowdfundingError> {
        let reader = self.reader(actor, project_id, pass).await?;
        let found = queries::find(self.db().pool(), id).await?;
        let known = found.filter(|(of, view)| *of == project_id && (reader.is_inside || view.removed_reason.is_none()));
        known.map(|(_, view)| reader.shown(view)).ok_or(CrowdfundingError::NotFound)
    }

    /// What somebody may read of a project that everybody sees.
    async fn reader(&self, actor: &Actor, id: ProjectId, pass: Option<&PledgePass>) -> Result<Reader, CrowdfundingError> {
        let found = project::store::owner(self.db().pool(), id).await?;
        let project = found.filter(|project| project.state.is_public()).ok_or(CrowdfundingError::NotFound)?;
        let is_inside = actor.is(project.account_id) || actor.may(Permission::ProjectReview);
        Ok(Reader { is_inside, is_backer: is_inside || self.is_backer(actor, id, pass).await? })
    }

    /// Whether somebody paid for a project and did not take it back while they could.
    async fn is_backer(&self, actor: &Actor, id: ProjectId, pass: Option<&PledgePass>) -> Result<bool, CrowdfundingError> {
        if let Some(account_id) = actor.account_id()
            && queries::has_backed(self.db().pool(), id, account_id).await?
        {
            return Ok(true);
        }
        let Some(pass) = pass else { return Ok(false) };
        let intent_id = queries::backing(self.db().pool(), id, pass.pledge_id).await?;
        Ok(intent_id.is_some_and(|intent_id| self.payments().is_key_of(intent_id, &pass.key)))
    }
}

/// The update without spaces around, or what is wrong with it.
fn checked(command: &PostUpdate) -> Result<PostUpdate, CrowdfundingError> {
    let update = PostUpdate { title: command.title.trim().to_owned(), text: command.text.trim().to_owned(), ..command.clone() };
    let fits = |text: &str, least: usize, most: usize| (least..=most).contains(&text.chars().count()) && !text.contains('\0');
    let mut wrong = Vec::new();
    if !fits(&update.title, 3, 120) || update.title.chars().any(char::is_control) {
        wrong.push(FieldError::new("title", "crowdfunding-title-length"));
    }
    if !fits(&update.text, 1, 10_000) {
        wrong.push(FieldError::new("text", "crowdfunding-update-length"));
    }
    if wrong.is_empty() { Ok(update) } else { Err(CrowdfundingError::Invalid(wrong)) }
}
