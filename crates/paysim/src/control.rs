//! What [`crate::Running`] does, in JSON for tests in other languages. See README.md for the routes.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{Button, Chaos, Provider, Transaction, credentials, delivery, providers, server::Sim, statement};

/// The routes below `/control`.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .route("/transactions", get(transactions))
        .route("/deliveries", get(deliveries))
        .route("/press", post(press))
        .route("/refund", post(refund))
        .route("/chaos", get(chaos).put(set_chaos))
        .route("/callback-url", post(set_callback_url))
        .route("/advance", post(advance))
        .route("/deliver", post(deliver))
        .route("/statement/{provider}", get(statement_of))
        .route("/credentials/{provider}", get(credentials_of))
}

async fn transactions(State(sim): State<Sim>) -> Json<Vec<Transaction>> {
    let world = sim.world();
    Json(world.entries().iter().map(|entry| entry.view(world.entries())).collect())
}

async fn deliveries(State(sim): State<Sim>) -> Response {
    let log = sim.world().outbox.log().to_vec();
    Json(log).into_response()
}

#[derive(Debug, Deserialize)]
struct Press {
    id: String,
    button: Button,
}

async fn press(State(sim): State<Sim>, Json(body): Json<Press>) -> Response {
    let mut world = sim.world();
    let Some(index) = world.find_any(&body.id) else { return no_such() };
    world.press(index, body.button);
    Json(world.entry(index).view(world.entries())).into_response()
}

#[derive(Debug, Deserialize)]
struct Refund {
    id: String,
    amount_minor: i64,
}

/// A refund made in the provider's back office, where the merchant's program has not asked for it.
async fn refund(State(sim): State<Sim>, Json(body): Json<Refund>) -> Response {
    let mut world = sim.world();
    let Some(index) = world.find_any(&body.id) else { return no_such() };
    match providers::refund_in_back_office(&mut world, index, body.amount_minor) {
        Some(made) => Json(world.entry(made).view(world.entries())).into_response(),
        None => (StatusCode::CONFLICT, Json(json!({ "error": "nothing of this amount to give back" }))).into_response(),
    }
}

async fn chaos(State(sim): State<Sim>) -> Json<Chaos> {
    Json(sim.world().chaos)
}

async fn set_chaos(State(sim): State<Sim>, Json(chaos): Json<Chaos>) -> Json<Chaos> {
    sim.world().chaos = chaos;
    Json(chaos)
}

#[derive(Debug, Deserialize)]
struct CallbackUrl {
    provider: Provider,
    url: String,
}

async fn set_callback_url(State(sim): State<Sim>, Json(body): Json<CallbackUrl>) -> StatusCode {
    sim.world().set_callback_url(body.provider, body.url);
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
struct Advance {
    seconds: u64,
}

async fn advance(State(sim): State<Sim>, Json(body): Json<Advance>) -> Json<Value> {
    sim.advance(Duration::from_secs(body.seconds));
    Json(json!({ "now": sim.world().now }))
}

async fn deliver(State(sim): State<Sim>) -> StatusCode {
    delivery::deliver_due(&sim).await;
    StatusCode::NO_CONTENT
}

async fn statement_of(State(sim): State<Sim>, Path(slug): Path<String>) -> Response {
    let Some(provider) = Provider::by_slug(&slug) else { return no_such() };
    ([(CONTENT_TYPE, "text/csv; charset=utf-8")], statement::csv(&sim.world(), provider)).into_response()
}

async fn credentials_of(Path(slug): Path<String>) -> Response {
    let Some(provider) = Provider::by_slug(&slug) else { return no_such() };
    let all: Map<String, Value> =
        credentials(provider).all().iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    Json(Value::Object(all)).into_response()
}

fn no_such() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "no such thing here" }))).into_response()
}
