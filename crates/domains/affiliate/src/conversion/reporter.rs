//! Which program a shop reports to, and whether it may.

use contracts::{affiliate::ProgramId, identity::OrganisationId};
use kernel::{AccountId, Actor, Permission, Principal};

use super::{Shop, queries};
use crate::{Affiliate, AffiliateError, MerchantRight, member, program::ProgramState};

/// The program that somebody reports to: its id, or as it was found among those that they manage, which is not looked up again.
#[derive(Debug, Clone)]
pub struct ReportTo {
    program_id: ProgramId,
    managed: Option<(AccountId, Shop)>,
}

impl From<ProgramId> for ReportTo {
    fn from(program_id: ProgramId) -> Self {
        Self { program_id, managed: None }
    }
}

impl ReportTo {
    /// Which.
    pub const fn program_id(&self) -> ProgramId {
        self.program_id
    }
}

impl Affiliate {
    /// The program that a report belongs to: the one that is named, else that of the merchant that is named, else the only one that the
    /// caller manages. Whether they may report to one that is named is asked when they do.
    pub async fn program_to_report(
        &self,
        actor: &Actor,
        named: Option<ProgramId>,
        merchant: Option<OrganisationId>,
    ) -> Result<ReportTo, AffiliateError> {
        actor.require(Permission::SaleTrack)?;
        let account_id = actor.require_account()?;
        if let Some(id) = named {
            return Ok(id.into());
        }
        let mut conn = self.conn().await?;
        match queries::managed(&mut conn, account_id, merchant).await?.as_slice() {
            [(shop, role)] => {
                member::allowed(actor, Some(role), MerchantRight::Report)?;
                Ok(ReportTo { program_id: shop.program_id, managed: Some((account_id, shop.clone())) })
            }
            [] => Err(AffiliateError::NotFound),
            _ => Err(AffiliateError::field("program_id", "affiliate-program-unnamed")),
        }
    }

    /// The program, for those who manage its merchant, and for the program itself, which has checked the shop's own signature; once it was
    /// open. A key of a shop needs nothing but the permission to track.
    pub(super) async fn shop(&self, actor: &Actor, to: &ReportTo) -> Result<Shop, AffiliateError> {
        actor.require(Permission::SaleTrack)?;
        if let Some((account_id, shop)) = &to.managed
            && actor.is(*account_id)
        {
            return Ok(shop.clone());
        }
        let mut conn = self.conn().await?;
        let (shop, role) =
            queries::shop_of(&mut conn, to.program_id, actor.account_id()).await?.ok_or(AffiliateError::NotFound)?;
        if !matches!(actor.principal, Principal::System(_)) {
            member::allowed(actor, role.as_deref(), MerchantRight::Report)?;
        }
        if shop.state == ProgramState::Draft { Err(AffiliateError::WrongState) } else { Ok(shop) }
    }
}
