//! How an account is reached: for those who tell people what concerns them.

use std::collections::BTreeSet;

use contracts::identity::OrganisationId;
use kernel::{AccountId, Actor, Forbidden, Locale, Principal};

use crate::{Identity, IdentityError, account::queries};

/// How somebody is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The account.
    pub account_id: AccountId,
    /// Their e-mail, once it is confirmed.
    pub email: Option<String>,
    /// The name that others see.
    pub display_name: String,
    /// Their language.
    pub locale: Locale,
}

impl Identity {
    /// How an account is reached; none once it is gone. For the program itself only.
    pub async fn contact(&self, actor: &Actor, id: AccountId) -> Result<Option<Contact>, IdentityError> {
        Ok(self.contacts(actor, &[id]).await?.pop())
    }

    /// How these accounts are reached, each once; without those that are gone. For the program itself only.
    pub async fn contacts(&self, actor: &Actor, ids: &[AccountId]) -> Result<Vec<Contact>, IdentityError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: BTreeSet<_> = ids.iter().map(AccountId::as_uuid).collect();
        Ok(queries::contacts(self.inner.db.pool(), &Vec::from_iter(ids)).await?)
    }

    /// How those are reached who manage an organisation: its owners and admins, fifty at most. For the program itself only.
    pub async fn managers(&self, actor: &Actor, id: OrganisationId) -> Result<Vec<Contact>, IdentityError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        Ok(queries::managers(self.inner.db.pool(), id).await?)
    }
}
