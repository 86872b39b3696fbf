//! Which program a shop reports to, and whether it may.

use contracts::{affiliate::ProgramId, identity::OrganisationId};
use kernel::{Actor, Permission, Principal};

use super::{Shop, queries};
use crate::{Affiliate, AffiliateError, MerchantRight, member, program::ProgramState};

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

    /// The program, for those who manage its merchant, and for the program itself, which has checked the shop's own signature; once it was
    /// open. A key of a shop needs nothing but the permission to track.
    pub(super) async fn shop(&self, actor: &Actor, program_id: ProgramId) -> Result<Shop, AffiliateError> {
        actor.require(Permission::SaleTrack)?;
        let mut conn = self.conn().await?;
        let (shop, role) = queries::shop_of(&mut conn, program_id, actor.account_id()).await?.ok_or(AffiliateError::NotFound)?;
        if !matches!(actor.principal, Principal::System(_)) {
            member::allowed(actor, role.as_deref(), MerchantRight::Report)?;
        }
        if shop.state == ProgramState::Draft { Err(AffiliateError::WrongState) } else { Ok(shop) }
    }
}
