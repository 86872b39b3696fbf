//! CMI: the cards of Morocco, by a form that the payer's browser posts.
//!
//! The shop posts a signed form, the payer fills in a card on the hosted page, CMI calls the shop's server and then sends the
//! browser back. Money moves only when the server answers `ACTION=POSTAUTH`; with `APPROVED` it stays authorised. The
//! browser's way back proves nothing. Installments, refunds by API and the back office are not here.

use axum::{
    Form, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, credentials as keys,
    delivery::{About, Callback},
    money, pages,
    providers::Claim,
    request::{form as form_of, text},
    server::Sim,
    sign,
    world::{Entry, Fault, Opening, Plan, World},
};

const CARDS: [(&str, &str); 4] = [
    ("4000000000000010", "paie / pays"),
    ("5453010000066100", "paie / pays"),
    ("4000000000000002", "refusée / declined"),
    ("4000000000009995", "fonds insuffisants / insufficient funds"),
];

/// The routes below `/cmi`.
pub(super) fn router() -> Router<Sim> {
    Router::new().route("/fim/est3Dgate", post(enter)).route("/pay/{id}", post(pay))
}

/// The form of the shop.
async fn enter(State(sim): State<Sim>, body: Bytes) -> Response {
    let fields = form_of(&body);
    let mut world = sim.world();
    let opening = match opening(&world, &fields) {
        Ok(opening) => opening,
        Err(why) => return (StatusCode::BAD_REQUEST, pages::message("CMI", why)).into_response(),
    };
    let fault = world.fault(Provider::Cmi, "page", &opening.merchant_reference);
    if fault == Fault::ServerError {
        return (StatusCode::SERVICE_UNAVAILABLE, pages::message("CMI", "Service indisponible / unavailable")).into_response();
    }
    if let Some(known) = world.find(Provider::Cmi, Kind::Collect, &opening.merchant_reference) {
        let open = world.entry(known).state == TransactionState::Pending;
        return if open { form(world.entry(known), None).into_response() } else { no_such() };
    }
    let index = world.open(opening, Plan::Ordinary);
    if fault == Fault::Timeout {
        return crate::answer::gateway_timeout();
    }
    form(world.entry(index), None).into_response()
}

fn opening(world: &World, fields: &Value) -> Result<Opening, &'static str> {
    if text(fields, "/clientid").as_deref() != Some(keys::CMI_CLIENT_ID) {
        return Err("clientid inconnu / unknown");
    }
    let object = fields.as_object().ok_or("no form")?;
    let hash = sign::cmi_hash(
        object.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())),
        keys::CMI_STORE_KEY,
    );
    let given = object.iter().find(|(name, _)| name.eq_ignore_ascii_case("hash")).and_then(|(_, value)| value.as_str());
    if given != Some(&hash) || text(fields, "/hashAlgorithm").as_deref() != Some("ver3") {
        return Err("Code de sécurité incorrect / wrong HASH");
    }
    if text(fields, "/storetype").is_none_or(|kind| !kind.eq_ignore_ascii_case("3D_PAY_HOSTING")) {
        return Err("storetype");
    }
    if text(fields, "/currency").as_deref() != Some("504") {
        return Err("currency: 504 (MAD)");
    }
    let amount = text(fields, "/amount").unwrap_or_default();
    let merchant_reference = text(fields, "/oid").ok_or("oid")?;
    let callback_url =
        object.iter().find(|(name, _)| name.eq_ignore_ascii_case("callbackurl")).and_then(|(_, value)| value.as_str());
    Ok(Opening {
        provider: Provider::Cmi,
        kind: Kind::Collect,
        provider_reference: world.fate.hex(&format!("cmi/{merchant_reference}"), 20),
        amount_minor: money::parse(&amount, "MAD").ok_or("amount")?,
        currency: "MAD".to_owned(),
        party: "card".to_owned(),
        callback_url: callback_url.map(str::to_owned).or_else(|| world.callback_url(Provider::Cmi)),
        return_url: Some(text(fields, "/okUrl").ok_or("okUrl")?),
        parent: None,
        detail: json!({ "amount": amount, "fail_url": text(fields, "/failUrl").ok_or("failUrl")?, "rnd": text(fields, "/rnd") }),
        merchant_reference,
    })
}

#[derive(Debug, Deserialize)]
struct Filled {
    #[serde(default)]
    card: String,
    action: String,
}

