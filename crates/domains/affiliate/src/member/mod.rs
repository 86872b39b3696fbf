//! Who acts for a merchant: the members of its organisation.

mod queries;

use contracts::identity::OrganisationId;
use kernel::{AccountId, Actor, Forbidden, Permission};
use sqlx::PgConnection;

use crate::AffiliateError;

/// What somebody wants to do for a merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MerchantRight {
    /// Look: any member.
    Read,
    /// Tell what its shop sold: owners and administrators, and a key of theirs that tracks.
    Report,
    /// Change what it sells and on which terms, answer requests, move its money: owners and administrators. Of keys, one that participates.
    Manage,
}

/// Whether the caller is a member who may do this; who does not belong to it is told that there is nothing.
pub(crate) async fn require(
    conn: &mut PgConnection,
    actor: &Actor,
    organisation_id: OrganisationId,
    right: MerchantRight,
) -> Result<AccountId, AffiliateError> {
    let role = queries::role(conn, organisation_id, actor.require_account()?).await?;
    allowed(actor, role.as_deref(), right)
}

/// The same, of who has this role there; none is no member.
pub(crate) fn allowed(actor: &Actor, role: Option<&str>, right: MerchantRight) -> Result<AccountId, AffiliateError> {
    let account_id = actor.require_account()?;
    let role = role.ok_or(AffiliateError::NotFound)?;
    let needed = match right {
        MerchantRight::Read => return Ok(account_id),
        MerchantRight::Report => Permission::SaleTrack,
        MerchantRight::Manage => Permission::Participate,
    };
    if role == "member" {
        return Err(Forbidden::NotAllowed.into());
    }
    actor.require(needed)?;
    Ok(account_id)
}

/// Whether the caller belongs to this merchant.
pub(crate) async fn is_member(
    conn: &mut PgConnection,
    actor: &Actor,
    organisation_id: OrganisationId,
) -> Result<bool, AffiliateError> {
    let Some(account_id) = actor.account_id() else { return Ok(false) };
    Ok(queries::role(conn, organisation_id, account_id).await?.is_some())
}
