//! Accounts, sessions, organisations.

use kernel::Id;
pub use kernel::{Account, AccountId, Session, SessionId};
use serde::{Deserialize, Serialize};

/// Marks the ids of organisations: a production company, an agency, a merchant.
#[derive(Debug)]
pub struct Organisation;
/// The id of an organisation.
pub type OrganisationId = Id<Organisation>;

/// Marks the ids of API keys.
#[derive(Debug)]
pub struct ApiKey;
/// The id of an API key.
pub type ApiKeyId = Id<ApiKey>;

/// An account exists; its e-mail is not verified yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountCreated {
    /// The account.
    pub account_id: AccountId,
}

impl crate::Event for AccountCreated {
    const TOPIC: &'static str = "identity.account-created.v1";
    fn key(&self) -> uuid::Uuid {
        self.account_id.as_uuid()
    }
}
