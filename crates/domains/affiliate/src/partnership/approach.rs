//! Whom a merchant may write to, before there is anything between the two.

use contracts::{
    affiliate::{PartnershipId, ProgramId},
    identity::OrganisationId,
};
use kernel::{AccountId, Actor};

use super::queries;
use crate::{Affiliate, AffiliateError, MerchantRight, ProfileState, member, program, program::ProgramState};

/// What a merchant and an influencer talk about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approach {
    /// What is between them, whatever became of it.
    Partnership(PartnershipId),
    /// The program of this merchant, which the influencer may ask to take part in.
    Program(OrganisationId),
}

impl Affiliate {
    /// About what those who manage a program may write to an influencer. Before the two had anything to do with each other, only while the
    /// program is open and the influencer is listed.
    pub async fn approach(&self, actor: &Actor, id: ProgramId, influencer: AccountId) -> Result<Approach, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Manage).await?;
        if let Some(found) = queries::id_in(&mut conn, id, influencer).await? {
            return Ok(Approach::Partnership(found));
        }
        drop(conn);
        if self.influencer(actor, influencer).await?.state != ProfileState::Listed {
            return Err(AffiliateError::NotFound);
        }
        if self.program(actor, id).await?.state != ProgramState::Open {
            return Err(AffiliateError::WrongState);
        }
        Ok(Approach::Program(merchant))
    }
}
