//! Programs as people read them.

use contracts::{
    affiliate::{GroupId, ProgramId, TermsId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::{Actor, Currency};
use serde::Serialize;

use super::{Admission, ProgramState, Terms, queries};
use crate::{Affiliate, AffiliateError, MerchantRight, attribution::Policy, member};

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramView {
    /// The program.
    pub id: ProgramId,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub pitch: String,
    /// What partners may and may not do.
    pub conditions: String,
    /// In which it pays.
    pub currency: Currency,
    /// Where links may lead.
    pub hosts: Vec<String>,
    /// Who is taken without being read.
    pub admission: Admission,
    /// Where it stands.
    pub state: ProgramState,
    /// To be sent back with a change.
    pub version: i32,
    /// How conversions are attributed that happen now.
    pub policy: PolicyView,
    /// Its groups: to partners and strangers only the one in which everybody starts, to its merchant all.
    pub groups: Vec<GroupView>,
}

/// How a program attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PolicyView {
    /// Its number, from 1.
    pub version: i32,
    /// What it says.
    #[serde(flatten)]
    pub policy: Policy,
    /// Since when.
    pub created_at: Timestamp,
}

/// A group of partners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// The group.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// Whether new partners start in it.
    pub is_default: bool,
    /// What it earns now.
    pub terms: TermsView,
}

/// A version of what a group earns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermsView {
    /// The version.
    pub id: TermsId,
    /// Its number, from 1.
    pub version: i32,
    /// What they say.
    pub terms: Terms,
    /// Since when.
    pub created_at: Timestamp,
}

impl Affiliate {
    /// A program: once it was open for everybody, before for those of its merchant.
    pub async fn program(&self, actor: &Actor, id: ProgramId) -> Result<ProgramView, AffiliateError> {
        let mut conn = self.conn().await?;
        let mut view = queries::program(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        let insider = match member::require(&mut conn, actor, view.organisation_id, MerchantRight::Read).await {
            Ok(_) => true,
            Err(AffiliateError::Db(error)) => return Err(error.into()),
            Err(_) => false,
        };
        if !insider {
            if view.state == ProgramState::Draft {
                return Err(AffiliateError::NotFound);
            }
            view.groups.retain(|group| group.is_default);
        }
        Ok(view)
    }

    /// The program of a merchant, for its members; none before it was begun.
    pub async fn program_of(&self, actor: &Actor, id: OrganisationId) -> Result<Option<ProgramView>, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        match queries::program_id_of(&mut conn, id).await? {
            Some(program_id) => Ok(queries::program(&mut conn, program_id).await?),
            None => Ok(None),
        }
    }

    /// The program of a merchant, as whoever asks may see it: for strangers none before it was open, as [`Affiliate::program`].
    pub async fn program_shown(&self, actor: &Actor, id: OrganisationId) -> Result<Option<ProgramView>, AffiliateError> {
        let mut conn = self.conn().await?;
        let found = queries::program_id_of(&mut conn, id).await?;
        drop(conn);
        let Some(program_id) = found else { return Ok(None) };
        match self.program(actor, program_id).await {
            Ok(view) => Ok(Some(view)),
            Err(AffiliateError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every version of a group's terms, the newest first, at most a hundred: for the members of its merchant.
    pub async fn terms_of(&self, actor: &Actor, id: GroupId) -> Result<Vec<TermsView>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let organisation_id = queries::merchant_of_group(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, organisation_id, MerchantRight::Read).await?;
        Ok(queries::terms_of(&mut conn, id).await?)
    }

    /// Every version of how a program attributes, the newest first, at most a hundred: for the members of its merchant.
    pub async fn policies_of(&self, actor: &Actor, id: ProgramId) -> Result<Vec<PolicyView>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let organisation_id = queries::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, organisation_id, MerchantRight::Read).await?;
        Ok(queries::policies_of(&mut conn, id).await?)
    }
}
