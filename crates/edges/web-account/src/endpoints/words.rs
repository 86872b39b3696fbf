//! The words of endpoints and deliveries, and where they stand.

use contracts::webhooks::{DeliveryId, EndpointId, Owner};
use web_kit::{
    Brand, Cache, Shell, Translator, Visit,
    ui::{Badge, Tone},
};
use webhooks::{DeliveryCard, DeliveryState, EndpointKind, EndpointState, Failure};

/// A page of endpoints, which nobody keeps. What they are told of is sales.
pub(super) fn shell(visit: &Visit, title: impl Into<String>) -> Shell<'_> {
    Shell::new(visit, title).tool().brand(Brand::ShareYourSales).cache(Cache::NoStore)
}

/// The page of what an owner has.
pub(super) fn owner_page(owner: Owner) -> String {
    match owner {
        Owner::Account(_) => "/compte/webhooks".to_owned(),
        Owner::Organisation(id) => format!("/compte/organisations/{id}/webhooks"),
    }
}

pub(super) fn page(id: EndpointId) -> String {
    format!("/compte/webhooks/{id}")
}

pub(super) fn delivery_page(id: DeliveryId) -> String {
    format!("/compte/webhooks/envois/{id}")
}

/// What happened, in words.
pub(super) fn event(t: Translator, name: &str) -> String {
    t.get(&format!("webhooks-event-{}", name.replace(['.', '_'], "-")))
}

pub(super) fn kind(t: Translator, kind: EndpointKind) -> String {
    t.get(match kind {
        EndpointKind::Signed => "webhooks-kind-signed",
        EndpointKind::Postback => "webhooks-kind-postback",
    })
}

pub(super) fn state(t: Translator, state: EndpointState) -> Badge {
    let (tone, key) = match state {
        EndpointState::Enabled => (Tone::Ok, "webhooks-state-enabled"),
        EndpointState::DisabledByOwner => (Tone::Info, "webhooks-state-disabled"),
        EndpointState::DisabledGone => (Tone::Bad, "webhooks-state-gone"),
        EndpointState::DisabledFailing => (Tone::Bad, "webhooks-state-failing"),
    };
    Badge::new(tone, t.get(key))
}

pub(super) fn delivery_state(t: Translator, state: DeliveryState) -> Badge {
    let tone = match state {
        DeliveryState::Pending => Tone::Info,
        DeliveryState::Delivered => Tone::Ok,
        DeliveryState::Failed => Tone::Bad,
        DeliveryState::Held => Tone::Warn,
    };
    Badge::new(tone, t.get(&format!("webhooks-delivery-{}", state.as_str())))
}

/// What came back the last time: a status, or why there is none.
pub(super) fn answer(t: Translator, card: &DeliveryCard) -> String {
    outcome(t, card.last_status, card.last_failure)
}

pub(super) fn outcome(t: Translator, status: Option<u16>, failure: Option<Failure>) -> String {
    match (status, failure) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, Some(failure)) => t.get(&format!("webhooks-failure-{}", failure.as_str().replace('_', "-"))),
        (None, None) => "–".to_owned(),
    }
}
