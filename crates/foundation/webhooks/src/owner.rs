//! Whose an endpoint is, and who may do what with it.

mod queries;

use contracts::webhooks::Owner;
use kernel::{AccountId, Actor, Forbidden};
use uuid::Uuid;

use crate::{Webhooks, WebhooksError};

/// What an actor is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Look: also the members of an organisation.
    Read,
    /// Decide: of an organisation, its owners and admins.
    Change,
}

impl Webhooks {
    /// Whether the actor may do this to what belongs to this owner; a stranger is told that there is nothing. An API key may not:
    /// there is no scope for it.
    pub(crate) async fn authorise(&self, actor: &Actor, owner: Owner, need: Need) -> Result<(), WebhooksError> {
        let account_id = actor.require_account()?;
        if actor.session_id().is_none() {
            return Err(Forbidden::NotAllowed.into());
        }
        match owner {
            Owner::Account(id) if id == account_id => Ok(()),
            Owner::Account(_) => Err(WebhooksError::NotFound),
            Owner::Organisation(id) => {
                let role = queries::role(self.db().pool(), id, account_id).await?.ok_or(WebhooksError::NotFound)?;
                let decides = matches!(role.as_str(), "owner" | "admin");
                if decides || need == Need::Read { Ok(()) } else { Err(Forbidden::NotAllowed.into()) }
            }
        }
    }
}

/// The columns that hold an owner: one of them is null.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    pub(crate) organisation_id: Option<Uuid>,
    pub(crate) account_id: Option<Uuid>,
}

impl From<Owner> for Columns {
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::Organisation(id) => Self { organisation_id: Some(id.as_uuid()), account_id: None },
            Owner::Account(id) => Self { organisation_id: None, account_id: Some(id.as_uuid()) },
        }
    }
}

impl Columns {
    /// Whom they name; the database allows no row that names nobody.
    pub(crate) fn owner(self) -> Result<Owner, WebhooksError> {
        match (self.organisation_id, self.account_id) {
            (Some(id), None) => Ok(Owner::Organisation(id.into())),
            (None, Some(id)) => Ok(Owner::Account(AccountId::from_uuid(id))),
            _ => Err(WebhooksError::Bug("an endpoint of nobody, or of two")),
        }
    }
}

/// What counts hits of an owner.
pub(crate) fn bucket(what: &str, owner: Owner) -> String {
    match owner {
        Owner::Organisation(id) => format!("webhooks.{what}:organisation:{id}"),
        Owner::Account(id) => format!("webhooks.{what}:account:{id}"),
    }
}
