//! The page of the bank: a file in, what was booked, its statements out, and a button that sends a transfer back.

use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{Account, Movement};
use crate::{
    answer::see_other,
    money,
    pages::{message, page},
    server::Sim,
};

/// `GET /bank`
pub(super) async fn show(State(sim): State<Sim>) -> Markup {
    let world = sim.world();
    page(
        "Banque / Bank",
        html! {
            h1 { "Banque / Bank" }
            form method="post" action="/bank/files" enctype="multipart/form-data" {
                label for="file" { "Fichier de virements / File of transfers (pain.001.001.09)" }
                input #file type="file" name="file" accept=".xml,application/xml" required;
                button.accept { "Envoyer / Send" }
            }
            @if world.bank.accounts.is_empty() { p.muted { "Rien n’a été payé. / Nothing was paid yet." } }
            @for (number, account) in &world.bank.accounts { (booked(number, account)) }
        },
    )
}

fn booked(number: &str, account: &Account) -> Markup {
    html! {
        section {
            h2 { (number) }
            p { a href={ "/bank/statements/" (number) } { "Relevé / Statement (camt.053)" } }
            ul.rows { @for movement in account.movements.iter().rev().take(200) { li { (row(account, movement)) } } }
        }
    }
}

fn row(account: &Account, movement: &Movement) -> Markup {
    let left: i64 = account
        .movements
        .iter()
        .filter(|other| other.end_to_end_id == movement.end_to_end_id)
        .map(|other| other.amount_minor)
        .sum();
    html! {
        div {
            span { (movement.party) }
            " " span.right { (if movement.amount_minor < 0 { "−" } else { "+" }) (money::text(movement.amount_minor.abs(), &account.currency)) " " (account.currency) }
            " " small { (movement.reference) " · " (movement.end_to_end_id) }
            @if let Some(code) = movement.returned { " " small { "Retour / Return " (code) } }
            @if movement.amount_minor < 0 && left < 0 {
                form method="post" action={ "/bank/returns/" (movement.end_to_end_id) } { button.refuse { "Renvoyer / Send back" } }
            }
        }
    }
}

/// `POST /bank/files`
pub(super) async fn upload(State(sim): State<Sim>, mut form: Multipart) -> Response {
    let mut xml = None;
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("file") {
            xml = field.text().await.ok();
        }
    }
    let taken = sim.world().take_transfers(xml.as_deref().unwrap_or_default());
    match taken {
        Ok(_) => see_other("/bank"),
        Err(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, message("Refusé / Refused", &refusal.to_string())).into_response(),
    }
}

/// `POST /bank/returns/{end_to_end_id}`
pub(super) async fn send_back(State(sim): State<Sim>, Path(end_to_end_id): Path<String>) -> Response {
    if sim.world().return_transfer(&end_to_end_id) {
        return see_other("/bank");
    }
    (StatusCode::NOT_FOUND, message("Introuvable / Not found", "Rien à renvoyer. / There is nothing to send back."))
        .into_response()
}
