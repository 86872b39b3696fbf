//! What a browser brings and keeps: its `User-Agent`, small cookies between two steps, the page to return to.

use axum::response::{AppendHeaders, IntoResponseParts};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use identity::{Client, ClientKind, Grant};
use jiff::SignedDuration;
use kernel::Locale;
use serde::Deserialize;
use web_kit::{Redirect, Visit, session, session::Access};

/// The cookie between the password and the code. The challenge never stands in an address.
pub(crate) const CHALLENGE: &str = "griot_challenge";
/// The cookie that binds a visit to an OpenID provider to this browser.
pub(crate) const OIDC_STATE: &str = "griot_oidc";

/// Where to go after sign-in: `?suite=/films`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(crate) suite: String,
}

impl Next {
    /// A path of ours without language prefix, if one was asked for.
    pub(crate) fn path(&self) -> Option<&str> {
        Some(Locale::of_path(Visit::local_path(&self.suite)?).1)
    }

    /// The same as a query, to carry it from page to page.
    pub(crate) fn query(&self) -> String {
        self.path().map_or_else(String::new, |path| {
            let text: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
            format!("?suite={text}")
        })
    }
}

/// The browser that signs in.
pub(crate) fn client(headers: &HeaderMap) -> Client {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client { kind: ClientKind::Browser, user_agent: user_agent.to_owned() }
}

/// A cookie that only the server reads, for so long.
pub(crate) fn keep(
    visit: &Visit,
    name: &str,
    value: &str,
    age: SignedDuration,
) -> AppendHeaders<Option<(HeaderName, HeaderValue)>> {
    let text = visit.cookie(name, value, Some(age), Access::HttpOnly);
    AppendHeaders(HeaderValue::from_str(&text).ok().map(|value| (header::SET_COOKIE, value)))
}

/// Takes a cookie back.
pub(crate) fn forget(visit: &Visit, name: &str) -> AppendHeaders<Option<(HeaderName, HeaderValue)>> {
    keep(visit, name, "", SignedDuration::ZERO)
}

/// The value of a cookie.
pub(crate) fn kept(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
}

/// The way on from an open session: its cookie, and the page that was asked for.
pub(crate) fn enter(visit: &Visit, grant: &Grant, next: &Next) -> (impl IntoResponseParts + use<>, Redirect) {
    let lifetime = grant.expires_at.duration_since(visit.now());
    let home = if grant.account.must_prove_second_factor { "/compte/securite" } else { "/compte" };
    (session::start(visit, &grant.secret, lifetime), visit.redirect(next.path().unwrap_or(home)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_to_return_to_is_ours_and_without_language() {
        for (text, expected) in [
            ("/films?x=1", Some("/films?x=1")),
            ("/en/films", Some("/films")),
            ("/en", Some("/")),
            ("/entrez", Some("/entrez")),
            ("//evil.example", None),
            ("https://evil.example", None),
            ("", None),
        ] {
            assert_eq!(Next { suite: text.into() }.path(), expected, "{text}");
        }
        assert_eq!(Next { suite: "/films?x=1".into() }.query(), "?suite=%2Ffilms%3Fx%3D1");
    }
}
