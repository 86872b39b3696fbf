//! Who is told of an update, and of what people ask and answer.

use contracts::crowdfunding::{PledgeId, ProjectCommentAdded, UpdateId, UpdatePosted};
use crowdfunding::{Backing, CommentNews, UpdateNews};
use notifications::{Addressee, Kind, Notice};
use platform::{
    Tx,
    jobs::{Delivered, Enqueue, Job},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{AT_ONCE, system, text};
use crate::{Flows, FlowsError};

/// Tells the backers of a project of an update.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TellUpdateJob {
    update_id: UpdateId,
    /// The last pledge whose backer was told.
    after: Option<PledgeId>,
}

impl Job for TellUpdateJob {
    const NAME: &'static str = "flows.tell-update";
    const MAX_ATTEMPTS: i16 = 50;
}

/// What is done once for an update: of whom, or of what.
fn once_for(update_id: UpdateId, what: &str, which: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(update_id.as_uuid());
    hash.update(what);
    hash.update([0]);
    hash.update(which);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(byte, of_hash)| *byte = of_hash);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The page of the update; with the key of the pledge for who has no account to read it by.
fn page(news: &UpdateNews, update_id: UpdateId, to: &Addressee, backing: &Backing) -> String {
    let page = format!("/projets/{}/nouvelles/{update_id}", news.slug);
    match to.account_id {
        Some(_) => page,
        None => format!("{page}?contribution={}&cle={}", backing.pledge_id, backing.key),
    }
}

impl Flows {
    pub(super) async fn on_update_posted(&self, name: &'static str, told: &Delivered<UpdatePosted>) -> Result<(), FlowsError> {
        let job = TellUpdateJob { update_id: told.event.update_id, after: None };
        self.once(name, told.event_id, async |tx| Ok(tx.enqueue(&job, Enqueue::default()).await?)).await
    }

    /// Some backers, and a job for the rest, unless the update is gone meanwhile.
    pub(super) async fn tell_update(&self, job: &TellUpdateJob) -> Result<(), FlowsError> {
        let update_id = job.update_id;
        let Some(news) = self.crowdfunding.update_news(&system(), update_id).await? else { return Ok(()) };
        let ids = self.crowdfunding.backing_pledges(&system(), news.project_id, job.after, AT_ONCE).await?;
        let mut letters = Vec::new();
        for id in &ids {
            let Some(backing) = self.crowdfunding.backing(&system(), *id).await? else { continue };
            if let Some(to) = self.backer(&backing).await? {
                let notice = Notice::new(Kind::ProjectUpdate, page(&news, update_id, &to, &backing))
                    .with("project", text(&news.project_title))
                    .with("title", text(&news.title));
                letters.push((to, notice));
            }
        }
        let Some(last) = ids.last() else { return Ok(()) };
        // Pledges come and go meanwhile: a batch is known by where it starts.
        let start = job.after.map(|id| id.to_string()).unwrap_or_default();
        self.once("flows.update-batch", once_for(update_id, "after", &start), async |tx| {
            for (to, notice) in &letters {
                self.tell_of_update(tx, update_id, to, notice).await?;
            }
            let rest = TellUpdateJob { after: Some(*last), ..job.clone() };
            Ok(tx.enqueue(&rest, Enqueue::default()).await?)
        })
        .await
    }

    /// Who gave twice is told once: in the page by their account, by letter at an address.
    async fn tell_of_update(&self, tx: &mut Tx, id: UpdateId, to: &Addressee, notice: &Notice) -> Result<(), FlowsError> {
        const NAME: &str = "flows.update-told";
        if let Some(account_id) = to.account_id
            && !tx.first_delivery(NAME, once_for(id, "account", &account_id.to_string())).await?
        {
            return Ok(());
        }
        let email = match &to.email {
            Some(email) if tx.first_delivery(NAME, once_for(id, "address", &email.to_lowercase())).await? => Some(email.clone()),
            _ => None,
        };
        let to = Addressee { email, ..to.clone() };
        let told = to.account_id.is_some() || to.email.is_some();
        self.tell(tx, told.then_some(&to), notice).await
    }

    /// A question is told to whose project it is, an answer to who asked; nobody is told what they wrote themselves.
    pub(super) async fn on_comment_added(
        &self,
        name: &'static str,
        told: &Delivered<ProjectCommentAdded>,
    ) -> Result<(), FlowsError> {
        let id = told.event.comment_id;
        let Some(news) = self.crowdfunding.comment_news(&system(), id).await? else { return Ok(()) };
        let CommentNews { author_id, answered_id, creator_id, .. } = news;
        let (kind, to) = match answered_id {
            None => (Kind::ProjectQuestion, creator_id),
            Some(answered_id) => (Kind::ProjectAnswer, answered_id),
        };
        if to == author_id {
            return Ok(());
        }
        let notice = Notice::new(kind, format!("/projets/{}/questions/{id}", news.slug))
            .with("project", text(&news.project_title))
            .with("name", text(&news.author_name));
        let to = self.account(to).await?;
        self.once(name, told.event_id, async |tx| self.tell(tx, to.as_ref(), &notice).await).await
    }
}
