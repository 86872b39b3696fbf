//! What merchants and influencers say of themselves.

mod audiences;
mod fields;
mod influencer;
mod merchant;

use axum::{
    Router,
    routing::{get, post},
};

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
        .route(influencer::PATH, get(influencer::show).post(influencer::save))
        .route("/influenceur/profil/publier", post(influencer::publish))
        .route("/influenceur/profil/retirer", post(influencer::take_back))
        .route("/marchand/{org}/profil", get(merchant::show).post(merchant::save))
        .route("/marchand/{org}/profil/publier", post(merchant::publish))
        .route("/marchand/{org}/profil/retirer", post(merchant::take_back))
}
