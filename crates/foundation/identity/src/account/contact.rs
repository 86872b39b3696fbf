//! How an account is reached: for those who tell people what concerns them.

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
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        Ok(queries::contact(self.inner.db.pool(), id).await?)
    }

    /// How those are reached who manage an organisation: its owners and admins, fifty at most. For the program itself only.
    pub async fn managers(&self, actor: &Actor, id: OrganisationId) -> Result<Vec<Contact>, IdentityError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        Ok(queries::managers(self.inner.db.pool(), id).await?)
    }
}
