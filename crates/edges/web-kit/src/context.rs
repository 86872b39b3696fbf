//! What is known of a request before any handler runs; the layer puts it into the request, extractors take it out.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::extract::ConnectInfo;
use http::{HeaderMap, Method, header, request::Parts};
use identity::Authenticated;
use kernel::{Actor, Locale};
use tokio::sync::OnceCell;

use crate::{
    csrf::{self, Verdict},
    error::WebError,
    flash::Flash,
    i18n::Translator,
    kit::WebKit,
    preferences::{Preferences, cookie},
    session::{self, Waiting},
    visit::Visit,
};

/// The cookie that binds the form tokens of a visitor who is not signed in.
const ANONYMOUS_COOKIE: &str = "griot_anon";

/// One request, seen from its outside.
#[derive(Debug, Clone)]
pub(crate) struct Context(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kit: WebKit,
    locale: Locale,
    path: String,
    query: Option<String>,
    method: Method,
    htmx: bool,
    wants_page: bool,
    came_from: Option<String>,
    preferences: Preferences,
    address: Option<IpAddr>,
    session_token: Option<String>,
    flash: Option<Flash>,
    flash_shown: AtomicBool,
    anonymous_sent: Option<String>,
    anonymous_made: OnceLock<String>,
    verdict: OnceLock<Verdict>,
    /// Not the visit itself: it holds this context, and the two would keep each other alive.
    found: OnceCell<Option<Authenticated>>,
    waiting: OnceCell<Waiting>,
}

impl Context {
    /// Reads the request; `path` is without its language prefix.
    pub(crate) fn of(kit: WebKit, parts: &Parts, locale: Locale, path: &str) -> Self {
        let headers = &parts.headers;
        let anonymous = cookie(headers, ANONYMOUS_COOKIE).filter(|text| (16..=64).contains(&text.len()));
        Self(Arc::new(Inner {
            address: address(&kit, parts),
            locale,
            path: path.to_owned(),
            query: parts.uri.query().map(str::to_owned),
            method: parts.method.clone(),
            htmx: headers.contains_key("hx-request"),
            wants_page: wants_page(headers),
            came_from: came_from(&kit, parts),
            preferences: Preferences::of(headers),
            session_token: session_token(headers),
            flash: Flash::of(headers),
            flash_shown: AtomicBool::new(false),
            anonymous_sent: anonymous.map(str::to_owned),
            anonymous_made: OnceLock::new(),
            verdict: OnceLock::new(),
            found: OnceCell::new(),
            waiting: OnceCell::new(),
            kit,
        }))
    }

    pub(crate) fn kit(&self) -> &WebKit {
        &self.0.kit
    }

    pub(crate) fn locale(&self) -> Locale {
        self.0.locale
    }

    pub(crate) fn path(&self) -> &str {
        &self.0.path
    }

    pub(crate) fn method(&self) -> &Method {
        &self.0.method
    }

    /// The page of ours whose form was sent: the way back after a refusal.
    pub(crate) fn came_from(&self) -> Option<&str> {
        self.0.came_from.as_deref()
    }

    /// Whether programs ask, not people: errors are no pages, and who sends no session acts for nobody.
    pub(crate) fn is_api(&self) -> bool {
        ["/api/", "/play/", "/hooks/"].iter().any(|prefix| self.0.path.starts_with(prefix))
    }

    /// Whether another server sends it: nobody acts there, whatever cookies come along.
    pub(crate) fn is_hook(&self) -> bool {
        self.0.path.starts_with("/hooks/")
    }

    pub(crate) fn has_session(&self) -> bool {
        self.0.session_token.is_some()
    }

    /// Who asks: looked up once a request, and only when a handler wants to know.
    pub(crate) async fn visit(&self) -> Result<Visit, WebError> {
        let found = self.0.found.get_or_try_init(|| async {
            match &self.0.session_token {
                Some(token) => self.0.kit.sessions().find(token, self.0.address).await,
                None => Ok(None),
            }
        });
        found.await?;
        if self.0.wants_page && !self.is_api() {
            let visit = self.visit_so_far();
            self.0.waiting.get_or_try_init(|| self.0.kit.sessions().waiting(&visit.actor)).await?;
        }
        Ok(self.visit_so_far())
    }

    /// Whether the session that this request came with still lives: for answers that go on for long.
    pub(crate) async fn is_still_signed_in(&self) -> Result<bool, WebError> {
        match &self.0.session_token {
            Some(token) => Ok(self.0.kit.sessions().find(token, self.0.address).await?.is_some()),
            None => Ok(false),
        }
    }

