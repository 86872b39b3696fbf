//! Reports and what moderators do about them: hide, restore, dismiss; every decision with its reason in the audit trail.

mod queries;
mod store;
mod view;

use contracts::catalog::{CommentId, FilmId};
use jiff::SignedDuration;
use kernel::{Actor, Page, PageRequest, Permission};
use platform::Tx;
use serde_json::json;
use uuid::Uuid;

pub use view::{Decide, Decision, ModerationItem, Report, ReportSubject, ReportView};

use crate::{
    Catalog, CatalogError,
    comments::{self, CommentState},
    film, lists,
};

const REPORTS_AN_HOUR: u32 = 20;

impl Catalog {
    /// Reports a listed film or a visible comment.
    pub async fn report(&self, actor: &Actor, cmd: Report) -> Result<(), CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut wrong = Vec::new();
        let note = film::text("note", &cmd.note, 500, &mut wrong);
        if !wrong.is_empty() {
            return Err(CatalogError::Invalid(wrong));
        }
        self.limits().hit(&format!("catalog.report:{account_id}"), REPORTS_AN_HOUR, SignedDuration::from_hours(1)).await?;
        let mut tx = self.db().begin(actor).await?;
        match cmd.subject {
            ReportSubject::Film(film_id) => lists::require_listed(&mut tx, film_id).await?,
            ReportSubject::Comment(comment_id) => {
                let comment = comments::lock(tx.conn(), comment_id).await?;
                let visible = comment.filter(|comment| comment.state == CommentState::Visible);
                let comment = visible.ok_or(CatalogError::CommentNotFound)?;
                lists::require_listed(&mut tx, comment.film_id).await.map_err(|_hidden| CatalogError::CommentNotFound)?;
            }
        }
        let at = tx.now();
        let report = store::NewReport { subject: cmd.subject, reporter: account_id, reason: cmd.reason, note: &note, at };
        if !store::insert(tx.conn(), report).await? {
            return Err(CatalogError::AlreadyReported);
        }
        tx.commit().await?;
        Ok(())
    }

    /// The subjects with open reports, the longest waiting first.
    pub async fn list_reported(&self, actor: &Actor, page: &PageRequest) -> Result<Page<ModerationItem>, CatalogError> {
        actor.require(Permission::CommentModerate)?;
        let pool = self.db().pool();
        let after = page.after_row()?;
        let rows = queries::reported(pool, after, i64::from(page.limit()) + 1).await?;
        let mut page = Page::from_rows(rows, page, |item| (item.first_reported_at, subject_id(item.subject)));
        queries::fill_reports(pool, &mut page.items).await?;
        Ok(page)
    }

    /// Closes the open reports on a subject by a decision. A hidden comment can be restored without any.
    pub async fn decide(&self, actor: &Actor, cmd: Decide) -> Result<(), CatalogError> {
        actor.require(Permission::CommentModerate)?;
        let reason = film::checked_reason(&cmd.reason, 500)?;
        if let (ReportSubject::Film(film_id), Decision::Hide) = (cmd.subject, cmd.decision) {
            // Taking a film away is a decision on the film, with its own state, events and trail.
            self.refuse_film(actor, film_id, &reason).await?;
        }
        let mut tx = self.db().begin(actor).await?;
        let changed = match cmd.subject {
            ReportSubject::Comment(comment_id) => set_comment(&mut tx, comment_id, cmd.decision, &reason).await?,
            ReportSubject::Film(film_id) => store::film_slug(tx.conn(), film_id).await?.ok_or(CatalogError::FilmNotFound)?,
        };
        let at = tx.now();
        let closed = store::close(tx.conn(), cmd.subject, cmd.decision, at).await?;
        if closed == 0 && cmd.decision == Decision::Dismiss {
            return Err(CatalogError::ReportNotFound);
        }
        let details = json!({ "decision": cmd.decision, "reason": reason, "reports": closed });
        let action = match cmd.subject {
            ReportSubject::Film(_) => "catalog.film-reports-decided",
            ReportSubject::Comment(_) => "catalog.comment-decided",
        };
        tx.audit(action, subject_id(cmd.subject), details).await?;
        self.commit_change(tx, &[&changed]).await
    }
}

/// Hides or restores a comment; the slug of its film.
async fn set_comment(tx: &mut Tx, comment_id: CommentId, decision: Decision, reason: &str) -> Result<String, CatalogError> {
    let comment = comments::lock(tx.conn(), comment_id).await?.ok_or(CatalogError::CommentNotFound)?;
    let (state, change) = match (decision, comment.state) {
        (_, CommentState::Deleted) => return Err(CatalogError::CommentNotFound),
        (Decision::Hide, CommentState::Visible) => (CommentState::Hidden, -1),
        (Decision::Restore, CommentState::Hidden) => (CommentState::Visible, 1),
        (Decision::Dismiss, _) | (Decision::Hide, CommentState::Hidden) | (Decision::Restore, CommentState::Visible) => {
            return Ok(comment.film_slug);
        }
    };
    let reason = if state == CommentState::Hidden { reason } else { "" };
    comments::set_state(tx.conn(), comment_id, state, reason).await?;
    comments::count(tx.conn(), comment.film_id, comment.parent_id, change).await?;
    Ok(comment.film_slug)
}

fn subject_id(subject: ReportSubject) -> Uuid {
    match subject {
        ReportSubject::Film(id) => FilmId::as_uuid(&id),
        ReportSubject::Comment(id) => CommentId::as_uuid(&id),
    }
}
