//! The pages that machines read: `/healthz`, `/readyz`, `/metrics`.
//!
//! The measurements tell how the business goes, so not everybody reads them: who has the token, or, while none is set and the
//! server is for this machine alone, who asks from it.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode, header};
use platform::{Db, telemetry::Prometheus};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

/// What `/metrics` needs.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    pub(crate) recorder: Prometheus,
    pub(crate) token: Option<SecretString>,
    /// Whether people type `localhost` and no proxy stands in front.
    pub(crate) is_local: bool,
}

/// `/healthz`: the process runs. `/readyz`: it can answer people. `/metrics`: Prometheus text format.
pub(crate) fn router(db: Db, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready).with_state(db))
        .route("/metrics", get(measurements).with_state(metrics))
}

async fn ready(State(db): State<Db>) -> Response<Body> {
    match db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

async fn measurements(State(metrics): State<Metrics>, peer: ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    if metrics.may_be_read(peer.0, &headers) {
        metrics.recorder.render().into_response()
    } else {
        (StatusCode::FORBIDDEN, "set telemetry.metrics_token and send it as a bearer token\n").into_response()
    }
}

impl Metrics {
    fn may_be_read(&self, peer: SocketAddr, headers: &HeaderMap) -> bool {
        may_read(self.token.as_ref(), self.is_local, peer, headers)
    }
}

/// What proxies add.
const PROXIED: [&str; 5] = ["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via", "forwarded"];

fn may_read(token: Option<&SecretString>, is_local: bool, peer: SocketAddr, headers: &HeaderMap) -> bool {
    match token {
        Some(token) => {
            let given = headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
            given.is_some_and(|given| given.ct_eq(token.expose_secret().as_bytes()).into())
        }
        None => is_local && peer.ip().to_canonical().is_loopback() && !PROXIED.iter().any(|name| headers.contains_key(*name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn without_a_token_only_this_machine_reads_the_measurements() {
        let (here, there) = ("127.0.0.1:9".parse().unwrap(), "192.0.2.1:9".parse().unwrap());
        assert!(may_read(None, true, here, &headers(&[])));
        assert!(may_read(None, true, "[::ffff:127.0.0.1]:9".parse().unwrap(), &headers(&[])));
        assert!(!may_read(None, true, there, &headers(&[])));
        assert!(!may_read(None, true, here, &headers(&[("x-forwarded-for", "127.0.0.1")])));
        assert!(!may_read(None, true, here, &headers(&[("forwarded", "for=127.0.0.1")])));
        assert!(!may_read(None, true, here, &headers(&[("x-real-ip", "192.0.2.1")])));
        assert!(!may_read(None, false, here, &headers(&[])), "a server with a public address needs a token");
    }

    #[test]
    fn with_a_token_whoever_has_it_does() {
        let token = SecretString::from("q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3");
        let (here, there) = ("127.0.0.1:9".parse().unwrap(), "192.0.2.1:9".parse().unwrap());
        let given = [("authorization", "Bearer q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3")];
        assert!(may_read(Some(&token), false, there, &headers(&given)));
        assert!(!may_read(Some(&token), false, here, &headers(&[])));
        assert!(!may_read(Some(&token), false, here, &headers(&[("authorization", "Bearer q8Zr2mVx")])));
        assert!(!may_read(Some(&token), false, here, &headers(&[("authorization", "q8Zr2mVx0LwT5nYb7KcJ4hGd1sFa9PeUo3")])));
    }
}
