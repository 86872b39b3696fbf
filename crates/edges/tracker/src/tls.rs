//! `GET /internal/tls?domain=HOST`: whether a certificate may be fetched for a host: the question of Caddy's on-demand TLS (`ask`), so that
//! nobody makes a proxy fetch certificates for names that are not served.
//!
//! 200 for an own domain that is served, 404 for any other, 403 for who may not ask, 503 while the database is away. This machine may ask,
//! and the addresses that the operator named; never through a proxy, which would be anybody.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use affiliate::{Affiliate, HostKnown};
use axum::{
    Router,
    extract::{ConnectInfo, Query, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode};
use kernel::AppError as _;
use serde::Deserialize;

/// What proxies add.
const PROXIED: [&str; 5] = ["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via", "forwarded"];

#[derive(Debug, Clone)]
struct Asking {
    affiliate: Affiliate,
    /// Who may ask, besides this machine.
    peers: Arc<[IpAddr]>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    domain: String,
}

/// The route, for these peers besides this machine. It stands beside the kit, as probes do.
pub fn certificates(affiliate: Affiliate, peers: &[IpAddr]) -> Router {
    Router::new().route("/internal/tls", get(may_have)).with_state(Asking { affiliate, peers: peers.into() })
}

async fn may_have(
    State(asking): State<Asking>,
    peer: ConnectInfo<SocketAddr>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if !may_ask(&asking.peers, peer.0, &headers) {
        return (StatusCode::FORBIDDEN, "ask from this machine, or from an address of server.tls_ask_from\n").into_response();
    }
    let host = asked.domain.to_ascii_lowercase();
    match asking.affiliate.host(host.strip_suffix('.').unwrap_or(&host)).await {
        Ok(known) if matches!(*known, HostKnown::Served { .. }) => "served\n".into_response(),
        Ok(_) => (StatusCode::NOT_FOUND, "not served\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, code = error.code(), "whether a host is served cannot be read");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

fn may_ask(peers: &[IpAddr], peer: SocketAddr, headers: &HeaderMap) -> bool {
    let address = peer.ip().to_canonical();
    (address.is_loopback() || peers.contains(&address)) && !PROXIED.iter().any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_asks_and_who_was_named_and_nobody_through_a_proxy() {
        let peers: [IpAddr; 1] = ["192.0.2.7".parse().unwrap()];
        let none = HeaderMap::new();
        let asks = |peer: &str, headers: &HeaderMap| may_ask(&peers, peer.parse().unwrap(), headers);
        for peer in ["127.0.0.1:9", "[::1]:9", "[::ffff:127.0.0.1]:9", "192.0.2.7:9", "[::ffff:192.0.2.7]:9"] {
            assert!(asks(peer, &none), "{peer}");
        }
        assert!(!asks("192.0.2.8:9", &none));
        for name in PROXIED {
            let proxied = HeaderMap::from_iter([(name.parse().unwrap(), "127.0.0.1".parse().unwrap())]);
            assert!(!asks("127.0.0.1:9", &proxied), "{name}");
        }
    }
}
