//! The page on which the payer approves an order.

use axum::{
    Form,
    extract::{Query, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::html;
use serde::Deserialize;
use serde_json::json;

use crate::{Failure, TransactionState, answer::see_other, money, pages, server::Sim};

use super::orders::find;

#[derive(Debug, Deserialize)]
pub(super) struct Token {
    token: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    action: String,
}

/// `GET /checkoutnow?token=`
pub(super) async fn show(Shared(sim): Shared<Sim>, Query(Token { token }): Query<Token>) -> Response {
    let world = sim.world();
    let Some(index) = find(&world, &token).filter(|it| world.entry(*it).state == TransactionState::Pending) else {
        return no_such();
    };
    let entry = world.entry(index);
    let content = html! {
        section.sheet {
            p.amount { (money::text(entry.amount_minor, &entry.currency)) " " (entry.currency) }
            p.muted { "Référence / Reference: " code { (entry.merchant_reference) } }
            form method="post" action={ "/paypal/checkoutnow?token=" (token) } {
                button.accept name="action" value="approve" { "Approuver / Approve" }
                button name="action" value="decline" { "Approuver, puis refus à la capture / Approve, declined at capture" }
                button.refuse name="action" value="cancel" { "Annuler / Cancel" }
            }
        }
    };
    pages::page("PayPal", content).into_response()
}

/// `POST /checkoutnow?token=`
pub(super) async fn choose(
    Shared(sim): Shared<Sim>,
    Query(Token { token }): Query<Token>,
    Form(choice): Form<Choice>,
) -> Response {
    let mut world = sim.world();
    let Some(index) = find(&world, &token).filter(|it| world.entry(*it).state == TransactionState::Pending) else {
        return no_such();
    };
    let cancel_url = world.entry(index).detail("cancel_url").to_owned();
    if choice.action == "cancel" {
        if cancel_url.is_empty() {
            world.fail(index, Failure::Cancelled);
        }
        return see_other(if cancel_url.is_empty() { "/" } else { &cancel_url });
    }
    world.entry_mut(index).detail["declines"] = json!(choice.action == "decline");
    world.succeed(index);
    match world.entry(index).return_url.clone() {
        Some(url) => {
            let joiner = if url.contains('?') { '&' } else { '?' };
            see_other(&format!("{url}{joiner}token={token}&PayerID=PAYSIM"))
        }
        None => pages::message("PayPal", "Approuvé / Approved").into_response(),
    }
}

fn no_such() -> Response {
    (StatusCode::NOT_FOUND, pages::message("PayPal", "Cette commande n’attend plus. / This order waits no longer."))
        .into_response()
}
