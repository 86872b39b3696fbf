//! Which program a shop reports to that does not say.

use contracts::{affiliate::ProgramId, identity::OrganisationId};
use kernel::{Actor, Permission};

use super::queries;
use crate::{Affiliate, AffiliateError};

impl Affiliate {
    /// The program that a report belongs to: the one that is named, else that of the merchant that is named, else the only one that the
    /// caller manages. Whether they may report to it is asked when they do.
    pub async fn program_to_report(
        &self,
        actor: &Actor,
        named: Option<ProgramId>,
        merchant: Option<OrganisationId>,
    ) -> Result<ProgramId, AffiliateError> {
        actor.require(Permission::SaleTrack)?;
        let account_id = actor.require_account()?;
        if let Some(id) = named {
            return Ok(id);
        }
        let mut conn = self.conn().await?;
        match queries::managed(&mut conn, account_id, merchant).await?.as_slice() {
            [id] => Ok(*id),
            [] => Err(AffiliateError::NotFound),
            _ => Err(AffiliateError::field("program_id", "affiliate-program-unnamed")),
        }
    }
}
