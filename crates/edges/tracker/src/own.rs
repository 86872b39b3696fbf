//! Own domains: `GET /{key}` follows a link that is bound to the domain, `GET /` leads where its owner said. Nothing else is there.
//!
//! Whose name was asked is decided in front of everything else, so that no page, no cookie and no probe of ours is reached by another's name.
//! Hosts that nobody claimed see what they saw before: a name that an operator gave the machine and told us nothing of.

use std::{convert::Infallible, net::Ipv4Addr, sync::Arc};

use affiliate::{Affiliate, HostKnown};
use axum::{
    Extension, Router,
    extract::{Path, Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};
use kernel::AppError as _;
use tower::{Layer as _, ServiceExt as _};
use web_kit::{Arrival, WebError};

use crate::{TrackerState, asked, sent_on};

/// What answers on an own domain, for `wrap_foreign` to be put around and [`split`] in front.
pub fn routes(state: TrackerState) -> Router {
    Router::new().route("/", get(root)).route("/{key}", get(follow)).with_state(state)
}

/// Sends requests for own domains to `own`, all others to `platform`. `ours` are the hosts of the platform: for them nothing is looked up.
pub fn split(platform: Router, own: Router, affiliate: Affiliate, ours: Vec<String>) -> Router {
    let gate = Gate { own, affiliate, ours: ours.into() };
    let service = middleware::from_fn_with_state(gate, choose).layer(platform);
    Router::new().fallback_service(service)
}

#[derive(Debug, Clone)]
struct Gate {
    own: Router,
    affiliate: Affiliate,
    ours: Arc<[String]>,
}

async fn choose(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let Some(host) = other_host(&request, &gate.ours) else { return next.run(request).await };
    let known = match gate.affiliate.host(&host).await {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(%error, code = error.code(), "whose host this is cannot be read");
            return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response();
        }
    };
    if *known == HostKnown::Nobodys {
        return next.run(request).await;
    }
    request.extensions_mut().insert(known);
    let answered: Result<Response, Infallible> = gate.own.oneshot(request).await;
    answered.unwrap_or_else(|never| match never {})
}

/// The host that was asked, in lower case; none where it is ours, or no name of the public tree.
fn other_host(request: &Request, ours: &[String]) -> Option<String> {
    let named = match request.uri().authority() {
        // HTTP/2, and HTTP/1.1 in absolute form, which counts before the header (RFC 9112, 3.2.2).
        Some(authority) => authority.host(),
        None => request.headers().get(header::HOST)?.to_str().ok()?,
    };
    if named.starts_with('[') {
        return None;
    }
    let name = named.split(':').next()?;
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_ours = ours.iter().any(|host| host.eq_ignore_ascii_case(name));
    let is_name = name.contains('.') && name.parse::<Ipv4Addr>().is_err();
    (is_name && !is_ours).then(|| name.to_ascii_lowercase())
}

async fn root(Extension(known): Extension<Arc<HostKnown>>) -> Result<Response, WebError> {
    let HostKnown::Served { root_url: Some(url), .. } = known.as_ref() else { return Err(WebError::not_found()) };
    let location = HeaderValue::from_str(url).map_err(|_odd| WebError::not_found())?;
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::FOUND, headers).into_response())
}

async fn follow(
    State(state): State<TrackerState>,
    Extension(known): Extension<Arc<HostKnown>>,
    Path(key): Path<String>,
    arrival: Arrival,
    request: Request,
) -> Result<Response, WebError> {
    let HostKnown::Served { id, .. } = known.as_ref() else { return Err(WebError::not_found()) };
    let (parts, _body) = request.into_parts();
    let mut follow = asked(&state, key, arrival, &parts);
    follow.on = Some(*id);
    sent_on(&state, follow).await
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn the_platforms_hosts_and_what_is_no_public_name_are_not_looked_up() {
        let ours = ["griot.example".to_owned(), "liens.griot.example".to_owned()];
        let asked = |uri: &str, host: Option<&str>| {
            let mut request = Request::get(uri);
            if let Some(host) = host {
                request = request.header("host", host);
            }
            other_host(&request.body(Body::empty()).unwrap(), &ours)
        };
        for (host, other) in [
            ("griot.example", None),
            ("Griot.Example:443", None),
            ("liens.griot.example.", None),
            ("localhost:4000", None),
            ("192.0.2.1:80", None),
            ("[2001:db8::1]:80", None),
            ("griot", None),
            ("", None),
            ("go.marque.ma", Some("go.marque.ma")),
            ("GO.Marque.ma.:8443", Some("go.marque.ma")),
            ("xgriot.example", Some("xgriot.example")),
        ] {
            assert_eq!(asked("/", Some(host)).as_deref(), other, "{host}");
        }
        assert_eq!(asked("/", None), None);
        assert_eq!(asked("https://go.marque.ma/a", Some("griot.example")).as_deref(), Some("go.marque.ma"));
        assert_eq!(asked("https://griot.example/a", Some("go.marque.ma")), None);
    }
}
