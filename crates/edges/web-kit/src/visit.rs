//! The visit: who asks, in which language, with which look. Every page handler takes one.

use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use identity::AccountSummary;
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, ErrorKind, Locale};

use crate::{
    context::Context,
    csrf,
    error::WebError,
    flash::Redirect,
    i18n::Translator,
    kit::WebKit,
    preferences::{Brand, Mode},
    session::Access,
};

/// Who asks for a page, and how they want it. Extracting it never fails for a stranger; it fails when the session cannot
/// be looked up (database away).
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who acts, for the services.
    pub actor: Actor,
    /// The account, when signed in.
    pub account: Option<AccountSummary>,
    /// How many notices wait for the account, at most a hundred are counted; none where no page is asked for.
    pub unread: Option<i64>,
    /// How many messages wait for the account, at most a hundred are counted; none where no page is asked for.
    pub unread_messages: Option<i64>,
    /// The texts in the visitor's language.
    pub t: Translator,
    /// The visitor's language.
    pub locale: Locale,
    /// Data-saver: no web font, no posters, no preload.
    pub lite: bool,
    /// The brand that was chosen.
    pub brand: Brand,
    /// Light or dark.
    pub mode: Mode,
    /// The path without language prefix: `/films/yaaba`.
    pub path: String,
    /// The query, without `?`.
    pub query: Option<String>,
    /// Whether htmx asks: answer a fragment.
    pub htmx: bool,
    pub(crate) context: Context,
}

impl Visit {
    /// A stranger's visit of this path, outside of any request: for tests and previews.
    pub fn anonymous(kit: &WebKit, locale: Locale, path: &str) -> Self {
        let (parts, ()) = http::Request::new(()).into_parts();
        Context::of(kit.clone(), &parts, locale, path).visit_so_far()
    }

    /// A path in the visitor's language: `/films` in French, `/en/films` in English.
    pub fn url(&self, path: &str) -> String {
        self.url_in(self.locale, path)
    }

    /// A path in another language.
    pub fn url_in(&self, locale: Locale, path: &str) -> String {
        locale.path(path)
    }

    /// The full address of a path in the visitor's language.
    pub fn absolute_url(&self, path: &str) -> String {
        self.absolute(&self.url(path))
    }

    /// The full address of a path that is already in its language.
    pub(crate) fn absolute(&self, path: &str) -> String {
        let base = self.context.kit().base_url().as_str().trim_end_matches('/');
        format!("{base}{path}")
    }

    /// A token for the hidden field `_csrf` of a form, or the header `X-CSRF-Token`. Each call gives another text.
    pub fn csrf(&self) -> String {
        csrf::token(self.context.kit(), &self.context.binding())
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.context.kit().now()
    }

    /// The account, or an error that leads to the sign-in page and back.
    pub fn require_account(&self) -> Result<&AccountSummary, WebError> {
        self.account.as_ref().ok_or_else(|| WebError::new(ErrorKind::Unauthenticated, "error-not-signed-in"))
    }

    /// Whether the session of this visit still lives: asked again before each word of an answer that goes on for long.
    pub async fn is_still_signed_in(&self) -> Result<bool, WebError> {
        self.context.is_still_signed_in().await
    }

    /// Goes to a path in the visitor's language, after a form was accepted (303).
    pub fn redirect(&self, path: &str) -> Redirect {
        Redirect::new(self, self.url(path))
    }

    /// Where to go after sign-in: a path of this server that a visitor sent, or nothing if it leads elsewhere.
    pub fn local_path(text: &str) -> Option<&str> {
        let inside = text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '\r', '\n', '\t']);
        inside.then_some(text)
    }

    /// A cookie of this server as `Set-Cookie` wants it.
    pub fn cookie(&self, name: &str, value: &str, max_age: Option<SignedDuration>, access: Access) -> String {
        let mut text = format!("{name}={value}; Path=/; SameSite=Lax");
        if let Some(age) = max_age {
            text = format!("{text}; Max-Age={}", age.as_secs());
        }
        if access == Access::HttpOnly {
            text.push_str("; HttpOnly");
        }
        if self.context.kit().is_https() {
            text.push_str("; Secure");
        }
        text
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, WebError> {
        let context = parts.extensions.get::<Context>().cloned();
        let context = context.ok_or_else(|| WebError::status(StatusCode::INTERNAL_SERVER_ERROR))?;
        context.visit().await
    }
}
