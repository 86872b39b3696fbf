//! What whoever looks at a project hears: that its figures changed. Which they are now, they ask.

use contracts::crowdfunding::ProjectId;
use platform::{DbError, Tx};

use crate::{Crowdfunding, pledge::Pledge};

impl Crowdfunding {
    /// The channel of the bus on which a project tells that a pledge was made, paid, taken back or refunded, or that it ended.
    pub fn channel(id: ProjectId) -> String {
        format!("crowdfunding.project.{id}")
    }
}

/// Tells it when this transaction commits.
pub(crate) async fn tell(tx: &mut Tx, id: ProjectId) -> Result<(), DbError> {
    tx.notify(&Crowdfunding::channel(id), &serde_json::json!({})).await
}

/// Tells that a pledge became something else: to whoever looks at the project, and to its backer, who waits on the page of its payment.
pub(crate) async fn tell_of(tx: &mut Tx, pledge: &Pledge) -> Result<(), DbError> {
    tell(tx, pledge.project_id).await?;
    tell_payer(tx, pledge).await
}

/// The same to its backer alone.
pub(crate) async fn tell_payer(tx: &mut Tx, pledge: &Pledge) -> Result<(), DbError> {
    tx.notify(&payments::channel(pledge.intent_id), &serde_json::json!({})).await
}
