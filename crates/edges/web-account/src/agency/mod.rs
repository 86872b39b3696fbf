//! Cash at agencies: the page of agents, who take it for vouchers, and the page of those who set caps and book deposits.
//!
//! The page of agents works without network: its island keeps what was taken and sends it later. Without scripts a voucher is
//! taken by its short code.

mod agents;
mod cash;
mod one;
mod parts;

use axum::{
    Router,
    routing::{get, post},
};
use crowdfunding::Crowdfunding;
use identity::Identity;
use payments::Payments;

/// The services behind the pages of agencies. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AgencyState {
    /// Who agents are.
    pub identity: Identity,
    /// What is paid for.
    pub crowdfunding: Crowdfunding,
    /// Vouchers, caps, deposits.
    pub payments: Payments,
}

/// The pages of agents, and of those who look after them.
pub fn agency(state: AgencyState) -> Router {
    Router::new()
        .route("/agence", get(cash::show))
        .route("/agence/bon", post(cash::look))
        .route("/agence/encaisser", post(cash::accept))
        .route("/admin/agences", get(agents::show))
        .route("/admin/agences/{id}", get(one::show))
        .route("/admin/agences/{id}/plafond", post(one::set_cap))
        .route("/admin/agences/{id}/depot", post(one::book))
        .with_state(state)
}