/// The card form.
async fn pay(State(sim): State<Sim>, Path(id): Path<String>, Form(filled): Form<Filled>) -> Response {
    let paid = {
        let mut world = sim.world();
        let found = world.find_any(&id).filter(|it| world.entry(*it).provider == Provider::Cmi);
        let Some(index) = found.filter(|it| world.entry(*it).state == TransactionState::Pending) else { return no_such() };
        let number: String = filled.card.chars().filter(char::is_ascii_digit).collect();
        world.entry_mut(index).party = format!("card …{}", &number[number.len().saturating_sub(4)..]);
        match (filled.action.as_str(), number.as_str()) {
            ("cancel", _) => world.fail(index, Failure::Cancelled),
            (_, "4000000000009995") => world.fail(index, Failure::InsufficientFunds),
            (_, "4000000000000010" | "5453010000066100") => world.accept(index),
            _ => world.fail(index, Failure::Refused),
        }
        index
    };
    let world = sim.world();
    back(world.entry(paid)).into_response()
}

/// The browser takes the outcome back to the shop, by a form that the payer sends.
fn back(entry: &Entry) -> Markup {
    let succeeded = matches!(entry.state, TransactionState::Authorized | TransactionState::Succeeded);
    let url = if succeeded { entry.return_url.clone().unwrap_or_default() } else { entry.detail("fail_url").to_owned() };
    let fields = outcome(entry, succeeded, keys::CMI_STORE_KEY);
    pages::page(
        "CMI",
        html! {
            section.sheet {
                p.amount { (entry.detail("amount")) " MAD" }
                p { @if succeeded { "Paiement accepté / Payment accepted" } @else { "Paiement refusé / Payment refused" } }
                form method="post" action=(url) {
                    @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
                    button.accept { "Retour au site / Back to the site" }
                }
            }
        },
    )
}

fn form(entry: &Entry, error: Option<&str>) -> Markup {
    let amount = format!("{} MAD", money::text(entry.amount_minor, "MAD"));
    let form = pages::card_form(&format!("/cmi/pay/{}", entry.id), &amount, &entry.merchant_reference, error, &CARDS);
    pages::page("CMI", form)
}

/// What CMI says of a payment, with its HASH.
fn outcome(entry: &Entry, succeeded: bool, store_key: &str) -> Vec<(&'static str, String)> {
    let (code, response) = match (succeeded, entry.failure) {
        (true, _) => ("00", "Approved"),
        (false, Some(Failure::InsufficientFunds)) => ("51", "Declined"),
        (false, _) => ("05", "Declined"),
    };
    let mut fields = vec![
        ("clientid", keys::CMI_CLIENT_ID.to_owned()),
        ("oid", entry.merchant_reference.clone()),
        ("amount", entry.detail("amount").to_owned()),
        ("currency", "504".to_owned()),
        ("ProcReturnCode", code.to_owned()),
        ("Response", response.to_owned()),
        ("mdStatus", if succeeded { "1" } else { "0" }.to_owned()),
        ("TransId", entry.provider_reference.clone()),
        ("AuthCode", if succeeded { entry.provider_reference.chars().take(6).collect() } else { String::new() }),
        ("storetype", "3D_PAY_HOSTING".to_owned()),
        ("hashAlgorithm", "ver3".to_owned()),
        ("rnd", entry.detail("rnd").to_owned()),
        ("encoding", "UTF-8".to_owned()),
    ];
    let hash = sign::cmi_hash(fields.iter().map(|(name, value)| (*name, value.as_str())), store_key);
    fields.push(("HASH", hash));
    fields
}

/// The call to the shop's server: after the card was accepted, and after it was refused.
pub(super) fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    let entry = world.entry(index);
    let told = claim == Claim::Forged || matches!(entry.state, TransactionState::Authorized | TransactionState::Failed);
    let url = entry.callback_url.clone().filter(|_| told && entry.kind == Kind::Collect)?;
    let succeeded = claim == Claim::Forged || entry.state == TransactionState::Authorized;
    let key = if claim == Claim::Forged { keys::STRANGERS_KEY } else { keys::CMI_STORE_KEY };
    let event = if succeeded { "approved" } else { "declined" };
    Some(Callback::form(Provider::Cmi, About::Transaction(index), event, url, &outcome(entry, succeeded, key)))
}

/// The shop's server took the call: with `ACTION=POSTAUTH` the money moves.
pub(super) fn answered(world: &mut World, index: usize, text: &str) {
    let authorized = world.entry(index).state == TransactionState::Authorized;
    if !authorized {
        return;
    }
    match text.trim() {
        "ACTION=POSTAUTH" => world.succeed(index),
        "APPROVED" => {}
        other => tracing::warn!(answer = other, "CMI expects ACTION=POSTAUTH, APPROVED or FAILURE: the payment stays authorised"),
    }
}

fn no_such() -> Response {
    (StatusCode::NOT_FOUND, pages::message("CMI", "Cette page n’est plus valable. / This page is no longer open."))
        .into_response()
}
