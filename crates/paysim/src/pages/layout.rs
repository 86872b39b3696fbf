//! The frame of every page, and the forms that several share.

use axum::{
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

/// The style sheet.
pub(crate) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("paysim.css")).into_response()
}

/// A page: its title, and that nothing real is paid, in both languages.
pub(crate) fn page(title: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · paysim" }
                link rel="stylesheet" href="/paysim.css";
            }
            body {
                p.banner role="note" {
                    strong { "Simulation." }
                    span lang="fr" { " Aucun paiement réel n’est effectué ici." }
                    span { " Nothing real is paid here." }
                }
                main { (content) }
                footer { a href="/" { "paysim" } " · all transactions · " a href="/bank" { "bank" } }
            }
        }
    }
}

/// A page with one sentence.
pub(crate) fn message(title: &str, text: &str) -> Markup {
    page(title, html! { h1 { (title) } p { (text) } })
}

/// The form of a card page. `cards` are the test numbers with what they do.
pub(crate) fn card_form(
    action: &str,
    amount: &str,
    merchant_reference: &str,
    error: Option<&str>,
    cards: &[(&str, &str)],
) -> Markup {
    html! {
        section.sheet {
            p.amount { (amount) }
            p.muted { "Référence / Reference: " code { (merchant_reference) } }
            @if let Some(error) = error { p.error role="alert" { (error) } }
            form method="post" action=(action) {
                label for="card" { "Numéro de carte / Card number" }
                input #card name="card" inputmode="numeric" autocomplete="off" required value=(cards.first().map_or("", |card| card.0));
                div.pair {
                    div { label for="expiry" { "Expiration" } input #expiry name="expiry" value="12/34" autocomplete="off"; }
                    div { label for="cvc" { "CVC" } input #cvc name="cvc" value="123" inputmode="numeric" autocomplete="off"; }
                }
                button.accept name="action" value="pay" { "Payer / Pay" }
                button.quiet name="action" value="cancel" formnovalidate { "Annuler / Cancel" }
            }
        }
        details {
            summary { "Cartes de test / Test cards" }
            dl { @for (number, meaning) in cards { dt { code { (number) } } dd { (meaning) } } }
        }
    }
}
