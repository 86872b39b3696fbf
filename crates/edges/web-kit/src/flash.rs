//! Redirects after a form, and the short message that the next page shows.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::SignedDuration;

use crate::{preferences::cookie, session, session::Access, ui::Tone, visit::Visit};

/// A message that the next page shows: the key of a text, never the text, so that nobody can plant one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flash {
    pub(crate) tone: Tone,
    pub(crate) key: String,
}

impl Flash {
    pub(crate) const COOKIE: &'static str = "griot_flash";

    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let (tone, key) = cookie(headers, Self::COOKIE)?.split_once('.')?;
        let is_key = !key.is_empty() && key.len() <= 80 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let tone = Tone::ALL.into_iter().find(|known| known.as_str() == tone)?;
        is_key.then(|| Self { tone, key: key.to_owned() })
    }
}

/// A redirect that the browser follows with GET (303), or that htmx follows (`HX-Redirect`; `HX-Refresh` back to the page that
/// was left, where another address would differ by its fragment only and load nothing).
#[derive(Debug, Clone)]
pub struct Redirect {
    location: String,
    htmx: bool,
    flash: Option<String>,
    visit: Visit,
}

impl Redirect {
    pub(crate) fn new(visit: &Visit, location: String) -> Self {
        Self { location, htmx: visit.htmx, flash: None, visit: visit.clone() }
    }

    /// The next page says that it worked: the key of a text without values.
    #[must_use]
    pub fn saying(self, key: &'static str) -> Self {
        self.with_tone(Tone::Ok, key)
    }

    /// The next page says this in the given tone.
    #[must_use]
    pub fn with_tone(mut self, tone: Tone, key: &'static str) -> Self {
        let minute = SignedDuration::from_secs(60);
        let value = format!("{}.{key}", tone.as_str());
        self.flash = Some(self.visit.cookie(Flash::COOKIE, &value, Some(minute), Access::HttpOnly));
        self
    }

    /// Whether it leads to the page that the form was on.
    fn is_back(&self) -> bool {
        let page = self.location.split('#').next();
        page.is_some() && page == self.visit.context.came_from()
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let location = HeaderValue::from_str(&self.location).unwrap_or(HeaderValue::from_static("/"));
        let mut response = if self.htmx {
            let header =
                if self.is_back() { ("hx-refresh", HeaderValue::from_static("true")) } else { ("hx-redirect", location) };
            (StatusCode::OK, [header]).into_response()
        } else {
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self.flash {
            Some(cookie) => (session::set_cookie(&cookie), response).into_response(),
            None => response,
        }
    }
}
