//! Papers of money: how both sides are named on them, monthly statements, how near a written contract is.

mod fields;
mod influencer;
mod list;
mod merchant;
mod one;
pub(crate) mod rules;

use axum::{
    Router,
    routing::{get, post},
};
use contracts::identity::OrganisationId;
use web_kit::{Shell, Visit};

use crate::{SalesState, parts::nav};

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
        .route("/influenceur/fiscalite", get(influencer::show).post(influencer::save))
        .route("/influenceur/fiscalite/mandat", post(influencer::set_mandate))
        .route("/influenceur/releves", get(list::mine))
        .route("/influenceur/releves/{id}", get(one::mine))
        .route("/influenceur/releves/{id}/releve.pdf", get(one::my_pdf))
        .route("/influenceur/releves/{id}/releve.csv", get(one::my_csv))
        .route("/marchand/{org}/fiscalite", get(merchant::show).post(merchant::save))
        .route("/marchand/{org}/releves", get(list::of_merchant))
        .route("/marchand/{org}/releves/{id}", get(one::of_merchant))
        .route("/marchand/{org}/releves/{id}/releve.pdf", get(one::merchants_pdf))
        .route("/marchand/{org}/releves/{id}/releve.csv", get(one::merchants_csv))
}

/// At whose desk one reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Influencer,
    Merchant(OrganisationId),
}

impl Side {
    /// An address of this desk.
    fn path(self, rest: &str) -> String {
        match self {
            Self::Influencer => format!("/influenceur{rest}"),
            Self::Merchant(org) => nav::desk(org, rest),
        }
    }

    fn shell(self, visit: &Visit, title: String) -> Shell<'_> {
        match self {
            Self::Influencer => nav::influencer(visit, title),
            Self::Merchant(org) => nav::merchant(visit, org, title),
        }
    }
}
