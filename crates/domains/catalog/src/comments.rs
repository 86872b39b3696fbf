//! Comments on films with replies one level deep; hidden by moderators, removed by their authors.

mod command;
mod queries;
mod store;
mod view;

use contracts::catalog::{CommentId, FilmId};
use jiff::SignedDuration;
use kernel::{Actor, FieldError, Page, PageRequest, Permission};
use uuid::Uuid;

pub use command::{AddComment, EditComment};
use store::CommentRow;
pub(crate) use store::{count, lock, set_state};
pub use view::{CommentState, CommentThread, CommentView};

use crate::{Catalog, CatalogError, film};

const COMMENTS_A_MINUTE: u32 = 5;
const COMMENTS_A_DAY: u32 = 200;
/// How many replies a thread shows at once.
const REPLIES: i64 = 50;

impl Catalog {
    /// Writes a comment or a reply under a listed film.
    pub async fn add_comment(&self, actor: &Actor, cmd: AddComment) -> Result<CommentView, CatalogError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let text = checked(&cmd.text)?;
        self.limits().hit(&format!("catalog.comment:{account_id}"), COMMENTS_A_MINUTE, SignedDuration::from_mins(1)).await?;
        self.limits().hit(&format!("catalog.comments:{account_id}"), COMMENTS_A_DAY, SignedDuration::from_hours(24)).await?;
        let comment_id = CommentId::generate();
        let mut tx = self.db().begin(actor).await?;
        let slug = crate::film::lock_listed(tx.conn(), cmd.film_id).await?.ok_or(CatalogError::FilmNotFound)?;
        let parent_id = match cmd.parent_id {
            Some(parent_id) => Some(self.thread_of(&mut tx, cmd.film_id, parent_id).await?),
            None => None,
        };
        let at = tx.now();
        let comment = store::NewComment { id: comment_id, film_id: cmd.film_id, account_id, parent_id, text: &text, at };
        store::insert(tx.conn(), comment).await?;
        store::count(tx.conn(), cmd.film_id, parent_id, 1).await?;
        self.commit_change(tx, &[&slug]).await?;
        self.get_comment(actor, comment_id).await
    }

    /// Changes one's own comment.
    pub async fn edit_comment(&self, actor: &Actor, cmd: EditComment) -> Result<CommentView, CatalogError> {
        actor.require(Permission::Participate)?;
        let text = checked(&cmd.text)?;
        let mut tx = self.db().begin(actor).await?;
        let comment = store::lock(tx.conn(), cmd.comment_id).await?.ok_or(CatalogError::CommentNotFound)?;
        require_own(actor, &comment)?;
        let at = tx.now();
        store::set_text(tx.conn(), cmd.comment_id, &text, at).await?;
        tx.commit().await?;
        self.get_comment(actor, cmd.comment_id).await
    }

    /// Removes one's own comment. What was answered stays as an empty place above its replies.
    pub async fn delete_comment(&self, actor: &Actor, comment_id: CommentId) -> Result<(), CatalogError> {
        actor.require(Permission::Participate)?;
        let mut tx = self.db().begin(actor).await?;
        let comment = store::lock(tx.conn(), comment_id).await?.ok_or(CatalogError::CommentNotFound)?;
        require_own(actor, &comment)?;
        if comment.state == CommentState::Visible {
            store::count(tx.conn(), comment.film_id, comment.parent_id, -1).await?;
        }
        if comment.reply_count > 0 {
            store::set_state(tx.conn(), comment_id, CommentState::Deleted, "").await?;
        } else {
            store::delete(tx.conn(), comment_id).await?;
        }
        self.commit_change(tx, &[&comment.film_slug]).await
    }

    /// The comments of a film, newest first, each with its first replies.
    pub async fn list_comments(
        &self,
        actor: &Actor,
        film_id: FilmId,
        page: &PageRequest,
    ) -> Result<Page<CommentThread>, CatalogError> {
        let pool = self.db().pool();
        self.get_film_by_id(actor, film_id).await?;
        let reader = Reader::of(actor);
        let rows = queries::threads(pool, film_id, &reader, page.after_key()?, i64::from(page.limit()) + 1).await?;
        let rows = Page::from_rows(rows, page, |(comment, _)| comment.id.as_uuid());
        let parents: Vec<Uuid> = rows.items.iter().map(|(comment, _)| comment.id.as_uuid()).collect();
        let mut replies = queries::first_replies(pool, &parents, &reader, REPLIES).await?;
        Ok(rows.map(|(comment, reply_count)| CommentThread {
            replies: replies.remove(&comment.id.as_uuid()).unwrap_or_default(),
            comment,
            reply_count,
        }))
    }

    /// The replies to a comment, oldest first.
    pub async fn list_replies(
        &self,
        actor: &Actor,
        comment_id: CommentId,
        page: &PageRequest,
    ) -> Result<Page<CommentView>, CatalogError> {
        let pool = self.db().pool();
        let film_id = queries::film_of(pool, comment_id).await?.ok_or(CatalogError::CommentNotFound)?;
        self.get_film_by_id(actor, film_id).await?;
        let reader = Reader::of(actor);
        let rows = queries::replies(pool, comment_id, &reader, page.after_key()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |comment| comment.id.as_uuid()))
    }

    /// One comment as the actor may read it.
    pub async fn get_comment(&self, actor: &Actor, comment_id: CommentId) -> Result<CommentView, CatalogError> {
        let pool = self.db().pool();
        let film_id = queries::film_of(pool, comment_id).await?.ok_or(CatalogError::CommentNotFound)?;
        self.get_film_by_id(actor, film_id).await?;
        queries::find(pool, comment_id, &Reader::of(actor)).await?.ok_or(CatalogError::CommentNotFound)
    }

    /// The comment that a reply stands under: the one named, or the one above it.
    async fn thread_of(&self, tx: &mut platform::Tx, film_id: FilmId, parent_id: CommentId) -> Result<CommentId, CatalogError> {
        let parent = store::lock(tx.conn(), parent_id).await?.filter(|parent| parent.film_id == film_id);
        let parent = parent.ok_or_else(|| CatalogError::field("parent_id", "catalog-field-unknown-comment"))?;
        if parent.state != CommentState::Visible {
            return Err(CatalogError::field("parent_id", "catalog-field-unknown-comment"));
        }
        Ok(parent.parent_id.unwrap_or(parent_id))
    }
}

/// Whose eyes read: an author reads what was hidden of theirs, the staff reads everything.
pub(crate) struct Reader {
    account_id: Option<Uuid>,
    staff: bool,
}

impl Reader {
    fn of(actor: &Actor) -> Self {
        Self { account_id: actor.account_id().map(|id| id.as_uuid()), staff: actor.may(Permission::CommentModerate) }
    }
}

fn require_own(actor: &Actor, comment: &CommentRow) -> Result<(), CatalogError> {
    match comment.state {
        CommentState::Deleted => Err(CatalogError::CommentNotFound),
        _ if actor.is(comment.account_id) => Ok(()),
        CommentState::Visible => Err(kernel::Forbidden::NotAllowed.into()),
        CommentState::Hidden => Err(CatalogError::CommentNotFound),
    }
}

fn checked(text: &str) -> Result<String, CatalogError> {
    let mut wrong = Vec::new();
    let text = film::text("text", text, 2000, &mut wrong);
    if text.is_empty() {
        wrong.push(FieldError::new("text", "field-required"));
    }
    if wrong.is_empty() { Ok(text) } else { Err(CatalogError::Invalid(wrong)) }
}
