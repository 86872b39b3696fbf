//! Organisations: a production company, an agency, a merchant. Members with roles; invitations by mailed link.
//!
//! Invariants: an organisation always has an owner; only owners decide about owners; a stranger does not learn that an
//! organisation exists; an API key changes nothing here, and reads no more than the list of organisations.

mod invitation;
mod model;
mod queries;
mod store;

pub use invitation::{InvitationPreview, Invite};
pub use model::{OrganisationAction, OrganisationKind, OrganisationRole};
pub use queries::{InvitationView, MemberView, OrganisationCard, OrganisationView};

use contracts::identity::OrganisationId;
use kernel::{AccountId, Actor, FieldError, Forbidden};
use platform::Tx;

use crate::{Identity, IdentityError, account::visible_line, second_factor::session_of};

/// The most characters of an organisation's name.
const MAX_NAME_CHARS: usize = 120;
/// The most organisations that one account may found.
const MAX_OWNED: i64 = 20;

/// Found an organisation; the founder owns it.
#[derive(Debug, Clone)]
pub struct CreateOrganisation {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
}

/// Give a member another role.
#[derive(Debug, Clone, Copy)]
pub struct ChangeMemberRole {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The member.
    pub account_id: AccountId,
    /// The new role.
    pub role: OrganisationRole,
}

impl Identity {
    /// Founds an organisation.
    pub async fn create_organisation(&self, actor: &Actor, cmd: CreateOrganisation) -> Result<OrganisationId, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let name = valid_name(&cmd.name)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        if store::count_owned(tx.conn(), account_id).await? >= MAX_OWNED {
            return Err(IdentityError::Conflict("identity-too-many-organisations"));
        }
        let id = OrganisationId::generate();
        store::insert(tx.conn(), id, &name, cmd.kind, now).await?;
        store::insert_member(tx.conn(), id, account_id, OrganisationRole::Owner, now).await?;
        tx.audit("identity.organisation-created", id, serde_json::json!({ "kind": cmd.kind.as_str() })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The organisations one belongs to, by name.
    pub async fn list_organisations(&self, actor: &Actor) -> Result<Vec<OrganisationCard>, IdentityError> {
        let account_id = actor.require_account()?;
        Ok(queries::list_of(self.inner.db.pool(), account_id).await?)
    }

    /// An organisation one belongs to, with its members and open invitations.
    pub async fn get_organisation(&self, actor: &Actor, id: OrganisationId) -> Result<OrganisationView, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let view = queries::find(self.inner.db.pool(), id, account_id, self.inner.db.now()).await?;
        view.ok_or(IdentityError::NotFound)
    }

    /// Gives an organisation another name.
    pub async fn rename_organisation(&self, actor: &Actor, id: OrganisationId, name: &str) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        require_in(&mut tx, id, account_id, OrganisationAction::Rename).await?;
        store::rename(tx.conn(), id, &valid_name(name)?).await?;
        tx.audit("identity.organisation-renamed", id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Gives a member another role. The last owner stays owner.
    pub async fn change_member_role(&self, actor: &Actor, cmd: ChangeMemberRole) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        require_in(&mut tx, cmd.organisation_id, account_id, OrganisationAction::ChangeRoles).await?;
        let before = store::role_of(tx.conn(), cmd.organisation_id, cmd.account_id).await?.ok_or(IdentityError::NotFound)?;
        if before == OrganisationRole::Owner && cmd.role != OrganisationRole::Owner {
            keep_an_owner_in(&mut tx, cmd.organisation_id, cmd.account_id).await?;
        }
        store::set_role(tx.conn(), cmd.organisation_id, cmd.account_id, cmd.role).await?;
        let details = serde_json::json!({ "account_id": cmd.account_id, "role": cmd.role.as_str() });
        tx.audit("identity.member-role-changed", cmd.organisation_id, details).await?;
        Ok(tx.commit().await?)
    }

    /// Removes a member, or leaves the organisation oneself. The last owner stays.
    pub async fn remove_member(&self, actor: &Actor, id: OrganisationId, member: AccountId) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let own = store::role_of(tx.conn(), id, account_id).await?.ok_or(IdentityError::NotFound)?;
        let role = store::role_of(tx.conn(), id, member).await?.ok_or(IdentityError::NotFound)?;
        if member != account_id && !own.may_remove(role) {
            return Err(Forbidden::NotAllowed.into());
        }
        if role == OrganisationRole::Owner {
            keep_an_owner_in(&mut tx, id, member).await?;
        }
        store::delete_member(tx.conn(), id, member).await?;
        tx.audit("identity.member-removed", id, serde_json::json!({ "account_id": member })).await?;
        Ok(tx.commit().await?)
    }
}

fn valid_name(name: &str) -> Result<String, IdentityError> {
    visible_line("name", name, MAX_NAME_CHARS).map_err(|error: FieldError| IdentityError::Invalid(vec![error]))
}

/// The membership that allows this; a stranger is told that there is nothing.
async fn require_in(
    tx: &mut Tx,
    id: OrganisationId,
    account_id: AccountId,
    action: OrganisationAction,
) -> Result<OrganisationRole, IdentityError> {
    let role = store::role_of(tx.conn(), id, account_id).await?.ok_or(IdentityError::NotFound)?;
    if role.may(action) { Ok(role) } else { Err(Forbidden::NotAllowed.into()) }
}

async fn keep_an_owner_in(tx: &mut Tx, id: OrganisationId, leaving: AccountId) -> Result<(), IdentityError> {
    if store::count_other_owners(tx.conn(), id, leaving).await? == 0 {
        return Err(IdentityError::Conflict("identity-last-owner"));
    }
    Ok(())
}
