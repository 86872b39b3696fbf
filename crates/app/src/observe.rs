//! One log line and one measurement per request.

use std::time::Instant;

use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::{self, Next},
    response::Response,
};
use http::{HeaderName, HeaderValue, Method};
use kernel::Locale;
use platform::telemetry;
use tracing::Instrument as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs each request when it has been answered: who, what, how long, how many queries.
pub(crate) fn wrap(router: Router) -> Router {
    router.layer(middleware::from_fn(observe))
}

/// Lets the route that answers be known outside: pages are routed after their address lost its language.
pub(crate) fn with_routes(router: Router) -> Router {
    router.route_layer(middleware::from_fn(async |request: Request, next: Next| {
        let route = request.extensions().get::<MatchedPath>().cloned();
        let mut response = next.run(request).await;
        if let Some(route) = route {
            response.extensions_mut().insert(route);
        }
        response
    }))
}

async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = uuid::Uuid::now_v7().simple().to_string();
    let (method, path) = (known(request.method()), without_secrets(request.uri().path()));
    let queries = telemetry::QueryCount::new();
    if let Ok(value) = HeaderValue::from_str(&id) {
        request.headers_mut().insert(REQUEST_ID, value);
    }
    let span = tracing::info_span!("request", id = %id, method = %method, path = %path);
    let mut response = queries.scope(next.run(request)).instrument(span.clone()).await;
    let who = response.extensions().get::<web_kit::AnsweredFor>().and_then(|answered| answered.account_id);
    let route = response.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    span.in_scope(|| {
        tracing::info!(
            status,
            duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            queries = queries.get(),
            account = who.map(|id| id.to_string()),
            "request answered"
        );
    });
    metrics::histogram!("griot_http_request_seconds", "method" => method, "status" => status.to_string(), "route" => route)
        .record(elapsed.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The method as a label: a client may invent any number of others.
fn known(method: &Method) -> &'static str {
    const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// The path as it may be written down: the token of a stream opens it for hours, the secret of a hook lets anybody report.
fn without_secrets(path: &str) -> String {
    let (_locale, plain) = Locale::of_path(path);
    // The last part is what lets in.
    if ["/hooks/mail/", "/hooks/letters/", "/hooks/sms/"].iter().any(|prefix| plain.starts_with(prefix)) {
        return format!("{}/…", path.rsplit_once('/').map_or("", |(rest, _secret)| rest));
    }
    let Some(rest) = plain.strip_prefix("/play/") else { return path.to_owned() };
    format!("/play/…/{}", rest.split_once('/').map_or("", |(_token, file)| file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_stream_is_not_written_down() {
        assert_eq!(without_secrets("/play/abc.def/master.m3u8"), "/play/…/master.m3u8");
        assert_eq!(without_secrets("/play/abc.def"), "/play/…/");
        assert_eq!(without_secrets("/en/play/abc.def/master.m3u8"), "/play/…/master.m3u8");
        assert_eq!(without_secrets("/hooks/mail/abc"), "/hooks/mail/…");
        assert_eq!(without_secrets("/hooks/letters/fr/refuse/abc"), "/hooks/letters/fr/refuse/…");
        assert_eq!(without_secrets("/films/yaaba"), "/films/yaaba");
        assert_eq!(without_secrets("/en/films/yaaba"), "/en/films/yaaba");
    }

    #[test]
    fn an_invented_method_makes_no_label_of_its_own() {
        assert_eq!(known(&Method::PATCH), "PATCH");
        assert_eq!(known(&Method::from_bytes(b"A1").unwrap()), "other");
    }
}
