//! The one place that asks `identity` who a session cookie belongs to, and that writes that cookie.

use std::net::IpAddr;

use axum::response::{AppendHeaders, IntoResponseParts};
use http::{HeaderName, HeaderValue, header::SET_COOKIE};
use jiff::SignedDuration;
use kernel::{AccountId, Locale, Role};

use crate::{error::WebError, visit::Visit};

/// The cookie that holds the session token.
pub const COOKIE: &str = "griot_session";

/// The account that the layout shows.
#[derive(Debug, Clone)]
pub struct AccountSummary {
    /// The account.
    pub id: AccountId,
    /// The name people see.
    pub display_name: String,
    /// The address of sign-in.
    pub email: String,
    /// Its roles.
    pub roles: Vec<Role>,
    /// The language it chose.
    pub locale: Locale,
}

/// Where sessions are looked up.
#[derive(Debug, Clone)]
pub struct Sessions(());

/// Who a session belongs to.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The sign-in.
    pub signed_in: kernel::SignedIn,
    /// The account.
    pub account: AccountSummary,
}

impl Sessions {
    /// Nobody is ever signed in: the gallery example and tests of layout.
    pub const fn nobody() -> Self {
        Self(())
    }

    pub(crate) async fn find(&self, token: &str, address: Option<IpAddr>, locale: Locale) -> Result<Option<Authenticated>, WebError> {
        let _ = (token, address, locale);
        std::future::ready(Ok(None)).await
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
