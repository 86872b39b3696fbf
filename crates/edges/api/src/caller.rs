//! Who calls: a bearer token, an API key, or the session cookie of a browser with its CSRF header.

use axum::extract::FromRequestParts;
use http::{HeaderMap, Method, header, request::Parts};
use identity::{AccountSummary, Authenticated};
use kernel::{AccountId, Actor, Forbidden, Permission, PermissionSet, SignedIn};

use crate::{
    ApiState, Problem,
    problem::{self, Refusal},
    sales,
};

/// The actor of a request. Nobody when no credentials were sent; wrong credentials are refused, never ignored.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// The account behind the actor.
    pub account: Option<AccountSummary>,
}

impl Caller {
    /// The account, or a refusal that asks to sign in.
    pub fn account_id(&self) -> Result<AccountId, Problem> {
        Ok(self.actor.require_account()?)
    }
}

impl FromRequestParts<ApiState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let locale = problem::locale(&parts.headers);
        let address = web_kit::client_address(parts);
        let found = match bearer(&parts.headers)? {
            Some(token) => Some(state.identity.authenticate_bearer(token).await?.ok_or(Refusal::Credentials)?),
            None => by_cookie(parts, state, address).await?,
        };
        let mut caller = match found {
            Some(Authenticated { signed_in, account }) => {
                if is_beyond(&signed_in, parts.uri.path()) {
                    return Err(Forbidden::NotAllowed.into());
                }
                Self { actor: Actor::signed_in(signed_in, locale), account: Some(account) }
            }
            None => Self { actor: Actor::anonymous(locale), account: None },
        };
        caller.actor.address = address;
        Ok(caller)
    }
}

/// The key of a shop lies on the shop's server: one that tracks, and does nothing else but watch, reaches what shops report by, and nothing
/// else that is its owner's.
fn is_beyond(signed_in: &SignedIn, path: &str) -> bool {
    const BESIDE: PermissionSet = PermissionSet::of(&[Permission::SaleTrack, Permission::Watch]);
    let permissions = signed_in.permissions;
    let tracks = permissions.contains(Permission::SaleTrack) && permissions.intersection(BESIDE) == permissions;
    signed_in.session_id.is_none() && tracks && !sales::is_tracking(path)
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_unprintable| Refusal::Credentials)?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => Ok(Some(token.trim())),
        _ => Err(Refusal::Credentials.into()),
    }
}

async fn by_cookie(parts: &Parts, state: &ApiState, address: Option<std::net::IpAddr>) -> Result<Option<Authenticated>, Problem> {
    let Some(token) = web_kit::session_token(&parts.headers) else { return Ok(None) };
    let found = state.identity.authenticate_session(&token, address).await?;
    let changes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if found.is_some() && changes && !web_kit::is_trusted(parts) {
        return Err(Refusal::Csrf.into());
    }
    Ok(found)
}

/// For handlers that are only for signed-in callers.
#[derive(Debug, Clone)]
pub struct SignedInCaller(pub Actor);

impl FromRequestParts<ApiState> for SignedInCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if caller.account.is_none() {
            return Err(Forbidden::NotSignedIn.into());
        }
        Ok(Self(caller.actor))
    }
}
