//! The one place that asks `identity` who a session cookie belongs to, and `notifications` what waits for them; and that writes
//! that cookie.

use std::net::IpAddr;

use axum::response::{AppendHeaders, IntoResponseParts};
use http::{HeaderName, HeaderValue, header::SET_COOKIE};
use identity::{Authenticated, Identity};
use jiff::SignedDuration;
use kernel::Actor;
use notifications::Notifications;

use crate::{error::WebError, visit::Visit};

/// The cookie that holds the session token.
pub const COOKIE: &str = "griot_session";

/// Where sessions are looked up.
#[derive(Debug, Clone)]
pub struct Sessions {
    identity: Option<Identity>,
    notices: Option<Notifications>,
}

impl Sessions {
    /// The sessions of the accounts.
    pub const fn of(identity: Identity) -> Self {
        Self { identity: Some(identity), notices: None }
    }

    /// With the notices that wait for whoever is signed in: the number on the bell.
    #[must_use]
    pub fn with_notices(self, notices: Notifications) -> Self {
        Self { notices: Some(notices), ..self }
    }

    /// Nobody is ever signed in: the gallery example and tests of layout.
    pub const fn nobody() -> Self {
        Self { identity: None, notices: None }
    }

    pub(crate) async fn find(&self, token: &str, address: Option<IpAddr>) -> Result<Option<Authenticated>, WebError> {
        let Some(identity) = &self.identity else { return Ok(None) };
        Ok(identity.authenticate_session(token, address).await?)
    }

    /// How many notices wait for this actor; none where nobody counts them.
    pub(crate) async fn unread(&self, actor: &Actor) -> Result<Option<i64>, WebError> {
        match &self.notices {
            Some(notices) if actor.account_id().is_some() => Ok(Some(notices.unread(actor).await?)),
            _ => Ok(None),
        }
    }
}

/// Signs the browser in: add it to the response of a sign-in (`(session::start(&visit, token, age), redirect)`).
pub fn start(visit: &Visit, token: &str, max_age: SignedDuration) -> impl IntoResponseParts + use<> {
    set_cookie(&visit.cookie(COOKIE, token, Some(max_age), Access::HttpOnly))
}

/// Signs the browser out.
pub fn end(visit: &Visit) -> impl IntoResponseParts + use<> {
    set_cookie(&visit.cookie(COOKIE, "", Some(SignedDuration::ZERO), Access::HttpOnly))
}

/// Whether scripts of the page may read a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Only the server.
    HttpOnly,
    /// Scripts too.
    Scripts,
}

pub(crate) fn set_cookie(text: &str) -> AppendHeaders<Option<(HeaderName, HeaderValue)>> {
    AppendHeaders(HeaderValue::from_str(text).ok().map(|value| (SET_COOKIE, value)))
}
