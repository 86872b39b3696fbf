//! What the answers about accounts look like.

use http::{HeaderMap, header};
use identity::{AccountSummary, Client, ClientKind, Grant, Identity, IdentityError, scope_word};
use jiff::Timestamp;
use kernel::{AccountId, Permission};
use serde::Serialize;
use utoipa::ToSchema;

/// An account, as its own programs see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserBody {
    /// The account.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: AccountId,
    /// The e-mail.
    pub(crate) email: String,
    /// The name that others see.
    pub(crate) display_name: String,
    /// What the account is: `viewer`, `director`, `producer`, `moderator`, `admin`.
    pub(crate) roles: Vec<&'static str>,
    /// The language of its mails: `fr` or `en`.
    pub(crate) locale: &'static str,
    /// Whether the e-mail was confirmed.
    pub(crate) email_verified: bool,
    /// Whether an authenticator application or a passkey is enrolled.
    pub(crate) has_second_factor: bool,
    /// A staff account whose sign-in did not prove a second factor: it has only a viewer's rights.
    pub(crate) must_prove_second_factor: bool,
}

impl From<&AccountSummary> for UserBody {
    fn from(account: &AccountSummary) -> Self {
        Self {
            id: account.id,
            email: account.email.clone(),
            display_name: account.display_name.clone(),
            roles: account.roles.iter().map(|role| role.as_str()).collect(),
            locale: account.locale.as_str(),
            email_verified: account.email_verified,
            has_second_factor: account.has_second_factor,
            must_prove_second_factor: account.must_prove_second_factor,
        }
    }
}

/// The tokens of a sign-in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tokens)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokensBody {
    /// To send as `Authorization: Bearer …` for fifteen minutes.
    pub(crate) token: String,
    /// To exchange once at `POST /api/auth/refresh`.
    pub(crate) refresh_token: String,
    /// When `token` stops working.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) expires_at: Timestamp,
    /// Who signed in.
    pub(crate) user: UserBody,
}

impl TokensBody {
    pub(crate) fn of(identity: &Identity, grant: Grant) -> Result<Self, IdentityError> {
        let access = identity.access_token(&grant)?;
        let user = UserBody::from(&grant.account);
        Ok(Self { token: access.token, refresh_token: grant.secret, expires_at: access.expires_at, user })
    }
}

/// The program that calls.
pub(crate) fn client(headers: &HeaderMap) -> Client {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client { kind: ClientKind::Api, user_agent: user_agent.to_owned() }
}

/// Scope words, in the order of the list of permissions.
pub(crate) fn scopes(permissions: impl IntoIterator<Item = Permission>) -> Vec<String> {
    permissions.into_iter().map(scope_word).collect()
}
