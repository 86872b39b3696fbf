//! The desk of a merchant: figures, program, partners, sales, wallet, tracking.

mod codes;
mod desk;
mod fraud;
mod moves;
mod partner;
mod partner_rows;
mod partners;
mod pixel;
mod program;
mod sales;
mod start;
mod tables;
mod tracking;
mod wallet;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::SalesState;

/// The most a table may weigh on its way in, with the rest of its form.
const TABLE_FORM_BYTES: usize = 2 * 1024 * 1024;

/// How sales are told.
fn told() -> Router<SalesState> {
    let table = DefaultBodyLimit::max(TABLE_FORM_BYTES);
    Router::new()
        .route("/marchand/{org}/ventes/import", get(tables::ask_conversions).post(tables::import_conversions).layer(table))
        .route("/marchand/{org}/partenaires/import", get(tables::ask_codes).post(tables::import_codes).layer(table))
        .route("/marchand/{org}/suivi", get(tracking::show))
        .route("/marchand/{org}/suivi/boutiques", post(tracking::connect))
        .route("/marchand/{org}/suivi/boutiques/{shop}", get(tracking::shop))
        .route("/marchand/{org}/suivi/boutiques/{shop}/secret", post(tracking::replace_secret))
        .route("/marchand/{org}/suivi/boutiques/{shop}/fin", get(tracking::ask_disconnect).post(tracking::disconnect))
        .route("/marchand/{org}/suivi/essai", get(tracking::trial).post(tracking::make_key))
        .route("/marchand/{org}/suivi/essai/etat", get(tracking::trial_state))
        .route("/marchand/{org}/suivi/essai/direct", get(tracking::trial_stream))
        .route("/marchand/{org}/suivi/pixel", get(pixel::show))
        .route("/marchand/{org}/suivi/pixel/secret", post(pixel::draw))
        .route("/marchand/{org}/suivi/pixel/arret", post(pixel::stop))
        .route("/marchand/{org}/suivi/pixel/jour", post(pixel::decide_day))
        .route("/marchand/{org}/suivi/pixel/{id}/confirmer", post(pixel::confirm))
        .route("/marchand/{org}/suivi/pixel/{id}/rejeter", post(pixel::reject))
}

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
        .route("/marchand/{org}/programme/et-si", get(program::what_if))
        .route("/marchand/{org}/programme/groupes", post(program::add_group))
        .route("/marchand/{org}/programme/groupes/{group}", get(program::group).post(program::set_terms))
        .route("/marchand/{org}/partenaires", get(partners::list))
        .route("/marchand/{org}/partenaires/{id}", get(partner::show).post(partner::answer))
        .route("/marchand/{org}/partenaires/{id}/liens", get(partner_rows::links))
        .route("/marchand/{org}/partenaires/{id}/commissions", get(partner_rows::commissions))
        .route("/marchand/{org}/partenaires/{id}/groupe", post(partner::move_to_group))
        .route("/marchand/{org}/partenaires/{id}/fin", post(partner::end))
        .route("/marchand/{org}/partenaires/{id}/codes", post(codes::create))
        .route("/marchand/{org}/partenaires/{id}/codes/{code}/fin", post(codes::end))
        .route("/marchand/{org}/ventes", get(sales::list))
        .route("/marchand/{org}/solde", get(wallet::show).post(wallet::deposit))
        .route("/marchand/{org}/fraude", get(fraud::list).post(fraud::set))
        .route("/marchand/{org}/fraude/{id}", get(fraud::show).post(fraud::decide))
        .merge(told())
}
