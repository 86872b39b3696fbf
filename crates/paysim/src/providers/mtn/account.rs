//! The merchant's balance, and who may be paid.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde_json::json;

use crate::{MtnCurrencies, Provider, answer, money, server::Sim};

use super::{Problem, authorize};

const UNKNOWN_NUMBERS: [&str; 2] = ["46733123455", "46733123457"];

/// `GET /{product}/v1_0/account/balance`: in XOF where that is allowed, as a country's account is.
pub(super) async fn balance(
    State(sim): State<Sim>,
    Path(product): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut world = sim.world();
    authorize(&mut world, &headers, &product)?;
    let sandbox = world.mtn_currencies == MtnCurrencies::Sandbox || super::header(&headers, "x-target-environment") == "sandbox";
    let currency = if sandbox { "EUR" } else { "XOF" };
    let available = money::text(world.balance(Provider::MtnMomo, currency), currency);
    Ok(answer::json(200, json!({ "availableBalance": available, "currency": currency })))
}

/// `GET /{product}/v1_0/accountholder/{kind}/{id}/active`
pub(super) async fn is_active(
    State(sim): State<Sim>,
    Path((product, kind, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    authorize(&mut sim.world(), &headers, &product)?;
    if !["msisdn", "email", "party_code"].contains(&kind.to_ascii_lowercase().as_str()) {
        return Err(Problem::BAD_REQUEST);
    }
    if UNKNOWN_NUMBERS.contains(&id.as_str()) {
        Err(Problem::NOT_FOUND)
    } else {
        Ok(answer::json(200, json!({ "result": true })))
    }
}

/// `GET /{product}/v1_0/accountholder/msisdn/{id}/basicuserinfo`
pub(super) async fn basic_info(
    State(sim): State<Sim>,
    Path((product, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    authorize(&mut sim.world(), &headers, &product)?;
    if UNKNOWN_NUMBERS.contains(&id.as_str()) {
        return Err(Problem::NOT_FOUND);
    }
    let body = json!({ "sub": "0", "name": "Sand Box", "given_name": "Sand", "family_name": "Box", "birthdate": "1976-08-13", "locale": "sv_SE", "gender": "MALE" });
    Ok(answer::json(200, body))
}
