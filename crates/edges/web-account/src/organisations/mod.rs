//! Organisations: the list, one organisation with its members, invitations.

mod invitation;
mod list;
mod members;
mod one;

use axum::{
    Router,
    routing::{get, post},
};
use identity::Identity;

pub(crate) fn router() -> Router<Identity> {
    Router::new()
        .route("/compte/organisations", get(list::show).post(list::create))
        .route("/compte/organisations/invitation", get(invitation::show).post(invitation::accept))
        .route("/compte/organisations/{id}", get(one::show).post(one::rename))
        .route("/compte/organisations/{id}/invitations", post(members::invite))
        .route("/compte/organisations/{id}/invitations/{invitation}/retrait", post(members::withdraw))
        .route("/compte/organisations/{id}/membres/{member}/role", post(members::change_role))
        .route("/compte/organisations/{id}/membres/{member}/retrait", post(members::remove))
}
