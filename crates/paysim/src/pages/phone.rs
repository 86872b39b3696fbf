//! The simulated phone, and the page of an aggregator, which is the same with a way back to the shop.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{Button, Kind, TransactionState, answer::see_other, money, server::Sim, world::Entry};

use super::{message, page};

#[derive(Debug, Deserialize)]
pub(crate) struct Pressed {
    button: Button,
}

/// `GET /phone/{id}`
pub(crate) async fn show(State(sim): State<Sim>, Path(id): Path<String>) -> Response {
    let world = sim.world();
    let Some(index) = world.find_any(&id) else { return no_such() };
    let entry = world.entry(index);
    page("Phone", phone(entry, &format!("/phone/{}/press", entry.id))).into_response()
}

/// `POST /phone/{id}/press`
pub(crate) async fn press(State(sim): State<Sim>, Path(id): Path<String>, Form(pressed): Form<Pressed>) -> Response {
    let mut world = sim.world();
    let Some(index) = world.find_any(&id) else { return no_such() };
    world.press(index, pressed.button);
    see_other(&format!("/phone/{}", world.entry(index).id))
}

/// `GET /pay/{id}`: where an aggregator sends the payer.
pub(crate) async fn hosted(State(sim): State<Sim>, Path(id): Path<String>) -> Response {
    let world = sim.world();
    let Some(index) = world.find_any(&id) else { return no_such() };
    let entry = world.entry(index);
    page(entry.provider.name(), phone(entry, &format!("/pay/{}/press", entry.id))).into_response()
}

/// `POST /pay/{id}/press`: back to the shop, whatever was pressed.
pub(crate) async fn pay(State(sim): State<Sim>, Path(id): Path<String>, Form(pressed): Form<Pressed>) -> Response {
    let mut world = sim.world();
    let Some(index) = world.find_any(&id) else { return no_such() };
    world.press(index, pressed.button);
    let entry = world.entry(index);
    match &entry.return_url {
        Some(url) => see_other(url),
        None => see_other(&format!("/pay/{}", entry.id)),
    }
}

fn phone(entry: &Entry, action: &str) -> Markup {
    let open = entry.kind == Kind::Collect && entry.may_succeed() && !entry.late && entry.state != TransactionState::Authorized;
    html! {
        section.phone aria-label="Téléphone simulé / Simulated phone" {
            p.muted { (entry.provider.name()) " · " (entry.party) }
            p.amount { (money::text(entry.amount_minor, &entry.currency)) " " (entry.currency) }
            p.muted { "Référence / Reference: " code { (entry.merchant_reference) } }
            p { "État / State: " span class={ "state-" (entry.state.name()) } { (entry.state.name()) } }
            @if let Some(url) = entry.return_url.as_deref().filter(|_| !open) { p { a href=(url) { "Retour au site / Back to the site" } } }
            @if open {
                p lang="fr" { "Un marchand vous demande ce montant. Rien de réel ne sera débité." }
                p { "A merchant asks you for this amount. Nothing real will be debited." }
                form method="post" action=(action) {
                    button.accept name="button" value="accept" { "Accepter / Accept" }
                    button.refuse name="button" value="refuse" { "Refuser / Refuse" }
                    button name="button" value="no_answer" { "Ne pas répondre / No answer" }
                }
            }
        }
    }
}

fn no_such() -> Response {
    (StatusCode::NOT_FOUND, message("Not found", "There is no such transaction; the simulator forgets everything when it stops."))
        .into_response()
}
