//! What surrounds every request: language prefix, context, the count of its address, form check, error pages, security headers, compression.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, Uri, header, uri::PathAndQuery};
use kernel::{AccountId, Locale};
use tower::Layer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
};

use crate::{context::Context, csrf, error, error::WebError, headers, kit::WebKit};

mod foreign;

/// What the answer says about who asked; for the line of the request log.
#[derive(Debug, Clone, Copy)]
pub struct AnsweredFor {
    /// The account, when a handler asked who it is and somebody was signed in.
    pub account_id: Option<AccountId>,
}

impl WebKit {
    /// Puts the routes of all edges behind the kit. Call it once, on the finished router.
    pub fn wrap(self, router: Router) -> Router {
        let router = router
            .fallback(|| async { WebError::status(StatusCode::NOT_FOUND) })
            .method_not_allowed_fallback(|| async { WebError::status(StatusCode::METHOD_NOT_ALLOWED) })
            .layer(CatchPanicLayer::custom(panicked));
        // Around the router, not on its routes: the language prefix must go before a route is chosen.
        let service = middleware::from_fn_with_state(self, surround).layer(router);
        Router::new().fallback_service(service).layer(compression())
    }

    /// Puts the routes of streams behind what they need of the kit: the security headers of what is no page, smaller
    /// playlists.
    pub fn wrap_streams(self, router: Router) -> Router {
        let secured = middleware::map_response(move |mut response: Response| {
            headers::secure_stream(response.headers_mut(), &self);
            std::future::ready(response)
        });
        router.layer(secured).layer(compression())
    }
}

fn compression() -> CompressionLayer<Text> {
    CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(is_text as Text)
}

async fn surround(State(kit): State<WebKit>, mut request: Request, next: Next) -> Response {
    let (locale, path) = Locale::of_path(request.uri().path());
    let path = path.to_owned();
    if let Some(response) = without_trailing_slash(&request, locale, &path) {
        return response;
    }
    let is_api = path.starts_with("/api/");
    *request.uri_mut() = with_path(request.uri(), &path);
    let (parts, body) = request.into_parts();
    let locale = if is_api { asked_locale(&parts.headers).unwrap_or(locale) } else { locale };
    let context = Context::of(kit.clone(), &parts, locale, &path);
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(context.clone());
    let response = match admit(&kit, &context, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    finish(&kit, &context, response)
}

async fn admit(kit: &WebKit, context: &Context, request: Request) -> Result<Request, WebError> {
    kit.flood().pass(context.address())?;
    csrf::check(context, request).await
}

fn finish(kit: &WebKit, context: &Context, response: Response) -> Response {
    let mut response = error::render(context, response);
    for cookie in context.cookies() {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    headers::secure(response.headers_mut(), kit);
    let account_id = context.visit_so_far().actor.account_id();
    response.extensions_mut().insert(AnsweredFor { account_id });
    response
}

fn asked_locale(headers: &http::HeaderMap) -> Option<Locale> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Locale::from_accept_language)
}

fn with_path(uri: &Uri, path: &str) -> Uri {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    match text.parse::<PathAndQuery>() {
        Ok(rewritten) => parts.path_and_query = Some(rewritten),
        Err(_unparsable) => return uri.clone(),
    }
    Uri::from_parts(parts).unwrap_or_else(|_impossible| uri.clone())
}

/// One address a page: `/films/` leads to `/films`.
fn without_trailing_slash(request: &Request, locale: Locale, path: &str) -> Option<Response> {
    let shorter = path.trim_matches('/');
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || !path.ends_with('/') || shorter.is_empty() && path == "/" {
        return None;
    }
    let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
    let location = HeaderValue::from_str(&format!("{}{query}", locale.path(&format!("/{shorter}")))).ok()?;
    Some((StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response())
}

fn panicked(_why: Box<dyn std::any::Any + Send>) -> Response {
    // The panic hook of the program has written the message and the place.
    WebError::status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// What decides whether an answer is compressed.
type Text = fn(StatusCode, http::Version, &http::HeaderMap, &http::Extensions) -> bool;

/// Only text shrinks; films, images and event streams go through untouched.
fn is_text(_status: StatusCode, _version: http::Version, headers: &http::HeaderMap, _extensions: &http::Extensions) -> bool {
    const SMALLER: [&str; 7] = [
        "text/html",
        "text/plain",
        "text/vtt",
        "application/json",
        "application/problem+json",
        "application/vnd.apple.mpegurl",
        "application/xml",
    ];
    SMALLER.iter().any(|kind| headers::has_type(headers, kind))
}

#[cfg(test)]
mod tests;
