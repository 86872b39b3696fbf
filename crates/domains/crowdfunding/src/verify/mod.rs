//! Proving that what a project holds in the ledger is what its backers pledged (I8).
//!
//! A pledge is marked as paid by an event that follows the ledger: for a moment the two differ, and whoever verifies asks again.

mod queries;

use contracts::crowdfunding::ProjectId;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Finding, Invariant};

use crate::{Crowdfunding, CrowdfundingError, escrow};

/// What a project should hold.
struct Pledged {
    id: ProjectId,
    currency: Currency,
    /// In its escrow: its paid pledges until it is decided, nothing after.
    held_minor: i64,
    /// Owed back: pledges on their way to their backers.
    owed_minor: i64,
}

impl Crowdfunding {
    /// Names the projects whose accounts are not the sums of their pledges (I8); for the operator.
    pub async fn verify(&self) -> Result<Vec<Finding>, CrowdfundingError> {
        let mut findings = Vec::new();
        let mut after = ProjectId::from_uuid(uuid::Uuid::nil());
        loop {
            let projects = queries::list_pledged(self.db().pool(), after).await?;
            let Some(last) = projects.last() else { return Ok(findings) };
            after = last.id;
            findings.extend(self.compare(&projects).await?);
        }
    }

    async fn compare(&self, projects: &[Pledged]) -> Result<Vec<Finding>, CrowdfundingError> {
        let mut wanted = Vec::new();
        for project in projects {
            wanted.push((escrow(project.id, project.currency)?, project.held_minor));
            let owed = AccountKey::of(AccountCode::RefundPayable, project.id.as_uuid(), project.currency)?;
            wanted.push((owed, project.owed_minor));
        }
        let keys: Vec<AccountKey> = wanted.iter().map(|(key, _)| key.clone()).collect();
        let balances = self.ledger().balances(&keys).await?;
        let differing = wanted.iter().zip(balances).filter(|((_, pledged), held)| held.posted.amount_minor != *pledged);
        let finding = |((key, pledged), held): (&(AccountKey, i64), ledger::Balance)| {
            let pledged = Money::new(*pledged, key.currency()).to_decimal_string();
            let what = format!("{key} holds {}, its pledges make {pledged}", held.posted.to_decimal_string());
            Finding { invariant: Invariant::EscrowIsPledges, what }
        };
        Ok(differing.map(finding).collect())
    }
}
