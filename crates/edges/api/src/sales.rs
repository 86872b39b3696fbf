//! ShareYourSales for programs: what shops report, programs, partnerships, links and codes, commissions, money, figures, cases of fraud, the marketplace.

mod body;
mod conversions;
mod domains;
mod dub;
mod figures;
mod fraud;
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

/// Whether shops report there: all that the key of a shop reaches.
pub(crate) fn is_tracking(path: &str) -> bool {
    const PREFIXES: [&str; 2] = ["/api/v1/track/", "/api/dub/track/"];
    let table = path.strip_prefix("/api/v1/programs/").and_then(|rest| rest.strip_suffix("/conversions/import"));
    PREFIXES.iter().any(|prefix| path.starts_with(prefix)) || table.is_some_and(|program| !program.contains('/'))
}

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
        .merge(figures::router())
        .merge(fraud::router())
        .merge(market::router())
}
