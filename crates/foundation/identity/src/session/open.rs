//! Opening a session once somebody has proved who they are.

use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Principal, SessionId, SignedIn};
use platform::Tx;

use super::store::{self, NewSession};
use crate::{
    AccountSummary, Identity, IdentityError,
    account::{AccountRow, effective_permissions},
    secret::NewToken,
    token,
};

/// How long a browser stays signed in.
const BROWSER_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The most characters kept of a `User-Agent`.
const MAX_USER_AGENT_CHARS: usize = 400;

/// What kind of program signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// A browser, which keeps a cookie.
    Browser,
    /// A program, which gets a JWT and a refresh token.
    Api,
}

/// The program that signs in.
#[derive(Debug, Clone)]
pub struct Client {
    /// What kind it is.
    pub kind: ClientKind,
    /// Its `User-Agent`, shown in the list of sessions.
    pub user_agent: String,
}

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Password,
    Passkey,
    Oidc,
}

impl Method {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Oidc => "oidc",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Password, Self::Passkey, Self::Oidc].into_iter().find(|method| method.as_str() == text)
    }
}

/// A proved sign-in that may become a session.
pub(crate) struct NewSignIn {
    pub(crate) account: AccountRow,
    pub(crate) method: Method,
    pub(crate) second_factor: bool,
}

/// An open session and the secret that proves it, told once.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who signed in.
    pub account: AccountSummary,
    /// The session.
    pub session_id: SessionId,
    /// The cookie's value, or the refresh token of an API client.
    pub secret: String,
    /// When the secret stops working.
    pub expires_at: Timestamp,
}

impl Identity {
    /// Opens a session and writes it to the audit trail in the name of who signed in.
    pub(crate) async fn open_in(&self, tx: &mut Tx, proved: NewSignIn, client: &Client) -> Result<Grant, IdentityError> {
        let now = tx.now();
        let secret = NewToken::generate(self.inner.db.rng());
        let session_id = SessionId::generate();
        let account = proved.account.into_summary(self.counts_as_proved(proved.second_factor));
        let (kind, token_hash, lifetime) = match client.kind {
            ClientKind::Browser => ("browser", Some(secret.hash.as_slice()), BROWSER_LIFETIME),
            ClientKind::Api => ("token", None, token::REFRESH_LIFETIME),
        };
        let expires_at = now + lifetime;
        let user_agent: String = client.user_agent.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT_CHARS).collect();
        let new = NewSession {
            id: session_id,
            account_id: account.id,
            kind,
            token_hash,
            method: proved.method.as_str(),
            second_factor: proved.second_factor,
            address: tx.actor().address,
            user_agent: &user_agent,
            expires_at,
        };
        store::insert(tx.conn(), &new, now).await?;
        if client.kind == ClientKind::Api {
            token::store::insert(tx.conn(), session_id, &secret.hash, now, expires_at).await?;
        }
        let details =
            serde_json::json!({ "method": proved.method.as_str(), "second_factor": proved.second_factor, "kind": kind });
        tx.audit("identity.signed-in", account.id, details).await?;
        Ok(Grant { account, session_id, secret: secret.text, expires_at })
    }
}

impl Grant {
    /// Who the holder of this grant acts as, before the next request brings the secret back.
    pub fn actor(&self, actor: &Actor) -> Actor {
        let signed_in = SignedIn {
            account_id: self.account.id,
            session_id: Some(self.session_id),
            permissions: effective_permissions(&self.account),
        };
        Actor { principal: Principal::SignedIn(signed_in), ..actor.clone() }
    }
}
