//! Pages for people: the list of transactions, the simulated phone, and the page where a payer of an aggregator chooses.
//!
//! They are for developers and testers on their own machine: no sign-in, no form tokens, no scripts. The card pages stand with
//! their providers and use the same layout.

mod layout;
mod list;
mod phone;

use axum::{
    Router,
    routing::{get, post},
};

use crate::server::Sim;

pub(crate) use layout::{card_form, message, page};

/// The pages that belong to no provider.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .route("/", get(list::show))
        .route("/paysim.css", get(layout::style))
        .route("/phone/{id}", get(phone::show))
        .route("/phone/{id}/press", post(phone::press))
        .route("/pay/{id}", get(phone::hosted))
        .route("/pay/{id}/press", post(phone::pay))
}

/// The address of the page where the payer of this transaction chooses.
pub(crate) fn pay_url(root: &str, id: &str) -> String {
    format!("{root}/pay/{id}")
}
