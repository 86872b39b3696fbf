//! The simulators, one module per provider, and what the core asks of all of them.
//!
//! A provider writes transactions down by `World::open`, answers in its own words, and is told here when one of them ends.

mod cashpay;
mod cinetpay;
mod cmi;
mod fedapay;
pub(crate) mod mtn;
mod paygate;
pub(crate) mod paypal;
pub(crate) mod stripe;

use axum::Router;
use serde_json::json;

use crate::{
    Kind, Provider,
    delivery::{About, Callback},
    server::Sim,
    world::{Opening, Plan, World},
};

/// The routes of all providers, each below its prefix.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .nest("/mtn-momo", mtn::router())
        .nest("/paygate", paygate::router())
        .nest("/cashpay", cashpay::router())
        .nest("/cinetpay", cinetpay::router())
        .nest("/fedapay", fedapay::router())
        .nest("/stripe", stripe::router())
        .nest("/paypal", paypal::router())
        .nest("/cmi", cmi::router())
}

/// Whether a callback tells the truth or is a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The provider tells how it stands.
    Truth,
    /// A stranger claims success, without the key.
    Forged,
}

/// Tells the merchant how a transaction stands.
pub(crate) fn announce(world: &mut World, index: usize) {
    match world.entry(index).provider {
        Provider::Stripe => stripe::announce(world, index),
        Provider::PayPal => paypal::announce(world, index),
        _ => {
            if let Some(callback) = callback(world, index, Claim::Truth) {
                world.send(callback);
            }
        }
    }
}

/// A stranger claims that a transaction succeeded.
pub(crate) fn forge(world: &mut World, index: usize) {
    if let Some(mut callback) = callback(world, index, Claim::Forged) {
        callback.forged = true;
        world.send(callback);
    }
}

/// The merchant took a callback and answered with a text; CMI acts on it.
pub(crate) fn answered(world: &mut World, callback: &Callback, text: &str) {
    if let (Provider::Cmi, About::Transaction(index)) = (callback.provider, &callback.about) {
        cmi::answered(world, *index, text);
    }
}

/// A refund made in the back office of the provider: `None` if there is not as much to give back.
pub(crate) fn refund_in_back_office(world: &mut World, index: usize, amount_minor: i64) -> Option<usize> {
    if world.entry(index).provider == Provider::Stripe {
        return stripe::refund_in_back_office(world, index, amount_minor);
    }
    if !world.reserve_refund(index, amount_minor) {
        return None;
    }
    let reference = format!("back-office-{}", world.next());
    let parent = world.entry(index);
    let opening = Opening {
        provider: parent.provider,
        kind: Kind::Refund,
        provider_reference: world.fate.digits(&reference, 12),
        merchant_reference: reference,
        amount_minor,
        currency: parent.currency.clone(),
        party: parent.party.clone(),
        callback_url: parent.callback_url.clone(),
        return_url: None,
        parent: Some(index),
        detail: json!({}),
    };
    let made = world.open(opening, Plan::Stay);
    world.succeed(made);
    Some(made)
}

fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    match world.entry(index).provider {
        Provider::MtnMomo => mtn::callback(world, index, claim),
        Provider::PayGate => paygate::callback(world, index, claim),
        Provider::CashPay => cashpay::callback(world, index, claim),
        Provider::CinetPay => cinetpay::callback(world, index, claim),
        Provider::FedaPay => fedapay::callback(world, index, claim),
        Provider::Stripe => stripe::forgery(world, index),
        Provider::PayPal => paypal::forgery(world, index),
        Provider::Cmi => cmi::callback(world, index, claim),
    }
}
