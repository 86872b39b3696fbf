//! MTN `MoMo` Open API: provisioning, tokens, collections, transfers, refunds, accounts.
//!
//! A resource is the `X-Reference-Id` of the request that made it; a second one with the same id is 409
//! `RESOURCE_ALREADY_EXIST`, whatever its body. Callbacks are unsigned, come by PUT or by POST, and do not name that id:
//! `externalId` is all there is to match. The reason of a failure is a text in the status and an object in the callback,
//! as people meet both. Pre-approvals, withdrawals, deposits and the consent flow are not here.

mod account;
mod ask;
mod provision;
mod report;

use std::collections::HashMap;

use axum::{
    Router,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;

use crate::{
    answer, credentials as keys,
    request::{bearer, header},
    server::Sim,
    world::{TokenState, World},
};

pub(crate) use report::callback;

/// What only this provider has to remember.
#[derive(Debug, Default)]
pub(crate) struct State {
    users: HashMap<String, ApiUser>,
    /// Which user a token was given to.
    owners: HashMap<String, String>,
    resources: HashMap<(&'static str, String), usize>,
}

impl State {
    fn note_owner(&mut self, token: &str, user: &str) {
        self.owners.insert(token.to_owned(), user.to_owned());
    }

    /// Whether callbacks of this token's user may go to a host; the fixed test user has no such limit.
    fn allows_host(&self, token: &str, host: &str) -> bool {
        self.owners.get(token).and_then(|user| self.users.get(user)).is_none_or(|user| user.callback_host == host)
    }
}

#[derive(Debug)]
struct ApiUser {
    callback_host: String,
    key: Option<String>,
}

/// The routes below `/mtn-momo`.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .route("/v1_0/apiuser", post(provision::create_user))
        .route("/v1_0/apiuser/{id}", get(provision::show_user))
        .route("/v1_0/apiuser/{id}/apikey", post(provision::create_key))
        .route("/{product}/token/", post(provision::token))
        .route("/collection/v1_0/requesttopay", post(ask::request_to_pay))
        .route("/collection/v1_0/requesttopay/{id}", get(report::request_to_pay))
        .route("/disbursement/v1_0/transfer", post(ask::transfer))
        .route("/disbursement/v1_0/transfer/{id}", get(report::transfer))
        .route("/disbursement/v1_0/refund", post(ask::refund))
        .route("/disbursement/v1_0/refund/{id}", get(report::refund))
        .route("/{product}/v1_0/account/balance", get(account::balance))
        .route("/{product}/v1_0/accountholder/{kind}/{id}/active", get(account::is_active))
        .route("/{product}/v1_0/accountholder/msisdn/{id}/basicuserinfo", get(account::basic_info))
}

/// A refusal in MTN's words; without a code it is that of the gateway before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Problem {
    status: u16,
    code: &'static str,
    message: &'static str,
}

impl Problem {
    const BAD_REQUEST: Self = Self::new(400, "", "Bad request. The request has missing or malformed parts.");
    const KEY: Self = Self::new(
        401,
        "",
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
    );
    const TOKEN: Self = Self::new(401, "", "Unauthorized. Access token is missing, invalid or expired.");
    const NOT_FOUND: Self = Self::new(404, "RESOURCE_NOT_FOUND", "Requested resource was not found.");
    const DUPLICATE: Self = Self::new(409, "RESOURCE_ALREADY_EXIST", "Duplicated reference id. Creation of resource failed.");
    const INTERNAL: Self = Self::new(500, "INTERNAL_PROCESSING_ERROR", "An internal error occurred while processing.");
    const NOT_ALLOWED: Self = Self::new(500, "NOT_ALLOWED", "Authorization failed. Insufficient permissions.");
    const ENVIRONMENT: Self = Self::new(500, "NOT_ALLOWED_TARGET_ENVIRONMENT", "Access to target environment is forbidden.");
    const HOST: Self =
        Self::new(500, "INVALID_CALLBACK_URL_HOST", "Callback URL with different host name then configured for API user.");
    const CURRENCY: Self = Self::new(500, "INVALID_CURRENCY", "Currency not supported.");
    const UNAVAILABLE: Self = Self::new(503, "SERVICE_UNAVAILABLE", "Service temporarily unavailable, try again later.");

    const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = if self.code.is_empty() {
            json!({ "statusCode": self.status, "message": self.message })
        } else {
            json!({ "code": self.code, "message": self.message })
        };
        answer::json(self.status, body)
    }
}

/// A product of the API, which has its own subscription key and tokens.
fn product(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "collection" => Some(("mtn-momo/collection", keys::MTN_COLLECTION_KEY)),
        "disbursement" => Some(("mtn-momo/disbursement", keys::MTN_DISBURSEMENT_KEY)),
        "remittance" => Some(("mtn-momo/remittance", keys::MTN_REMITTANCE_KEY)),
        _ => None,
    }
}

const ENVIRONMENTS: [&str; 16] = [
    "sandbox",
    "mtnuganda",
    "mtnghana",
    "mtnivorycoast",
    "mtnzambia",
    "mtncameroon",
    "mtnbenin",
    "mtncongo",
    "mtnswaziland",
    "mtnguineaconakry",
    "mtnsouthafrica",
    "mtnliberia",
    "mtnsouthsudan",
    "mtnnigeria",
    "mtnrwanda",
    "mtnguineabissau",
];

/// Lets a request through that has the product's key, one of its tokens and a target environment.
fn authorize(world: &mut World, headers: &HeaderMap, product_name: &str) -> Result<(), Problem> {
    let (scope, key) = product(product_name).ok_or(Problem::NOT_FOUND)?;
    if header(headers, "ocp-apim-subscription-key") != key {
        return Err(Problem::KEY);
    }
    if bearer(headers).is_none_or(|token| world.use_token(token, scope) != TokenState::Valid) {
        return Err(Problem::TOKEN);
    }
    if !ENVIRONMENTS.contains(&header(headers, "x-target-environment")) {
        return Err(Problem::ENVIRONMENT);
    }
    Ok(())
}
