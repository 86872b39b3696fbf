//! The hosted page of a Checkout session, and the page on which a bank asks whether it is really you.

use axum::{
    Form,
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::html;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Provider, answer::see_other, money, pages, server::Sim, world::World};

use super::{
    cards::{self, SHOWN},
    charge::{self, Outcome},
    customers, sessions, setups,
};

#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    card: String,
    action: String,
}

/// `GET /pay/{id}`
pub(super) async fn show(Shared(sim): Shared<Sim>, Path(id): Path<String>) -> Response {
    form(&sim.world(), &id, None)
}

/// `POST /pay/{id}`: pays or saves with a card, or leaves.
pub(super) async fn pay(Shared(sim): Shared<Sim>, Path(id): Path<String>, Form(filled): Form<Filled>) -> Response {
    let mut world = sim.world();
    let Ok(session) = world.stripe.get(&id, "checkout.session").cloned() else { return no_such() };
    if session["status"] != "open" {
        return form(&world, &id, None);
    }
    if filled.action == "cancel" {
        return see_other(session["cancel_url"].as_str().unwrap_or("/"));
    }
    let number: String = filled.card.chars().filter(char::is_ascii_digit).collect();
    match sessions::transaction(&world, &id) {
        Some(index) => pay_with(&mut world, &id, index, &number),
        None => save_card(&mut world, &id, &session, &number, false),
    }
}

fn pay_with(world: &mut World, id: &str, index: usize, number: &str) -> Response {
    let customer = world.stripe.objects.get(id).and_then(|session| session["customer"].as_str()).map(str::to_owned);
    let method = customers::method(world, number, customer.as_deref(), false);
    world.entry_mut(index).party = format!("card …{}", &number[number.len().saturating_sub(4)..]);
    match charge::charge(world, index, &method, false) {
        Outcome::Paid => back(world, id),
        Outcome::NeedsAuthentication => see_other(&format!("/stripe/authenticate/{id}")),
        Outcome::Declined(decline) => form(world, id, Some(decline.message)),
    }
}

fn save_card(world: &mut World, id: &str, session: &Value, number: &str, authenticated: bool) -> Response {
    let intent = session["setup_intent"].as_str().unwrap_or_default().to_owned();
    if let Err(decline) = setups::save(world, &intent, number, authenticated) {
        return form(world, id, Some(decline.message));
    }
    if world.stripe.objects.get(&intent).is_some_and(|object| object["status"] == "requires_action") {
        world.stripe.set(&intent, "next_action", json!({ "type": "use_stripe_sdk", "number": number }));
        return see_other(&format!("/stripe/authenticate/{id}"));
    }
    setups::complete_session(world, id);
    back(world, id)
}

/// `GET /authenticate/{id}`: of a session, or of a payment intent.
pub(super) async fn challenge(Path(id): Path<String>) -> Response {
    let content = html! {
        section.sheet {
            h1 { "3-D Secure" }
            p lang="fr" { "Votre banque vous demande de confirmer. Rien de réel ne sera débité." }
            p { "Your bank asks you to confirm. Nothing real will be debited." }
            form method="post" action={ "/stripe/authenticate/" (id) } {
                button.accept name="action" value="complete" { "Confirmer / Complete" }
                button.refuse name="action" value="fail" { "Échouer / Fail" }
            }
        }
    };
    pages::page("3-D Secure", content).into_response()
}

/// `POST /authenticate/{id}`
pub(super) async fn authenticate(Shared(sim): Shared<Sim>, Path(id): Path<String>, Form(filled): Form<Filled>) -> Response {
    let mut world = sim.world();
    let complete = filled.action == "complete";
    if let Some(session) = world.stripe.objects.get(&id).filter(|object| object["mode"] == "setup").cloned() {
        return authenticate_setup(&mut world, &id, &session, complete);
    }
    let index = sessions::transaction(&world, &id).or_else(|| world.find_by_provider(Provider::Stripe, &id));
    let Some(index) = index.filter(|index| world.entry(*index).may_succeed()) else { return no_such() };
    let intent = world.entry(index).provider_reference.clone();
    let method = world.stripe.objects.get(&intent).and_then(|object| object["payment_method"].as_str()).map(str::to_owned);
    if complete {
        charge::charge(&mut world, index, &method.unwrap_or_default(), true);
    } else {
        charge::refuse(&mut world, index, cards::NOT_AUTHENTICATED);
    }
    if id.starts_with("cs_") && !complete {
        return form(&world, &id, Some(cards::NOT_AUTHENTICATED.message));
    }
    match world.entry(index).return_url.clone() {
        Some(url) => see_other(&url),
        None => pages::message("3-D Secure", "Terminé / Done").into_response(),
    }
}

fn authenticate_setup(world: &mut World, id: &str, session: &Value, complete: bool) -> Response {
    let intent = session["setup_intent"].as_str().unwrap_or_default().to_owned();
    let number = world.stripe.objects.get(&intent).and_then(|object| object["next_action"]["number"].as_str()).map(str::to_owned);
    world.stripe.set(&intent, "next_action", Value::Null);
    match number.filter(|_| complete) {
        Some(number) => save_card(world, id, session, &number, true),
        None => {
            world.stripe.set(&intent, "status", json!("requires_payment_method"));
            form(world, id, Some(cards::NOT_AUTHENTICATED.message))
        }
    }
}

fn form(world: &World, id: &str, error: Option<&str>) -> Response {
    let Ok(session) = world.stripe.get(id, "checkout.session") else { return no_such() };
    if session["status"] != "open" {
        return pages::message("Stripe", "Cette page n’est plus valable. / This page is no longer open.").into_response();
    }
    let currency = session["currency"].as_str().unwrap_or_default().to_uppercase();
    let amount = match session["amount_total"].as_i64() {
        Some(minor) => format!("{} {currency}", money::text(minor, &currency)),
        None => "Enregistrer une carte / Save a card".to_owned(),
    };
    let reference = session["client_reference_id"].as_str().unwrap_or(id);
    let form = pages::card_form(&format!("/stripe/pay/{id}"), &amount, reference, error, &SHOWN);
    pages::page("Stripe Checkout", form).into_response()
}

fn back(world: &World, id: &str) -> Response {
    let url = world.stripe.objects.get(id).and_then(|session| session["success_url"].as_str()).unwrap_or("/");
    see_other(&url.replace("{CHECKOUT_SESSION_ID}", id))
}

fn no_such() -> Response {
    (StatusCode::NOT_FOUND, pages::message("Stripe", "No such page.")).into_response()
}
