//! One list of routes, for axum and for the OpenAPI document.

use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    ApiState, admin, assets, auth, conversations, docs, endpoints, films, funding, hooks, idempotency, lists, moderation,
    notices, opinions, organisations, payments, people, playback, problem, sales, statements, studio, uploads, vouchers,
};

/// The largest JSON command, in bytes. Uploads set their own limit.
const BODY_LIMIT: usize = 64 * 1024;

/// The API with its documentation, ready to be merged into the server.
pub fn router(state: ApiState) -> Router {
    let (routes, mut document) = routes().split_for_parts();
    docs::complete(&mut document);
    routes
        .route("/api/openapi.json", get(docs::document))
        .route("/api/docs", get(docs::page))
        .route("/api", get(docs::moved))
        .route("/api/{*rest}", axum::routing::any(problem::unknown_route))
        .layer(middleware::from_fn(problem::render))
        .layer(middleware::from_fn_with_state(state.clone(), idempotency::once))
        .layer(axum::Extension(docs::Document::new(&document)))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .merge(hooks::router())
        .layer(SetResponseHeaderLayer::if_not_present(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store")))
        .layer(middleware::from_fn(problem::render))
        .with_state(state)
}

/// The OpenAPI 3.1 document, for `griot openapi` and the tests.
pub fn openapi() -> OpenApi {
    let mut document = routes().into_openapi();
    docs::complete(&mut document);
    document
}

fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(docs::base())
        .merge(auth::router())
        .merge(organisations::router())
        .merge(films::router())
        .merge(people::router())
        .merge(studio::router())
        .merge(opinions::router())
        .merge(lists::router())
        .merge(moderation::router())
        .merge(funding::router())
        .merge(payments::router())
        .merge(statements::router())
        .merge(vouchers::router())
        .merge(sales::router())
        .merge(notices::router())
        .merge(conversations::router())
        .merge(endpoints::router())
        .merge(admin::router())
        .merge(uploads::router())
        .merge(assets::router())
        .merge(playback::router())
}
