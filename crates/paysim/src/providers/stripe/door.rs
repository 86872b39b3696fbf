//! The door of the API: who asks, whether it was asked before, what goes wrong, and which resource is meant.

use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State as Shared},
    http::{HeaderMap, HeaderValue, Method},
    response::Response,
};
use serde_json::Value;

use crate::{
    Provider, answer, credentials as keys,
    request::{basic, bearer, header},
    server::Sim,
    world::{Fault, World},
};

use super::{Asked, Reply, customers, events, form, intents, known, refunds, sessions, setups};

const KEY_CHARACTERS: usize = 255;

/// An answer that is kept under its idempotency key.
#[derive(Debug, Clone)]
pub(super) struct Replay {
    fingerprint: String,
    reply: Reply,
}

/// Any request below `/v1/`.
pub(super) async fn enter(
    Shared(sim): Shared<Sim>,
    method: Method,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut world = sim.world();
    if let Some(reply) = stranger(&headers) {
        return respond(&reply);
    }
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if method == Method::GET {
        return respond(&read(&mut world, &segments, &query.unwrap_or_default()));
    }
    if method != Method::POST {
        return respond(&unknown(&path));
    }
    let key = header(&headers, "idempotency-key");
    write(&mut world, &path, &segments, key, &String::from_utf8_lossy(&body))
}

fn stranger(headers: &HeaderMap) -> Option<Reply> {
    let given = bearer(headers).map(str::to_owned).or_else(|| basic(headers).map(|(name, _)| name));
    match given.as_deref() {
        Some(keys::STRIPE_KEY) => None,
        Some(_) => Some(Reply::error(401, "invalid_request_error", "", "Invalid API Key provided: sk_test_****")),
        None => {
            let message = "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.";
            Some(Reply::error(401, "invalid_request_error", "", message))
        }
    }
}

fn read(world: &mut World, segments: &[&str], query: &str) -> Reply {
    if world.reading_fails(Provider::Stripe, segments.last().copied().unwrap_or_default()) {
        return unavailable();
    }
    let params = form::parse(query).unwrap_or_default();
    let asked = Asked { params: &params, key: "" };
    let found = match segments {
        ["checkout", "sessions", id] => world.stripe.get(id, "checkout.session").cloned(),
        ["payment_intents"] => Ok(intents::list(world, &asked)),
        ["payment_intents", "search"] => intents::search(world, &asked),
        ["payment_intents", id] => world.stripe.get(id, "payment_intent").cloned(),
        ["setup_intents", id] => world.stripe.get(id, "setup_intent").cloned(),
        ["payment_methods", id] => world.stripe.get(id, "payment_method").cloned(),
        ["customers", id] => world.stripe.get(id, "customer").cloned(),
        ["charges", id] => world.stripe.get(id, "charge").cloned(),
        ["refunds"] => Ok(refunds::list(world, &asked)),
        ["refunds", id] => world.stripe.get(id, "refund").cloned(),
        ["events"] => Ok(events::list(world, &asked)),
        ["events", id] => world.stripe.get(id, "event").cloned(),
        ["balance"] => Ok(refunds::balance(world)),
        _ => Err(unknown(&segments.join("/"))),
    };
    found.map_or_else(|reply| reply, |body| Reply { status: 200, body: expanded(world, body, &asked) })
}

/// Names of objects are replaced by the objects where that was asked for, one level deep.
fn expanded(world: &World, mut body: Value, asked: &Asked<'_>) -> Value {
    let names = asked.params.get("expand").and_then(Value::as_array).into_iter().flatten();
    for name in names.filter_map(Value::as_str) {
        let object = body[name].as_str().and_then(|id| world.stripe.objects.get(id)).cloned();
        if let Some(object) = object {
            body[name] = object;
        }
    }
    body
}

fn write(world: &mut World, path: &str, segments: &[&str], key: &str, body: &str) -> Response {
    let Some(params) = form::parse(body) else {
        return respond(&Reply::error(400, "invalid_request_error", "", "Invalid form body."));
    };
    if key.len() > KEY_CHARACTERS {
        return respond(&Reply::error(400, "idempotency_error", "", "Idempotency keys are at most 255 characters long."));
    }
    let fingerprint = format!("{path}?{body}");
    if let Some(kept) = world.stripe.replays.get(key) {
        return if kept.fingerprint == fingerprint { replay(&kept.reply) } else { respond(&reused(key)) };
    }
    let about = if key.is_empty() { world.next().to_string() } else { key.to_owned() };
    let fault = world.fault(Provider::Stripe, path, &about);
    let mut reply = match fault {
        Fault::ServerError if world.fate.below(&format!("stripe/{about}"), "kept_500", 4) > 0 => return respond(&unavailable()),
        Fault::ServerError => Reply::error(500, "api_error", "", "An unknown error occurred."),
        _ => carry_out(world, path, segments, &Asked { params: &params, key }),
    };
    if !key.is_empty() && ![400, 401, 404].contains(&reply.status) {
        world.stripe.replays.insert(key.to_owned(), Replay { fingerprint, reply: reply.clone() });
    }
    match fault {
        Fault::Timeout => answer::gateway_timeout(),
        Fault::Conflict if !key.is_empty() => {
            let message = "There is currently another in-progress request using this Idempotent Key. Please try again later.";
            reply = Reply::error(409, "idempotency_error", "idempotency_key_in_use", message);
            respond(&reply)
        }
        _ => respond(&reply),
    }
}

fn carry_out(world: &mut World, path: &str, segments: &[&str], asked: &Asked<'_>) -> Reply {
    if let Err(refusal) = known::check(segments, asked.params) {
        return refusal;
    }
    let done: Result<Value, Reply> = match segments {
        ["checkout", "sessions"] => sessions::create(world, asked),
        ["checkout", "sessions", id, "expire"] => sessions::expire(world, id),
        ["payment_intents"] => intents::create(world, asked),
        ["payment_intents", id, "confirm"] => intents::confirm(world, id, asked),
        ["payment_intents", id, "cancel"] => intents::cancel(world, id),
        ["setup_intents"] => setups::create(world, asked),
        ["customers"] => Ok(customers::create(world, asked)),
        ["payment_methods", id, "attach"] => customers::attach(world, id, asked),
        ["payment_methods", id, "detach"] => customers::detach(world, id),
        ["refunds"] => refunds::create(world, asked),
        _ => Err(unknown(path)),
    };
    done.map_or_else(|reply| reply, |body| Reply { status: 200, body })
}

fn unknown(path: &str) -> Reply {
    Reply::error(404, "invalid_request_error", "", &format!("Unrecognized request URL (/v1/{path})."))
}

fn unavailable() -> Reply {
    Reply::error(503, "api_error", "", "Stripe is temporarily unavailable.")
}

fn reused(key: &str) -> Reply {
    let message = format!(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. \
         Try using a key other than '{key}' if you meant to execute a different request."
    );
    Reply::error(400, "idempotency_error", "", &message)
}

fn replay(reply: &Reply) -> Response {
    let mut response = respond(reply);
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

fn respond(reply: &Reply) -> Response {
    answer::json(reply.status, reply.body.clone())
}
