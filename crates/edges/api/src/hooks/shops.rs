//! What shops send by themselves: the webhooks of Shopify and `WooCommerce`, in their own shapes.
//!
//! Answers: 200 with what became of it, also for what is known or can never be reported; 401 for a signature that is not the shop's; 404 for
//! a shop that is not there; 413 above 1 MiB; 5xx where sending it again helps, which both providers do by themselves.

use affiliate::{ShopKind, ShopMessage};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    routing::post,
};
use contracts::affiliate::ShopId;
use http::{HeaderMap, HeaderName};
use serde::Serialize;

use crate::{ApiState, Problem, problem::Refusal};

/// An order of five hundred lines has some 600 KiB.
const LIMIT_BYTES: usize = 1024 * 1024;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/hooks/shops/{id}/shopify", post(shopify))
        .route("/hooks/shops/{id}/woocommerce", post(woocommerce))
        .layer(DefaultBodyLimit::max(LIMIT_BYTES))
}

/// What became of a message, for whoever reads the log of the shop.
#[derive(Debug, Serialize)]
struct Outcome {
    outcome: &'static str,
}

async fn shopify(
    State(state): State<ApiState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Outcome>, Problem> {
    let names = ["x-shopify-topic", "x-shopify-hmac-sha256"];
    hear(&state, (&id, ShopKind::Shopify), names.map(|name| text(&headers, name)), &body).await
}

async fn woocommerce(
    State(state): State<ApiState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Outcome>, Problem> {
    let names = ["x-wc-webhook-topic", "x-wc-webhook-signature"];
    hear(&state, (&id, ShopKind::Woocommerce), names.map(|name| text(&headers, name)), &body).await
}

fn text(headers: &HeaderMap, name: &'static str) -> String {
    let value = headers.get(HeaderName::from_static(name)).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

async fn hear(
    state: &ApiState,
    (id, kind): (&str, ShopKind),
    [topic, signature]: [String; 2],
    body: &[u8],
) -> Result<Json<Outcome>, Problem> {
    let id: ShopId = id.parse().map_err(|_no_id| Refusal::NotFound)?;
    let message = ShopMessage { topic: &topic, signature: &signature, body };
    let outcome = state.affiliate.hear_shop(id, kind, &message).await?;
    Ok(Json(Outcome { outcome: outcome.code() }))
}
