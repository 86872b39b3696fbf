//! What whoever looks at a project hears: that its figures changed. Which they are now, they ask.

use contracts::crowdfunding::ProjectId;
use platform::{DbError, Tx};

use crate::Crowdfunding;

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
