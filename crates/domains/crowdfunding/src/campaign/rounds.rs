//! The second of two rounds: the minimum is there, and stays; what comes now leads to the optimum.

use contracts::crowdfunding::ProjectRoundWon;
use jiff::SignedDuration;
use kernel::Money;
use platform::{Tx, jobs::Enqueue};

use super::store;
use crate::{Crowdfunding, CrowdfundingError, jobs::CloseProjectJob, live::tell, project::Project};

impl Crowdfunding {
    /// Online again, as long as before. The end of the second round is decided as every end: the goal is there already, for what won the
    /// first round is not taken back any more.
    pub(super) async fn open_second_round(&self, tx: &mut Tx, project: &Project, held: Money) -> Result<(), CrowdfundingError> {
        let deadline_at = tx.now() + SignedDuration::from_hours(24 * i64::from(project.draft.days));
        store::set_second_round(tx, project.id, deadline_at).await?;
        let at = tx.now();
        tx.emit(&ProjectRoundWon { project_id: project.id, raised: held, at }).await?;
        tx.audit("crowdfunding.second-round", project.id, serde_json::json!({ "held_minor": held.amount_minor })).await?;
        let unique_key = Some(project.id.to_string());
        tx.enqueue(
            &CloseProjectJob { project_id: project.id },
            Enqueue { unique_key, run_at: Some(deadline_at), ..Enqueue::default() },
        )
        .await?;
        Ok(tell(tx, project.id).await?)
    }
}
