//! The one place that asks `identity` who a session cookie belongs to, and `notifications` and `messaging` what waits for them; and that writes
//! that cookie.

use std::net::IpAddr;

use axum::response::{AppendHeaders, IntoResponseParts};
use http::{HeaderName, HeaderValue, header::SET_COOKIE};
use identity::{Authenticated, Identity};
use jiff::SignedDuration;
use kernel::{Actor, Permission};
use messaging::Messaging;
use notifications::Notifications;

use crate::{error::WebError, visit::Visit};

/// The cookie that holds the session token.
pub const COOKIE: &str = "griot_session";

/// Where sessions are looked up.
#[derive(Debug, Clone)]
pub struct Sessions {
    identity: Option<Identity>,
    notices: Option<Notifications>,
    messages: Option<Messaging>,
}

/// What waits for somebody; none where nobody counts it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Notices, at most a hundred.
    pub(crate) notices: Option<i64>,
    /// Messages, at most a hundred.
    pub(crate) messages: Option<i64>,
}

impl Sessions {
    /// The sessions of the accounts.
    pub const fn of(identity: Identity) -> Self {
        Self { identity: Some(identity), notices: None, messages: None }
    }

    /// With the notices that wait for whoever is signed in: the number on the bell.
    #[must_use]
    pub fn with_notices(self, notices: Notifications) -> Self {
        Self { notices: Some(notices), ..self }
    }

    /// With the messages that wait for whoever is signed in: the number beside the bell.
    #[must_use]
    pub fn with_messages(self, messages: Messaging) -> Self {
        Self { messages: Some(messages), ..self }
    }

    /// Nobody is ever signed in: the gallery example and tests of layout.
    pub const fn nobody() -> Self {
        Self { identity: None, notices: None, messages: None }
    }

    pub(crate) async fn find(&self, token: &str, address: Option<IpAddr>) -> Result<Option<Authenticated>, WebError> {
        let Some(identity) = &self.identity else { return Ok(None) };
        Ok(identity.authenticate_session(token, address).await?)
    }

    /// What waits for this actor.
    pub(crate) async fn waiting(&self, actor: &Actor) -> Result<Waiting, WebError> {
        let mut waiting = Waiting::default();
        if actor.account_id().is_none() {
            return Ok(waiting);
        }
        if let Some(notices) = &self.notices {
            waiting.notices = Some(notices.unread(actor).await?);
        }
        if let Some(messages) = self.messages.as_ref().filter(|_| actor.may(Permission::Participate)) {
            let unread = messages.unread(actor).await?;
            waiting.messages = Some(unread.count + i64::from(unread.more));
        }
        Ok(waiting)
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
