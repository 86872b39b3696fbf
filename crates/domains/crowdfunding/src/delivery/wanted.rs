//! Asking once for the answers that are missing: when the project succeeded, and things will be sent out.

use contracts::crowdfunding::{DeliveryWanted, ProjectId};
use kernel::Actor;
use platform::jobs::{Enqueue, Job};
use serde::{Deserialize, Serialize};

use super::store;
use crate::{Crowdfunding, CrowdfundingError};

/// How many backers are asked in one transaction.
const AT_ONCE: i64 = 100;

/// Asks the backers of a project that succeeded for what is missing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AskForDeliveriesJob {
    pub(crate) project_id: ProjectId,
}

impl Job for AskForDeliveriesJob {
    const NAME: &'static str = "crowdfunding.ask-for-deliveries";
    const MAX_ATTEMPTS: i16 = 50;
}

impl AskForDeliveriesJob {
    /// One of each project.
    pub(crate) fn once(&self) -> Enqueue {
        Enqueue { unique_key: Some(self.project_id.to_string()), ..Enqueue::default() }
    }
}

impl Crowdfunding {
    /// Some at a time: each is asked in the transaction that notes it.
    pub(crate) async fn ask_for_deliveries(&self, project_id: ProjectId) -> Result<(), CrowdfundingError> {
        loop {
            let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
            let asked = store::ask_missing(&mut tx, project_id, AT_ONCE).await?;
            for pledge_id in &asked {
                tx.emit(&DeliveryWanted { pledge_id: *pledge_id, project_id }).await?;
            }
            tx.commit().await?;
            if asked.is_empty() {
                return Ok(());
            }
        }
    }
}
