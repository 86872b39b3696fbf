//! What surrounds requests that come under somebody else's name: the count of their address, plain errors, no cookie.
//!
//! Nothing of ours is shown there: no navigation, no way to sign in. Cookies that the browser has for that name are its owner's, and are not
//! read. HSTS is theirs to decide as well: it would bind every host below.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use kernel::Locale;
use tower::Layer as _;
use tower_http::catch_panic::CatchPanicLayer;

use super::{asked_locale, panicked};
use crate::{context::Context, error, error::WebError, headers, kit::WebKit};

impl WebKit {
    /// Puts routes that answer under the name of somebody else behind what they need of the kit.
    pub fn wrap_foreign(self, router: Router) -> Router {
        let router = router
            .fallback(|| async { WebError::status(StatusCode::NOT_FOUND) })
            .method_not_allowed_fallback(|| async { WebError::status(StatusCode::METHOD_NOT_ALLOWED) })
            .layer(CatchPanicLayer::custom(panicked));
        let service = middleware::from_fn_with_state(self, surround).layer(router);
        Router::new().fallback_service(service)
    }
}

async fn surround(State(kit): State<WebKit>, mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(header::COOKIE);
    let locale = asked_locale(request.headers()).unwrap_or(Locale::Fr);
    let (parts, body) = request.into_parts();
    let context = Context::of(kit.clone(), &parts, locale, parts.uri.path());
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(context.clone());
    let response = match kit.flood().pass(context.address()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => WebError::from(refusal).into_response(),
    };
    let mut response = error::render_plain(&context, response);
    headers::secure_foreign(response.headers_mut());
    response
}
