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

/// The e-mail of an account was confirmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountVerified {
    /// The account.
    pub account_id: AccountId,
}

impl crate::Event for AccountVerified {
    const TOPIC: &'static str = "identity.account-verified.v1";
    fn key(&self) -> uuid::Uuid {
        self.account_id.as_uuid()
    }
}

/// Somebody showed that mail to the address of an account arrives: it is new, or the same as before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EmailConfirmed {
    /// The account.
    pub account_id: AccountId,
}

impl crate::Event for EmailConfirmed {
    const TOPIC: &'static str = "identity.email-confirmed.v1";
    fn key(&self) -> uuid::Uuid {
        self.account_id.as_uuid()
    }
}

/// An account was locked: whatever it has open must end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountLocked {
    /// The account.
    pub account_id: AccountId,
}

impl crate::Event for AccountLocked {
    const TOPIC: &'static str = "identity.account-locked.v1";
    fn key(&self) -> uuid::Uuid {
        self.account_id.as_uuid()
    }
}

/// An account was erased: what others hold about the person goes, or loses its author.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountDeleted {
    /// The account.
    pub account_id: AccountId,
}

impl crate::Event for AccountDeleted {
    const TOPIC: &'static str = "identity.account-deleted.v1";
    fn key(&self) -> uuid::Uuid {
        self.account_id.as_uuid()
    }
}

/// Marks the ids of passkeys.
#[derive(Debug)]
pub struct Passkey;
/// The id of a passkey.
pub type PasskeyId = Id<Passkey>;

/// Marks the ids of invitations to an organisation.
#[derive(Debug)]
pub struct Invitation;
/// The id of an invitation to an organisation.
pub type InvitationId = Id<Invitation>;
