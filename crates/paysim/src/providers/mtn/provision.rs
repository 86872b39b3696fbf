//! API users, their keys, and access tokens.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    answer, credentials as keys,
    request::{basic, header, json as body_of, text},
    server::Sim,
    world::World,
};

use super::{ApiUser, Problem, product};

const TOKEN_LIFETIME: Duration = Duration::from_secs(3_600);

fn known_key(headers: &HeaderMap) -> Result<(), Problem> {
    let given = header(headers, "ocp-apim-subscription-key");
    let known = [keys::MTN_COLLECTION_KEY, keys::MTN_DISBURSEMENT_KEY, keys::MTN_REMITTANCE_KEY];
    if known.contains(&given) { Ok(()) } else { Err(Problem::KEY) }
}

/// `POST /v1_0/apiuser`
pub(super) async fn create_user(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    known_key(&headers)?;
    let id = Uuid::parse_str(header(&headers, "x-reference-id")).or(Err(Problem::BAD_REQUEST))?.to_string();
    let callback_host = text(&body_of(&body), "/providerCallbackHost").ok_or(Problem::BAD_REQUEST)?;
    let mut world = sim.world();
    if id == keys::MTN_API_USER || world.mtn.users.contains_key(&id) {
        return Err(Problem::DUPLICATE);
    }
    world.mtn.users.insert(id, ApiUser { callback_host, key: None });
    Ok(answer::empty(201))
}

/// `GET /v1_0/apiuser/{id}`
pub(super) async fn show_user(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    known_key(&headers)?;
    let world = sim.world();
    let user = world.mtn.users.get(&id).ok_or(Problem::NOT_FOUND)?;
    Ok(answer::json(200, json!({ "providerCallbackHost": user.callback_host, "targetEnvironment": "sandbox" })))
}

/// `POST /v1_0/apiuser/{id}/apikey`
pub(super) async fn create_key(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    known_key(&headers)?;
    let mut world = sim.world();
    let number = world.next();
    let key = world.fate.hex(&format!("mtn-momo/apikey/{id}/{number}"), 32);
    let user = world.mtn.users.get_mut(&id).ok_or(Problem::NOT_FOUND)?;
    user.key = Some(key.clone());
    Ok(answer::json(201, json!({ "apiKey": key })))
}

/// `POST /{product}/token/`
pub(super) async fn token(State(sim): State<Sim>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let (scope, key) = product(&name).ok_or(Problem::NOT_FOUND)?;
    if header(&headers, "ocp-apim-subscription-key") != key {
        return Err(Problem::KEY);
    }
    let mut world = sim.world();
    let (user, api_key) = basic(&headers).ok_or(Problem::TOKEN)?;
    if !is_user(&world, &user, &api_key) {
        return Ok(answer::json(401, json!({ "error": "login_failed" })));
    }
    let token = world.issue_token(scope, TOKEN_LIFETIME);
    world.mtn.note_owner(&token, &user);
    let expires_in = TOKEN_LIFETIME.as_secs();
    Ok(answer::json(200, json!({ "access_token": token, "token_type": "access_token", "expires_in": expires_in })))
}

fn is_user(world: &World, user: &str, api_key: &str) -> bool {
    let provisioned = world.mtn.users.get(user).and_then(|it| it.key.as_deref());
    (user == keys::MTN_API_USER && api_key == keys::MTN_API_KEY) || provisioned == Some(api_key)
}
