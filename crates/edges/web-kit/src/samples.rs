//! Stand-ins for the tests of this crate: a kit without accounts, a router behind it, requests.

use std::sync::Arc;

use axum::{Router, body::Body, response::Response};
use http::{Request, header};
use kernel::{FixedClock, Locale, SeededRng};
use tower::ServiceExt as _;

use crate::{Sessions, Visit, WebKit, WebKitConfig};

pub(crate) fn config(base: &str) -> WebKitConfig {
    WebKitConfig::at(base.parse().unwrap())
}

pub(crate) fn kit_of(config: WebKitConfig) -> WebKit {
    let clock = FixedClock::at("2026-11-21T13:05:00Z".parse().unwrap());
    WebKit::new(Sessions::nobody(), [7; 32], Arc::new(clock), Arc::new(SeededRng::new(3)), config)
}

pub(crate) fn kit_at(base: &str) -> WebKit {
    kit_of(config(base))
}

pub(crate) fn kit() -> WebKit {
    kit_at("https://griot.example")
}

pub(crate) fn visit(locale: Locale, path: &str) -> Visit {
    Visit::anonymous(&kit(), locale, path)
}

/// A signed-in visit of this role, without any database.
pub(crate) fn member(role: kernel::Role, path: &str) -> Visit {
    let id = kernel::Id::generate();
    let signed_in = kernel::SignedIn { account_id: id, session_id: None, permissions: role.permissions() };
    let mut visit = visit(Locale::Fr, path);
    visit.actor = kernel::Actor::signed_in(signed_in, Locale::Fr);
    visit.account = Some(identity::AccountSummary {
        id,
        email: "afi@example.tg".into(),
        display_name: "Afi <Mensah>".into(),
        roles: vec![role],
        locale: Locale::Fr,
        email_verified: true,
        has_second_factor: false,
        must_prove_second_factor: false,
    });
    visit
}

pub(crate) async fn send(routes: Router, request: Request<Body>) -> Response {
    kit().wrap(routes.merge(crate::router())).oneshot(request).await.unwrap()
}

pub(crate) async fn get(routes: Router, path: &str) -> Response {
    send(routes, Request::get(path).body(Body::empty()).unwrap()).await
}

pub(crate) async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn head<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A form sent from a page of ours.
pub(crate) fn form(path: &str) -> http::request::Builder {
    Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(header::HOST, "griot.example")
}
