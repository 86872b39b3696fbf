//! The checkout: what somebody gives, by which means, and what became of it, in one column on a phone.
//!
//! No account is needed: the link of a payment is its key. Everything is safe to reload, to send twice and to come back to: the
//! form of a pledge carries the pledge's own id, and a payment has one try at a time. No card number is ever typed here.

mod claim;
mod contribute;
mod delivery;
mod hand_over;
mod live;
mod means;
mod papers;
mod payment;
mod receipt;
mod secured;
mod seen;
mod voucher;
mod waiting;

use affiliate::Affiliate;
use axum::{
    Router,
    routing::{get, post},
};
use crowdfunding::Crowdfunding;
use flows::Papers;
use payments::Payments;
use platform::Bus;

/// The services behind the checkout. Cheap to clone.
#[derive(Debug, Clone)]
pub struct CheckoutState {
    /// What is given, and for what.
    pub crowdfunding: Crowdfunding,
    /// Whose wallets are filled.
    pub affiliate: Affiliate,
    /// How it is paid.
    pub payments: Payments,
    /// Live updates.
    pub bus: Bus,
    /// Receipts and certificates.
    pub papers: Papers,
}

/// The pages of those who look after payments.
pub fn money(payments: Payments) -> Router {
    crate::admin::money::router().with_state(payments)
}

/// From a project to the receipt.
pub fn checkout(state: CheckoutState) -> Router {
    Router::new()
        .route("/projets/{slug}/contribuer", get(contribute::ask).post(contribute::pledge))
        .route("/paiement/{id}", get(payment::show).post(payment::start))
        .route("/paiement/{id}/etat", get(live::fragment))
        .route("/paiement/{id}/direct", get(live::stream))
        .route("/paiement/{id}/formulaire", get(hand_over::show))
        .route("/paiement/{id}/recu.pdf", get(papers::receipt))
        .route("/paiement/{id}/certificat.pdf", get(papers::certificate))
        .route("/paiement/{id}/preuve.json", get(papers::proof))
        .route("/paiement/{id}/livraison", get(delivery::show).post(delivery::give))
        .route("/paiement/{id}/livraison/effacer", post(delivery::erase))
        .route("/paiement/{id}/annuler", post(payment::cancel))
        .route("/paiement/{id}/autre-moyen", post(voucher::give_up))
        .route("/paiement/{id}/remboursement", post(claim::send))
        .with_state(state)
}
