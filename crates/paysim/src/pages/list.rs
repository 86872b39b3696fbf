//! The list of transactions, newest first.

use axum::extract::State;
use maud::{Markup, html};

use crate::{money, server::Sim, world::Entry};

use super::page;

const SHOWN: usize = 200;

/// `GET /`
pub(crate) async fn show(State(sim): State<Sim>) -> Markup {
    let world = sim.world();
    let entries = world.entries();
    page(
        "Transactions",
        html! {
            h1 { "Transactions (" (entries.len()) ")" }
            @if entries.is_empty() {
                p.muted { "None yet. Point a payment adapter at this address, provider by provider: the README has the prefixes." }
            }
            ul.rows { @for entry in entries.iter().rev().take(SHOWN) { li { (row(entry)) } } }
        },
    )
}

fn row(entry: &Entry) -> Markup {
    html! {
        a href={ "/phone/" (entry.id) } {
            span { (entry.provider.name()) " · " (entry.kind.name()) }
            span.right { (money::text(entry.amount_minor, &entry.currency)) " " (entry.currency) }
            small { (entry.merchant_reference) " · " (entry.party) }
            span.right { span class={ "state-" (entry.state.name()) } { (entry.state.name()) } }
        }
    }
}
