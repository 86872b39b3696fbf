//! What the staff sees of ShareYourSales: cases of every merchant, figures of all of them. The service checks who may.

mod figures;
mod fraud;

use axum::{Router, routing::get};

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
        .route("/moderation/controles", get(fraud::list))
        .route("/moderation/controles/{id}", get(fraud::show).post(fraud::decide))
        .route("/admin/ventes", get(figures::show))
        .route("/admin/ventes/etat", get(figures::fragment))
        .route("/admin/ventes/direct", get(figures::stream))
        .route("/admin/ventes/jours.csv", get(figures::days))
        .route("/admin/ventes/tableau.csv", get(figures::table))
        .route("/admin/ventes/programmes/{program}", get(figures::show_of))
        .route("/admin/ventes/programmes/{program}/etat", get(figures::fragment_of))
        .route("/admin/ventes/programmes/{program}/direct", get(figures::stream_of))
        .route("/admin/ventes/programmes/{program}/clics", get(figures::clicks_of))
        .route("/admin/ventes/programmes/{program}/conversions", get(figures::conversions_of))
        .route("/admin/ventes/programmes/{program}/jours.csv", get(figures::days_of))
        .route("/admin/ventes/programmes/{program}/tableau.csv", get(figures::table_of))
}
