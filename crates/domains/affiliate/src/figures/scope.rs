//! Whose figures somebody may see.

use contracts::affiliate::{PartnershipId, ProgramId};
use kernel::{Actor, Permission};
use uuid::Uuid;

use super::{FigureBy, model::Kept, read::queries};
use crate::{Affiliate, AffiliateError, MerchantRight, member, program};

/// Whose figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureScope {
    /// Everybody's: for the staff that sees money.
    Platform,
    /// A program's: for the members of its merchant, and that staff.
    Program(ProgramId),
    /// The caller's own, in all the programs they are or were a partner in.
    Mine,
    /// A partner's in a program: for the influencer, the members of the merchant, and that staff.
    Partnership(PartnershipId),
}

/// Who looks, as far as what they see depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The influencer.
    Partner,
    /// The merchant, or the staff.
    Merchant,
}

/// What is summed: of whom, under which dimension, and by what it is told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) scopes: Vec<Uuid>,
    pub(super) dimension: &'static str,
    /// Whether rows are of scopes, rather than of values of the dimension.
    pub(super) by_scope: bool,
    /// Whether it is kept by day only: the hours at the ends of a period are added up from the rows.
    pub(super) by_day: bool,
    /// Whether what is under no value has no row: it is what is left of everything.
    pub(super) has_rest: bool,
}

impl Source {
    /// Whether it is kept by week too.
    pub(super) fn has_weeks(&self) -> bool {
        self.by_scope || self.dimension == "link"
    }
}

impl FigureScope {
    /// Whether what nobody is credited for belongs to it.
    pub(super) const fn kept(self) -> Kept {
        match self {
            Self::Platform | Self::Program(_) => Kept::WithNobodys,
            Self::Mine | Self::Partnership(_) => Kept::OfPartners,
        }
    }

    /// Whether its figures can be told apart by this.
    pub(super) const fn has(self, by: FigureBy) -> bool {
        match (self, by) {
            (_, FigureBy::Product | FigureBy::Country | FigureBy::Device)
            | (Self::Program(_), FigureBy::Link | FigureBy::Partner | FigureBy::Origin)
            | (Self::Mine, FigureBy::Link | FigureBy::Program | FigureBy::Post | FigureBy::Origin)
            | (Self::Partnership(_), FigureBy::Link | FigureBy::Post | FigureBy::Origin)
            | (Self::Platform, FigureBy::Program) => true,
            (Self::Platform | Self::Mine | Self::Partnership(_), FigureBy::Partner)
            | (Self::Platform, FigureBy::Link | FigureBy::Post | FigureBy::Origin)
            | (Self::Program(_), FigureBy::Program | FigureBy::Post)
            | (Self::Partnership(_), FigureBy::Program) => false,
        }
    }
}

impl Affiliate {
    /// Whether the caller may see them, and as who.
    pub(super) async fn require_scope(&self, actor: &Actor, scope: FigureScope) -> Result<Side, AffiliateError> {
        match scope {
            FigureScope::Platform => {
                actor.require(Permission::PaymentManage)?;
                Ok(Side::Merchant)
            }
            FigureScope::Mine => {
                actor.require_account()?;
                Ok(Side::Partner)
            }
            FigureScope::Program(id) => {
                let mut conn = self.conn().await?;
                let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
                if !actor.may(Permission::PaymentManage) {
                    member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
                }
                Ok(Side::Merchant)
            }
            FigureScope::Partnership(id) if actor.may(Permission::PaymentManage) => {
                let mut conn = self.conn().await?;
                queries::exists(&mut conn, id).await?.then_some(Side::Merchant).ok_or(AffiliateError::NotFound)
            }
            FigureScope::Partnership(id) => {
                let partnership = self.partnership(actor, id).await?;
                Ok(if actor.is(partnership.account_id) { Side::Partner } else { Side::Merchant })
            }
        }
    }

    /// What the totals of a scope are sums of.
    pub(super) async fn totals_of(&self, actor: &Actor, scope: FigureScope) -> Result<Vec<Uuid>, AffiliateError> {
        Ok(match scope {
            FigureScope::Platform => vec![Uuid::nil()],
            FigureScope::Program(id) => vec![id.as_uuid()],
            FigureScope::Partnership(id) => vec![id.as_uuid()],
            FigureScope::Mine => {
                let account_id = actor.require_account()?;
                queries::partnerships_of(&mut *self.conn().await?, account_id).await?
            }
        })
    }

    /// What a table of a scope is made of.
    pub(super) async fn source(&self, actor: &Actor, scope: FigureScope, by: FigureBy) -> Result<Source, AffiliateError> {
        if !scope.has(by) {
            return Err(AffiliateError::field("by", "affiliate-figures-by"));
        }
        let (dimension, by_scope) = match by {
            FigureBy::Partner | FigureBy::Program => ("all", true),
            FigureBy::Link => ("link", false),
            FigureBy::Product => ("product", false),
            FigureBy::Country => ("country", false),
            FigureBy::Device => ("device", false),
            FigureBy::Post => ("post", false),
            FigureBy::Origin => ("origin", false),
        };
        let scopes = match (scope, by) {
            (FigureScope::Program(id), FigureBy::Link | FigureBy::Partner) => {
                queries::partnerships_in(&mut *self.conn().await?, id).await?
            }
            (FigureScope::Platform, FigureBy::Program | FigureBy::Product) => queries::programs(&mut *self.conn().await?).await?,
            _ => self.totals_of(actor, scope).await?,
        };
        let of_partnerships = by == FigureBy::Link || matches!(scope, FigureScope::Mine | FigureScope::Partnership(_));
        let has_rest = matches!(by, FigureBy::Post | FigureBy::Origin);
        Ok(Source { scopes, dimension, by_scope, by_day: of_partnerships && !by_scope, has_rest })
    }
}
