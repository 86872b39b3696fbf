//! What a person was told in the page.

pub(crate) mod live;
mod queries;
pub(crate) mod store;

use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Locale, Page, PageRequest};
use platform::Tx;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    Kind, Notifications, NotificationsError, Topic,
    notice::{self, Value},
};

/// How long a notice is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);

/// A notice in its reader's language.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// The notice.
    pub id: Uuid,
    /// What it belongs to.
    pub topic: Topic,
    /// What it is.
    pub kind: &'static str,
    /// In a few words.
    pub title: String,
    /// At length.
    pub body: String,
    /// What the link says.
    pub action: String,
    /// The page that it leads to, without language.
    pub path: String,
    /// When it was told.
    pub created_at: Timestamp,
    /// Since when it is read.
    pub read_at: Option<Timestamp>,
}

/// A notice as it is stored.
pub(crate) struct Kept {
    id: Uuid,
    kind: Kind,
    details: std::collections::BTreeMap<String, Value>,
    path: String,
    created_at: Timestamp,
    read_at: Option<Timestamp>,
}

impl Kept {
    fn told(self, locale: Locale) -> NoticeView {
        let part = |part| notice::text(self.kind, part, &self.details, locale);
        NoticeView {
            id: self.id,
            topic: self.kind.topic(),
            kind: self.kind.as_str(),
            title: part("title"),
            body: part("body"),
            action: part("action"),
            path: self.path,
            created_at: self.created_at,
            read_at: self.read_at,
        }
    }
}

/// The channel on which a person's pages hear that there is something new.
pub(crate) fn channel(account_id: AccountId) -> String {
    format!("notices:{account_id}")
}

impl Notifications {
    /// What the actor was told, the newest first, in their language.
    pub async fn notices(&self, actor: &Actor, request: &PageRequest) -> Result<Page<NoticeView>, NotificationsError> {
        let account_id = actor.require_account()?;
        let after: Option<Uuid> = request.after_key()?;
        let rows = queries::list(self.db().pool(), account_id, after, i64::from(request.limit()) + 1).await?;
        let page = Page::from_rows(rows, request, |kept: &Kept| kept.id);
        Ok(Page { items: page.items.into_iter().map(|kept| kept.told(actor.locale)).collect(), next: page.next })
    }

    /// How many notices the actor has not read; at most a hundred are counted.
    pub async fn unread(&self, actor: &Actor) -> Result<i64, NotificationsError> {
        Ok(queries::unread(self.db().pool(), actor.require_account()?).await?)
    }

    /// The actor has read this one, or all of them.
    pub async fn mark_read(&self, actor: &Actor, id: Option<Uuid>) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        self.mark_in(&mut tx, account_id, id.as_slice()).await?;
        Ok(tx.commit().await?)
    }

    /// The actor has seen these, and so read them: the list was opened. Others than their own are left alone.
    pub async fn mark_seen(&self, actor: &Actor, ids: &[Uuid]) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        if ids.is_empty() {
            return Ok(());
        }
        let mut tx = self.db().begin(actor).await?;
        self.mark_in(&mut tx, account_id, ids).await?;
        Ok(tx.commit().await?)
    }

    /// These, or all where none is named; the person's other pages hear of it.
    async fn mark_in(&self, tx: &mut Tx, account_id: AccountId, ids: &[Uuid]) -> Result<(), NotificationsError> {
        if store::mark_read(tx, account_id, ids).await? > 0 {
            tx.notify(&channel(account_id), &serde_json::json!({ "read": true })).await?;
        }
        Ok(())
    }

    /// Forgets what is older than half a year.
    pub(crate) async fn sweep(&self) -> Result<(), NotificationsError> {
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        let before = tx.now() - KEPT;
        store::forget(&mut tx, before).await?;
        crate::sms::store::forget(&mut tx, before).await?;
        crate::bounces::store::forget(&mut tx, before).await?;
        Ok(tx.commit().await?)
    }
}
