//! ShareYourSales for programs: what shops report, programs, partnerships, links and codes, commissions, money, the marketplace.

mod body;
mod conversions;
mod domains;
mod dub;
mod links;
mod market;
mod money;
mod papers;
mod partnerships;
mod pixel;
mod programs;
mod shops;
mod track;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

/// Where shops report: all that a key reaches whose only scope is `sale_track`.
pub(crate) const TRACKING: [&str; 2] = ["/api/v1/track/", "/api/dub/track/"];

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(track::sale))
        .routes(routes!(track::lead))
        .routes(routes!(track::refund))
        .routes(routes!(dub::sale))
        .routes(routes!(dub::lead))
        .merge(shops::router())
        .merge(pixel::router())
        .merge(conversions::router())
        .merge(programs::router())
        .merge(partnerships::router())
        .merge(links::router())
        .merge(domains::router())
        .merge(money::router())
        .merge(papers::router())
        .merge(market::router())
}
