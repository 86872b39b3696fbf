//! Events, the headers they travel with, and the verification that the merchant asks for.

use axum::{body::Bytes, extract::State as Shared, http::HeaderMap};
use serde_json::{Value, json};

use crate::{
    Kind, Provider, TransactionState, credentials as keys,
    delivery::{About, Callback},
    request::{json as body_of, text},
    server::Sim,
    sign,
    world::World,
};

use super::{
    Reply, authorize,
    orders::{order, time},
    payments,
};

const ALGORITHM: &str = "SHA256withRSA";
const CERTIFICATE: &str = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-paysim";

/// An event that really was sent.
#[derive(Debug)]
pub(super) struct Sent {
    time: String,
    signature: String,
    event: Value,
}

/// Tells how a transaction stands.
pub(crate) fn announce(world: &mut World, index: usize) {
    let entry = world.entry(index);
    let captured = !entry.detail("capture_id").is_empty();
    let (kind, resource) = match (entry.kind, entry.state) {
        (Kind::Collect, TransactionState::Authorized) => ("CHECKOUT.ORDER.APPROVED", order(world, entry)),
        (Kind::Collect, TransactionState::Succeeded) => ("PAYMENT.CAPTURE.COMPLETED", payments::capture(entry)),
        (Kind::Collect, TransactionState::Failed) if captured => ("PAYMENT.CAPTURE.DECLINED", payments::capture(entry)),
        (Kind::Refund, TransactionState::Succeeded) => ("PAYMENT.CAPTURE.REFUNDED", payments::refund_object(entry)),
        _ => return,
    };
    let Some(url) = world.callback_url(Provider::PayPal) else { return };
    let event = event(world, index, kind, resource);
    let (callback, transmission, sent) = transmit(world, index, kind, url, event, keys::PAYPAL_SECRET);
    world.paypal.sent.insert(transmission, sent);
    world.send(callback);
}

/// What a stranger sends: the payment was captured; the verification will not know it.
pub(crate) fn forgery(world: &World, index: usize) -> Option<Callback> {
    let url = world.callback_url(Provider::PayPal)?;
    let kind = "PAYMENT.CAPTURE.COMPLETED";
    let mut resource = payments::capture(world.entry(index));
    resource["status"] = json!("COMPLETED");
    let event = event(world, index, kind, resource);
    Some(transmit(world, index, "forged", url, event, keys::STRANGERS_KEY).0)
}

fn event(world: &World, index: usize, kind: &str, resource: Value) -> Value {
    let noun = if kind.starts_with("CHECKOUT") { "checkout-order" } else { "capture" };
    let id = world.fate.hex(&format!("{}/{kind}", world.entry(index).key()), 17).to_uppercase();
    json!({
        "id": format!("WH-{id}"), "event_version": "1.0", "resource_version": "2.0", "create_time": time(world.now),
        "event_type": kind, "resource_type": noun, "summary": kind, "resource": resource, "links": [],
    })
}

fn transmit(world: &World, index: usize, kind: &str, url: String, event: Value, key: &str) -> (Callback, String, Sent) {
    let mut callback = Callback::json(Provider::PayPal, About::Transaction(index), kind, url, &event);
    let transmission = world.fate.uuid(&format!("paypal/{kind}/{}/{}", world.entry(index).id, world.now)).to_string();
    let time = time(world.now);
    let signed = format!("{transmission}|{time}|{}|{}", keys::PAYPAL_WEBHOOK_ID, sign::crc32(callback.body.as_bytes()));
    let signature = sign::hmac_base64(key, &signed);
    callback.headers = vec![
        ("paypal-transmission-id", transmission.clone()),
        ("paypal-transmission-time", time.clone()),
        ("paypal-transmission-sig", signature.clone()),
        ("paypal-cert-url", CERTIFICATE.to_owned()),
        ("paypal-auth-algo", ALGORITHM.to_owned()),
    ];
    (callback, transmission, Sent { time, signature, event })
}

/// `POST /v1/notifications/verify-webhook-signature`
pub(super) async fn verify(Shared(sim): Shared<Sim>, headers: HeaderMap, body: Bytes) -> Result<Reply, Reply> {
    let mut world = sim.world();
    authorize(&mut world, &headers)?;
    let body = body_of(&body);
    let transmission = text(&body, "/transmission_id").ok_or_else(|| Reply::invalid("transmission_id is required"))?;
    let known = world.paypal.sent.get(&transmission).is_some_and(|sent| {
        text(&body, "/transmission_time").as_deref() == Some(&sent.time)
            && text(&body, "/transmission_sig").as_deref() == Some(&sent.signature)
            && text(&body, "/webhook_id").as_deref() == Some(keys::PAYPAL_WEBHOOK_ID)
            && text(&body, "/auth_algo").as_deref() == Some(ALGORITHM)
            && text(&body, "/cert_url").as_deref() == Some(CERTIFICATE)
            && body["webhook_event"] == sent.event
    });
    Ok(Reply::ok(200, json!({ "verification_status": if known { "SUCCESS" } else { "FAILURE" } })))
}
