//! The desk of a merchant: figures, program, partners, sales, wallet, tracking.

mod codes;
mod desk;
mod fraud;
mod partner;
mod partners;
mod program;
mod sales;
mod start;
mod tracking;
mod wallet;

use axum::{
    Router,
    routing::{get, post},
};

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
        .route("/marchand", get(start::show).post(start::create))
        .route("/marchand/{org}", get(desk::show))
        .route("/marchand/{org}/etat", get(desk::fragment))
        .route("/marchand/{org}/direct", get(desk::stream))
        .route("/marchand/{org}/clics", get(desk::clicks))
        .route("/marchand/{org}/conversions", get(desk::conversions))
        .route("/marchand/{org}/jours.csv", get(desk::days))
        .route("/marchand/{org}/tableau.csv", get(desk::table))
        .route("/marchand/{org}/programme", get(program::show).post(program::save))
        .route("/marchand/{org}/programme/etat", post(program::set_state))
        .route("/marchand/{org}/programme/attribution", post(program::set_policy))
        .route("/marchand/{org}/programme/groupes", post(program::add_group))
        .route("/marchand/{org}/programme/groupes/{group}", get(program::group).post(program::set_terms))
        .route("/marchand/{org}/partenaires", get(partners::list))
        .route("/marchand/{org}/partenaires/{id}", get(partner::show).post(partner::answer))
        .route("/marchand/{org}/partenaires/{id}/groupe", post(partner::move_to_group))
        .route("/marchand/{org}/partenaires/{id}/fin", post(partner::end))
        .route("/marchand/{org}/partenaires/{id}/codes", post(codes::create))
        .route("/marchand/{org}/partenaires/{id}/codes/{code}/fin", post(codes::end))
        .route("/marchand/{org}/ventes", get(sales::list))
        .route("/marchand/{org}/solde", get(wallet::show).post(wallet::deposit))
        .route("/marchand/{org}/fraude", get(fraud::list).post(fraud::set))
        .route("/marchand/{org}/fraude/{id}", get(fraud::show).post(fraud::decide))
        .route("/marchand/{org}/suivi", get(tracking::show))
}