    /// The visit that is known so far, without asking anybody: what an error page is made of.
    pub(crate) fn visit_so_far(&self) -> Visit {
        let mut visit = self.nobody();
        if let Some(found) = self.0.found.get().and_then(Option::as_ref) {
            visit.actor = Actor { address: self.0.address, ..Actor::signed_in(found.signed_in.clone(), self.0.locale) };
            visit.account = Some(found.account.clone());
            let waiting = self.0.waiting.get().copied().unwrap_or_default();
            (visit.unread, visit.unread_messages) = (waiting.notices, waiting.messages);
        }
        visit
    }

    fn nobody(&self) -> Visit {
        Visit {
            actor: Actor { address: self.0.address, ..Actor::anonymous(self.0.locale) },
            account: None,
            unread: None,
            unread_messages: None,
            t: Translator::new(self.0.locale),
            locale: self.0.locale,
            lite: self.0.preferences.lite,
            brand: self.0.preferences.brand,
            mode: self.0.preferences.mode,
            path: self.0.path.clone(),
            query: self.0.query.clone(),
            htmx: self.0.htmx,
            context: self.clone(),
        }
    }

    /// What form tokens are bound to: the session, or an anonymous cookie that is made when first needed.
    pub(crate) fn binding(&self) -> String {
        match (&self.0.session_token, &self.0.anonymous_sent) {
            (Some(token), _) => format!("session:{token}"),
            (None, Some(sent)) => format!("anonymous:{sent}"),
            (None, None) => {
                let made = self.0.anonymous_made.get_or_init(|| csrf::random_text(self.0.kit.rng()));
                format!("anonymous:{made}")
            }
        }
    }

    /// Whether a form token was given out or could be, without setting a cookie for it.
    pub(crate) fn has_binding(&self) -> bool {
        self.has_session() || self.0.anonymous_sent.is_some() || self.0.anonymous_made.get().is_some()
    }

    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.0.address
    }

    pub(crate) fn decide(&self, verdict: Verdict) {
        // The layer decides once a request; a second answer cannot come.
        let _first = self.0.verdict.set(verdict);
    }

    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.0.verdict.get().copied()
    }

    pub(crate) fn take_flash(&self) -> Option<&Flash> {
        self.0.flash_shown.store(true, Ordering::Relaxed);
        self.0.flash.as_ref()
    }

    /// The cookies that this request made necessary.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let visit = self.visit_so_far();
        let mut cookies = Vec::new();
        if let Some(made) = self.0.anonymous_made.get() {
            let year = jiff::SignedDuration::from_hours(24 * 365);
            cookies.push(visit.cookie(ANONYMOUS_COOKIE, made, Some(year), session::Access::HttpOnly));
        }
        if self.0.flash.is_some() && self.0.flash_shown.load(Ordering::Relaxed) {
            cookies.push(visit.cookie(Flash::COOKIE, "", Some(jiff::SignedDuration::ZERO), session::Access::HttpOnly));
        }
        cookies
    }
}

/// Whether a whole page is asked for: not a fragment, a picture or a stream, which show no bell.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    !headers.contains_key("hx-request") && accepted.is_none_or(|kinds| kinds.contains("text/html"))
}

/// The path of the page that sent this form, if it is one of ours.
fn came_from(kit: &WebKit, parts: &Parts) -> Option<String> {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return None;
    }
    let referer: url::Url = parts.headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let ours = kit.is_own_origin(&referer.origin().ascii_serialization(), &parts.headers);
    let query = referer.query().map_or_else(String::new, |query| format!("?{query}"));
    (ours && !referer.path().starts_with("//")).then(|| format!("{}{query}", referer.path()))
}

/// The peer, or what our own proxies say of it.
fn address(kit: &WebKit, parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let trusted = kit.trusted_proxies();
    if trusted == 0 {
        return peer;
    }
    forwarded(&parts.headers, trusted).or(peer)
}

fn forwarded(headers: &HeaderMap, trusted: usize) -> Option<IpAddr> {
    let name = header::HeaderName::from_static("x-forwarded-for");
    // From the right, as bytes: what the sender wrote on the left, however broken, does not matter.
    let lines: Vec<_> = headers.get_all(name).iter().map(header::HeaderValue::as_bytes).collect();
    let joined = lines.join(&b',');
    let entry = std::str::from_utf8(joined.rsplit(|byte| *byte == b',').nth(trusted - 1)?).ok()?.trim();
    entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
}

/// The address a request came from, as the layer found it out (trusted proxies); none outside of the layer.
pub fn client_address(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<Context>().and_then(|context| context.0.address)
}

/// Whether the layer found a valid form token: what a request that acts by a session cookie must have.
pub fn is_trusted(parts: &Parts) -> bool {
    parts.extensions.get::<Context>().and_then(Context::verdict) == Some(Verdict::Trusted)
}

/// The session token that a browser sent.
pub fn session_token(headers: &HeaderMap) -> Option<String> {
    cookie(headers, session::COOKIE).filter(|token| !token.is_empty()).map(str::to_owned)
}
