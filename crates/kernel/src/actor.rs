//! Who acts. Every service method takes an [`Actor`] first and authorises before it does anything else.

use std::net::IpAddr;

use crate::{Forbidden, Id, Locale, Permission, PermissionSet};

/// Marks the ids of accounts.
#[derive(Debug)]
pub struct Account;
/// The id of an account.
pub type AccountId = Id<Account>;

/// Marks the ids of sign-in sessions.
#[derive(Debug)]
pub struct Session;
/// The id of a sign-in session.
pub type SessionId = Id<Session>;

/// Who acts, from where, in which language.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who it is.
    pub principal: Principal,
    /// The language to answer in.
    pub locale: Locale,
    /// The address the request came from; none for the system.
    pub address: Option<IpAddr>,
}

/// The identity behind an action.
#[derive(Debug, Clone)]
pub enum Principal {
    /// Nobody signed in.
    Anonymous,
    /// An account, by session, token or API key.
    SignedIn(SignedIn),
    /// The program itself: a job, a cron entry, the command line. The name says which.
    System(&'static str),
}

/// A signed-in account and what this sign-in may do.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The account.
    pub account_id: AccountId,
    /// The session of a browser or of a refresh-token family; none for an API key.
    pub session_id: Option<SessionId>,
    /// What it may do: the roles' permissions, narrowed by the scopes of an API key.
    pub permissions: PermissionSet,
}

impl Actor {
    /// Nobody, in this language.
    pub const fn anonymous(locale: Locale) -> Self {
        Self { principal: Principal::Anonymous, locale, address: None }
    }

    /// The program itself, with every permission.
    pub const fn system(name: &'static str) -> Self {
        Self { principal: Principal::System(name), locale: Locale::Fr, address: None }
    }

    /// A signed-in account.
    pub const fn signed_in(signed_in: SignedIn, locale: Locale) -> Self {
        Self { principal: Principal::SignedIn(signed_in), locale, address: None }
    }

    /// The account, if one is signed in.
    pub const fn account_id(&self) -> Option<AccountId> {
        match &self.principal {
            Principal::SignedIn(signed_in) => Some(signed_in.account_id),
            Principal::Anonymous | Principal::System(_) => None,
        }
    }

    /// The session, if the actor signed in by one.
    pub const fn session_id(&self) -> Option<SessionId> {
        match &self.principal {
            Principal::SignedIn(signed_in) => signed_in.session_id,
            Principal::Anonymous | Principal::System(_) => None,
        }
    }

    /// Whether the actor may do this.
    pub const fn may(&self, permission: Permission) -> bool {
        match &self.principal {
            Principal::Anonymous => false,
            Principal::SignedIn(signed_in) => signed_in.permissions.contains(permission),
            Principal::System(_) => true,
        }
    }

    /// The account, or a refusal that asks to sign in.
    pub const fn require_account(&self) -> Result<AccountId, Forbidden> {
        match self.account_id() {
            Some(id) => Ok(id),
            None => Err(Forbidden::NotSignedIn),
        }
    }

    /// The account of somebody who signed in themselves, or a refusal: what no key may do, whatever its scopes are.
    pub const fn require_session(&self) -> Result<AccountId, Forbidden> {
        match &self.principal {
            Principal::SignedIn(SignedIn { account_id, session_id: Some(_), .. }) => Ok(*account_id),
            Principal::SignedIn(_) => Err(Forbidden::NotAllowed),
            Principal::Anonymous | Principal::System(_) => Err(Forbidden::NotSignedIn),
        }
    }

    /// The permission, or a refusal: the first statement of a service method.
    pub const fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        if self.may(permission) {
            return Ok(());
        }
        match self.principal {
            Principal::Anonymous => Err(Forbidden::NotSignedIn),
            _ => Err(Forbidden::NotAllowed),
        }
    }

    /// Whether the actor is this account: how a thing's owner is recognised.
    pub fn is(&self, account_id: AccountId) -> bool {
        self.account_id() == Some(account_id)
    }
}
