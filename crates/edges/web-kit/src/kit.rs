//! What every page shares: where sessions are, the key of form tokens, the public address.

use std::sync::Arc;

use http::{HeaderMap, Uri};
use kernel::{Clock, Rng};
use url::Url;

use crate::{flood::Floodgate, session::Sessions};

/// Settings of the HTML edges.
#[derive(Debug, Clone)]
pub struct WebKitConfig {
    /// The address people type; `https` makes cookies `Secure`. Canonical links are made from it.
    pub base_url: Url,
    /// How many proxies of ours stand in front: that many entries of `X-Forwarded-For` are believed, from the right.
    pub trusted_proxies: usize,
    /// How many requests a minute one address may send; `0` sets no limit.
    pub requests_per_minute: u32,
    /// Other origins that films and images come from (an S3 bucket), for the content security policy.
    pub media_origins: Vec<String>,
}

impl WebKitConfig {
    /// The settings of a server that is reached directly at this address, by as many requests as may come.
    pub const fn at(base_url: Url) -> Self {
        Self { base_url, trusted_proxies: 0, requests_per_minute: 0, media_origins: Vec::new() }
    }
}

/// The shared state of the HTML edges. Cheap to clone.
#[derive(Debug, Clone)]
pub struct WebKit {
    inner: Arc<Inner>,
}

struct Inner {
    sessions: Sessions,
    csrf_key: [u8; 32],
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    flood: Floodgate,
    config: WebKitConfig,
    content_security_policy: http::HeaderValue,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebKit").field("config", &self.config).finish_non_exhaustive()
    }
}

impl WebKit {
    /// The kit over these sessions. `csrf_key` is a secret of the installation (`secrets.key("csrf")`).
    pub fn new(sessions: Sessions, csrf_key: [u8; 32], clock: Arc<dyn Clock>, rng: Arc<dyn Rng>, config: WebKitConfig) -> Self {
        let content_security_policy = crate::headers::content_security_policy(&config);
        let flood = Floodgate::new(config.requests_per_minute);
        Self { inner: Arc::new(Inner { sessions, csrf_key, clock, rng, flood, config, content_security_policy }) }
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.inner.sessions
    }

    pub(crate) fn flood(&self) -> &Floodgate {
        &self.inner.flood
    }

    pub(crate) fn csrf_key(&self) -> &[u8; 32] {
        &self.inner.csrf_key
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.inner.clock.now()
    }

    pub(crate) fn rng(&self) -> &dyn Rng {
        self.inner.rng.as_ref()
    }

    pub(crate) fn base_url(&self) -> &Url {
        &self.inner.config.base_url
    }

    pub(crate) fn trusted_proxies(&self) -> usize {
        self.inner.config.trusted_proxies
    }

    pub(crate) fn content_security_policy(&self) -> http::HeaderValue {
        self.inner.content_security_policy.clone()
    }

    /// Whether cookies must only travel over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.base_url().scheme() == "https"
    }

    /// Whether an `Origin` header names this server: the configured address, or the host that was asked.
    pub(crate) fn is_own_origin(&self, origin: &str, headers: &HeaderMap) -> bool {
        if origin == self.base_url().origin().ascii_serialization() {
            return true;
        }
        let asked = headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
        let named = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(|authority| authority.as_str().to_owned()));
        named.is_some_and(|named| asked.is_some_and(|asked| asked.eq_ignore_ascii_case(&named)))
    }
}
