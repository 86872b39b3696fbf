//! `PayPal`: tokens, orders (intent CAPTURE), captures, refunds, payouts, events and their verification.
//!
//! Amounts are decimal strings with exactly the decimals of the currency; XOF and MAD are refused, as `PayPal` has neither. The same
//! `PayPal-Request-Id` on the same address does nothing again and gets what it made as it stands by then. An order that nobody
//! approved in three hours is gone. An order that is COMPLETED may hide a capture that is
//! DECLINED. The signature in the transmission headers is not RSA, as nobody has that key: verify it by
//! `POST /v1/notifications/verify-webhook-signature`, as `PayPal` offers. Intent AUTHORIZE is not here.

mod events;
mod orders;
mod page;
mod payments;

use std::{collections::HashMap, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::State as Shared,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{
    Provider, answer, credentials as keys,
    request::{basic, bearer, form, header, text},
    server::Sim,
    world::{Fault, TokenState, World},
};

pub(crate) use events::{announce, forgery};

const SCOPE: &str = "paypal";
const TOKEN_LIFETIME: Duration = Duration::from_secs(32_400);

/// What only this provider has to remember.
#[derive(Debug, Default)]
pub(crate) struct State {
    captures: HashMap<String, usize>,
    batches: HashMap<String, Vec<usize>>,
    replays: HashMap<String, Made>,
    sent: HashMap<String, events::Sent>,
}

/// The routes below `/paypal`.
pub(super) fn router() -> Router<Sim> {
    Router::new()
        .route("/v1/oauth2/token", post(token))
        .route("/v2/checkout/orders", post(orders::create))
        .route("/v2/checkout/orders/{id}", get(orders::show))
        .route("/v2/checkout/orders/{id}/capture", post(orders::capture))
        .route("/v2/payments/captures/{id}", get(payments::show_capture))
        .route("/v2/payments/captures/{id}/refund", post(payments::refund))
        .route("/v2/payments/refunds/{id}", get(payments::show_refund))
        .route("/v1/payments/payouts", post(payments::pay_out))
        .route("/v1/payments/payouts/{id}", get(payments::show_batch))
        .route("/v1/notifications/verify-webhook-signature", post(events::verify))
        .route("/checkoutnow", get(page::show).post(page::choose))
}

/// An answer with its status.
#[derive(Debug, Clone, PartialEq)]
struct Reply {
    status: u16,
    body: Value,
}

impl Reply {
    fn ok(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    fn problem(status: u16, name: &str, issue: &str, description: &str) -> Self {
        let details = json!([{ "issue": issue, "description": description }]);
        let body = json!({ "name": name, "message": description, "debug_id": "paysim", "details": details, "links": [] });
        Self { status, body }
    }

    fn unprocessable(issue: &str, description: &str) -> Self {
        Self::problem(422, "UNPROCESSABLE_ENTITY", issue, description)
    }

    fn invalid(description: &str) -> Self {
        Self::problem(400, "INVALID_REQUEST", "INVALID_PARAMETER_VALUE", description)
    }

    fn not_found() -> Self {
        Self::problem(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", "Specified resource ID does not exist.")
    }

    fn internal() -> Self {
        Self::problem(500, "INTERNAL_SERVER_ERROR", "INTERNAL_SERVER_ERROR", "An internal server error has occurred.")
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        answer::json(self.status, self.body)
    }
}

async fn token(Shared(sim): Shared<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let known = basic(&headers).is_some_and(|(client, secret)| client == keys::PAYPAL_CLIENT_ID && secret == keys::PAYPAL_SECRET);
    if !known {
        let body = json!({ "error": "invalid_client", "error_description": "Client Authentication failed" });
        return answer::json(401, body);
    }
    if text(&form(&body), "/grant_type").as_deref() != Some("client_credentials") {
        let body = json!({ "error": "unsupported_grant_type", "error_description": "Grant Type is NULL" });
        return answer::json(400, body);
    }
    let token = sim.world().issue_token(SCOPE, TOKEN_LIFETIME);
    let expires_in = TOKEN_LIFETIME.as_secs();
    let body = json!({ "scope": "https://uri.paypal.com/services/payments/payment", "access_token": token, "token_type": "Bearer",
                       "app_id": "APP-PAYSIM", "expires_in": expires_in, "nonce": "paysim" });
    answer::json(200, body)
}

fn authorize(world: &mut World, headers: &HeaderMap) -> Result<(), Reply> {
    let known = bearer(headers).is_some_and(|token| world.use_token(token, SCOPE) == TokenState::Valid);
    let refusal = || Reply {
        status: 401,
        body: json!({ "error": "invalid_token", "error_description": "Token signature verification failed" }),
    };
    known.then_some(()).ok_or_else(refusal)
}

/// Reads a thing, unless the token or chaos is against it.
fn read(world: &mut World, headers: &HeaderMap, id: &str, find: impl Fn(&World) -> Option<Value>) -> Reply {
    if let Err(refusal) = authorize(world, headers) {
        return refusal;
    }
    if world.reading_fails(Provider::PayPal, id) {
        return Reply::internal();
    }
    find(world).map_or_else(Reply::not_found, |body| Reply::ok(200, body))
}

/// What a request made, and what is answered when it is sent again: as it stands then, with 200 in place of 201.
#[derive(Debug, Clone)]
enum Made {
    Order(usize),
    Refund(usize),
    Batch(String),
}

impl Made {
    fn answer(&self, world: &World, status: u16) -> Response {
        let body = match self {
            Self::Order(index) => orders::order(world, world.entry(*index)),
            Self::Refund(index) => payments::refund_object(world.entry(*index)),
            Self::Batch(id) => payments::batch_object(world, id),
        };
        answer::json(status, body)
    }
}

/// Carries a request out once per request id and address, with what chaos does to it.
fn once(
    world: &mut World,
    headers: &HeaderMap,
    address: &str,
    carry_out: impl FnOnce(&mut World, &str) -> Result<Made, Reply>,
) -> Response {
    if let Err(refusal) = authorize(world, headers) {
        return refusal.into_response();
    }
    let request_id = header(headers, "paypal-request-id").to_owned();
    let key = format!("{address}#{request_id}");
    if let Some(made) = world.paypal.replays.get(&key) {
        return made.answer(world, 200);
    }
    let about = if request_id.is_empty() { world.next().to_string() } else { request_id.clone() };
    let fault = world.fault(Provider::PayPal, address, &about);
    if fault == Fault::ServerError {
        return Reply::internal().into_response();
    }
    let made = match carry_out(world, &request_id) {
        Ok(made) => made,
        Err(refusal) => return refusal.into_response(),
    };
    if !request_id.is_empty() {
        world.paypal.replays.insert(key, made.clone());
    }
    match fault {
        Fault::Timeout => answer::gateway_timeout(),
        Fault::Conflict => {
            let why = "The server has detected a conflict while processing this request.";
            Reply::problem(409, "RESOURCE_CONFLICT", "PREVIOUS_REQUEST_IN_PROGRESS", why).into_response()
        }
        Fault::None | Fault::ServerError => made.answer(world, 201),
    }
}
