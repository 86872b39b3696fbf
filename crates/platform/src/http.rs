//! Requests to the outside, to addresses that people and partners name: bounded in time and size, without redirects, and
//! never into our own network.
//!
//! The guard judges the addresses that a name resolves to, at the moment of connecting, so that a name cannot be public when
//! checked and private when used (DNS rebinding). Addresses written as numbers never reach a resolver: they are judged
//! before sending, which is why requests go through [`HttpClient`] and not through a bare client.

mod guard;

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{Method, Request, Response, StatusCode, header::HeaderMap, redirect::Policy};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

pub use guard::is_public;

use guard::GuardedResolver;

/// What requests may do.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Milliseconds for a connection.
    pub connect_timeout_ms: u64,
    /// Milliseconds for the whole exchange, body included.
    pub timeout_ms: u64,
    /// The longest body that is read.
    pub max_body_bytes: usize,
    /// Whether private, local and link-local addresses may be reached: only where the other side stands in our own network.
    pub allow_private: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self { connect_timeout_ms: 5_000, timeout_ms: 20_000, max_body_bytes: 2 * 1024 * 1024, allow_private: false }
    }
}

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The client cannot be made.
    #[error("the HTTP client: {0}")]
    Setup(#[source] reqwest::Error),
    /// Not an address that may be asked: another scheme, or a host inside our own network.
    #[error("this address may not be asked")]
    Refused,
    /// The answer is longer than the limit.
    #[error("the answer is longer than {max_bytes} bytes")]
    TooLong {
        /// The limit.
        max_bytes: usize,
    },
    /// No answer in time, no connection, or a broken one: trying again may help.
    #[error("no answer")]
    NoAnswer(#[source] reqwest::Error),
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    /// The status; redirects are answers like others.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl HttpAnswer {
    /// The body as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

/// Sends requests to the outside. Cheap to clone.
#[derive(Debug, Clone)]
pub struct HttpClient {
    inner: reqwest::Client,
    config: Arc<HttpConfig>,
}

impl HttpClient {
    /// A client with these limits.
    pub fn try_new(config: HttpConfig) -> Result<Self, HttpError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Griot/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_millis(config.connect_timeout_ms))
            .timeout(Duration::from_millis(config.timeout_ms))
            .redirect(Policy::none())
            // A proxy would resolve names in our stead, unjudged.
            .no_proxy();
        if !config.allow_private {
            builder = builder.dns_resolver(Arc::new(GuardedResolver));
        }
        Ok(Self { inner: builder.build().map_err(HttpError::Setup)?, config: Arc::new(config) })
    }

    /// Starts a request, to be completed and handed to [`HttpClient::send`].
    pub fn request(&self, method: Method, url: Url) -> reqwest::RequestBuilder {
        self.inner.request(method, url)
    }

    /// Sends a request and reads the answer, within the limits.
    pub async fn send(&self, request: Request) -> Result<HttpAnswer, HttpError> {
        self.judge(request.url())?;
        let answer = self.inner.execute(request).await.map_err(no_answer)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        Ok(HttpAnswer { status, headers, body: self.read(answer).await? })
    }

    /// Sends a request and reads no more than the beginning of the answer, for whoever needs little more than its status: what is
    /// longer is cut, what breaks off is kept as far as it came.
    pub async fn send_for_start(&self, request: Request, max_bytes: usize) -> Result<HttpAnswer, HttpError> {
        self.judge(request.url())?;
        let mut answer = self.inner.execute(request).await.map_err(no_answer)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = BytesMut::new();
        while body.len() < max_bytes
            && let Ok(Some(chunk)) = answer.chunk().await
        {
            body.extend_from_slice(&chunk[..chunk.len().min(max_bytes - body.len())]);
        }
        Ok(HttpAnswer { status, headers, body: body.freeze() })
    }

    /// Asks for a page.
    pub async fn get(&self, url: Url) -> Result<HttpAnswer, HttpError> {
        self.send(Request::new(Method::GET, url)).await
    }

    fn judge(&self, url: &Url) -> Result<(), HttpError> {
        let public = match url.host() {
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            Some(Host::Domain(_judged_when_resolved)) => true,
            None => false,
        };
        let allowed = public || (self.config.allow_private && url.has_host());
        if matches!(url.scheme(), "http" | "https") && allowed { Ok(()) } else { Err(HttpError::Refused) }
    }

    /// Reads at most the limit, whatever the announced length.
    async fn read(&self, mut answer: Response) -> Result<Bytes, HttpError> {
        let max_bytes = self.config.max_body_bytes;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(no_answer)? {
            if body.len() + chunk.len() > max_bytes {
                return Err(HttpError::TooLong { max_bytes });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

/// The guard speaks through the resolver's error: found again here.
fn no_answer(error: reqwest::Error) -> HttpError {
    let mut cause = std::error::Error::source(&error);
    while let Some(source) = cause {
        if source.is::<guard::NotPublic>() {
            return HttpError::Refused;
        }
        cause = source.source();
    }
    // The address may hold a secret in its query: it stays out of the error text.
    HttpError::NoAnswer(error.without_url())
}
