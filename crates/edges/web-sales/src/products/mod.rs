//! What a merchant sells: the list, one product, tables.

mod form;
mod list;
mod one;
mod pictures;
mod table;
mod typed;
mod variants;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use contracts::{affiliate::ProductId, identity::OrganisationId};

use crate::{SalesState, parts::nav::desk};

/// The most a table may weigh on its way in, with the rest of its form.
const TABLE_FORM_BYTES: usize = 3 * 1024 * 1024;

pub(crate) fn router() -> Router<SalesState> {
    let import = get(table::ask).post(table::import).layer(DefaultBodyLimit::max(TABLE_FORM_BYTES));
    Router::new()
        .route("/marchand/{org}/produits", get(list::show))
        .route("/marchand/{org}/produits/nouveau", get(one::ask_new).post(one::create))
        .route("/marchand/{org}/produits/import", import)
        .route("/marchand/{org}/produits/produits.csv", get(table::export))
        .route("/marchand/{org}/produits/{product}", get(one::show).post(one::save))
        .route("/marchand/{org}/produits/{product}/publier", post(one::publish))
        .route("/marchand/{org}/produits/{product}/archiver", post(one::archive))
        .route("/marchand/{org}/produits/{product}/supprimer", post(one::delete))
}

/// The list, without language.
fn path(id: OrganisationId) -> String {
    desk(id, "/produits")
}

/// One product, without language.
fn path_of(id: OrganisationId, product_id: ProductId) -> String {
    desk(id, &format!("/produits/{product_id}"))
}
