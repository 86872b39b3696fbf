//! How backers and creators are reached.

use std::collections::HashMap;

use crowdfunding::Backing;
use identity::Contact;
use kernel::AccountId;
use notifications::{Addressee, Notice};
use platform::Tx;

use super::system;
use crate::{Flows, FlowsError};

impl Flows {
    /// An account by its own address and language; none once it is gone.
    pub(crate) async fn account(&self, id: AccountId) -> Result<Option<Addressee>, FlowsError> {
        Ok(self.accounts(&[id]).await?.remove(&id))
    }

    /// Several, those that are there.
    pub(crate) async fn accounts(&self, ids: &[AccountId]) -> Result<HashMap<AccountId, Addressee>, FlowsError> {
        let contacts = self.identity.contacts(&system(), ids).await?.into_iter();
        let addressee = |contact: Contact| {
            let Contact { account_id, email, locale, .. } = contact;
            (account_id, Addressee { account_id: Some(account_id), email, locale })
        };
        Ok(contacts.map(addressee).collect())
    }

    /// A backer by the address they gave for this pledge, or their account's; in the language in which they paid, or their own.
    pub(super) async fn backer(&self, backing: &Backing) -> Result<Option<Addressee>, FlowsError> {
        let account = match backing.account_id {
            Some(id) => self.account(id).await?,
            None => None,
        };
        let locale = match &account {
            Some(account) => account.locale,
            None => self.payments.locale_of(backing.intent_id).await?,
        };
        let email = backing.email.clone().or_else(|| account.as_ref().and_then(|account| account.email.clone()));
        let account_id = account.and_then(|account| account.account_id);
        let reachable = account_id.is_some() || email.is_some();
        Ok(reachable.then_some(Addressee { account_id, email, locale }))
    }

    pub(crate) async fn tell(&self, tx: &mut Tx, to: Option<&Addressee>, notice: &Notice) -> Result<(), FlowsError> {
        match to {
            Some(to) => Ok(self.notifications.notify_in(tx, to, notice).await?),
            None => Ok(()),
        }
    }
}
