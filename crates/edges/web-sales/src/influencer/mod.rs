//! The desk of an influencer: figures, partnerships, links, payouts.

mod builder;
mod desk;
mod fraud;
mod host;
mod link;
mod partnership;
mod partnerships;
mod payout;
mod targets;

use axum::{
    Router,
    routing::{get, post},
};

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
        .route("/influenceur", get(desk::show))
        .route("/influenceur/etat", get(desk::fragment))
        .route("/influenceur/direct", get(desk::stream))
        .route("/influenceur/clics", get(desk::clicks))
        .route("/influenceur/conversions", get(desk::conversions))
        .route("/influenceur/jours.csv", get(desk::days))
        .route("/influenceur/tableau.csv", get(desk::table))
        .route("/influenceur/partenariats", get(partnerships::list))
        .route("/influenceur/partenariats/{id}", get(partnership::show))
        .route("/influenceur/partenariats/{id}/commissions", get(partnership::commissions))
        .route("/influenceur/partenariats/{id}/controles", get(fraud::list))
        .route("/influenceur/partenariats/{id}/liens/tous", get(partnership::links))
        .route("/influenceur/partenariats/{id}/fin", post(partnership::end))
        .route("/influenceur/partenariats/{id}/versement", post(payout::pay_out))
        .route("/influenceur/partenariats/{id}/versement/automatique", post(payout::schedule))
        .route("/influenceur/partenariats/{id}/liens", get(builder::ask).post(builder::create))
        .route("/influenceur/fraude/{id}", get(fraud::show).post(fraud::dispute))
        .route("/influenceur/liens/{id}", get(link::show).post(link::save))
        .route("/influenceur/liens/{id}/etat", post(link::set_state))
        .route("/influenceur/liens/{id}/qr.svg", get(link::qr))
        .route("/influenceur/liens/{id}/qr.png", get(link::qr_png))
}
