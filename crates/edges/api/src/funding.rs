//! Film projects and what people pledge to them. Money is in minor units; what was raised is the ledger's word.

pub(crate) mod body;
mod deliveries;
mod documents;
mod pledges;
mod projects;
mod proofs;
mod review;
pub(crate) mod studio;
mod trailer;
mod visits;
mod voices;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    everybody().merge(creators_and_staff())
}

fn everybody() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(projects::list, studio::create))
        .routes(routes!(projects::get, studio::edit))
        .routes(routes!(projects::total))
        .routes(routes!(projects::backers))
        .routes(routes!(projects::refunds))
        .routes(routes!(projects::of_film))
        .routes(routes!(documents::list, documents::add))
        .routes(routes!(documents::file))
        .routes(routes!(trailer::open))
        .routes(routes!(voices::updates, voices::post_update))
        .routes(routes!(voices::delete_update))
        .routes(routes!(voices::remove_update))
        .routes(routes!(voices::discussion, voices::add_comment))
        .routes(routes!(voices::answers))
        .routes(routes!(voices::delete_comment))
        .routes(routes!(voices::hide_comment))
        .routes(routes!(voices::show_comment))
        .routes(routes!(pledges::get))
        .routes(routes!(pledges::cancel))
        .routes(routes!(deliveries::get, deliveries::put, deliveries::erase))
        .routes(routes!(pledges::mine))
        .routes(routes!(proofs::heads))
        .routes(routes!(proofs::key))
        .routes(routes!(proofs::check))
        .routes(routes!(proofs::of_pledge))
        .routes(routes!(proofs::receipt))
        .routes(routes!(proofs::certificate))
}

fn creators_and_staff() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(documents::remove))
        .routes(routes!(documents::hide))
        .routes(routes!(trailer::put, trailer::remove))
        .routes(routes!(trailer::hide))
        .routes(routes!(studio::mine))
        .routes(routes!(studio::submit))
        .routes(routes!(studio::funding))
        .routes(routes!(studio::pledges, pledges::make))
        .routes(routes!(studio::export))
        .routes(routes!(visits::show))
        .routes(routes!(visits::export))
        .routes(routes!(studio::pay_out, studio::payout))
        .routes(routes!(review::waiting))
        .routes(routes!(review::approve))
        .routes(routes!(review::send_back))
        .routes(routes!(deliveries::progress))
        .routes(routes!(deliveries::close))
        .routes(routes!(deliveries::reopen))
}
