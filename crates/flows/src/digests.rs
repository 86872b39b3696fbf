//! Digests leave: every hour, whoever is due is written to at the address that their account has now.

use kernel::{AccountId, Actor};
use notifications::Addressee;
use platform::jobs::{Enqueue, Job, JobError, Registry};
use serde::{Deserialize, Serialize};

use crate::{Flows, FlowsError};

/// How many accounts are looked up at once.
const AT_ONCE: u16 = 500;

/// Finds whose digest is due. A tick that was missed is made up for by the next one.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct DigestsJob {}

impl Job for DigestsJob {
    const NAME: &'static str = "flows.digests";
}

/// Sends the digest of one account.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct DigestJob {
    account_id: AccountId,
}

impl Job for DigestJob {
    const NAME: &'static str = "flows.digest";
}

pub(crate) fn register(flows: &Flows, registry: &mut Registry) {
    let each = flows.clone();
    registry.job(move |_job: DigestsJob, _run| {
        let flows = each.clone();
        async move { flows.find_digests().await.map_err(JobError::retry) }
    });
    registry.cron::<DigestsJob>("1 * * * *");
    let each = flows.clone();
    registry.job(move |job: DigestJob, _run| {
        let flows = each.clone();
        async move { flows.send_digest(job).await.map_err(JobError::retry) }
    });
}

impl Flows {
    async fn find_digests(&self) -> Result<(), FlowsError> {
        let (actor, mut after) = (Actor::system("flows"), None);
        loop {
            let due = self.notifications.digests_due(&actor, after, AT_ONCE).await?;
            let mut tx = self.db.begin(&actor).await?;
            for &account_id in &due {
                let once = Enqueue { unique_key: Some(account_id.to_string()), ..Enqueue::default() };
                tx.enqueue(&DigestJob { account_id }, once).await?;
            }
            tx.commit().await?;
            after = due.last().copied();
            if due.len() < usize::from(AT_ONCE) {
                return Ok(());
            }
        }
    }

    async fn send_digest(&self, job: DigestJob) -> Result<(), FlowsError> {
        let actor = Actor::system("flows");
        // Gone meanwhile, with all that waited for them.
        let Some(contact) = self.identity.contact(&actor, job.account_id).await? else { return Ok(()) };
        let to = Addressee { account_id: Some(job.account_id), email: contact.email, locale: contact.locale };
        let mut tx = self.db.begin(&actor).await?;
        self.notifications.send_digest_in(&mut tx, job.account_id, &to).await?;
        Ok(tx.commit().await?)
    }
}
