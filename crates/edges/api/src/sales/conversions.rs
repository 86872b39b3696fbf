//! What shops reported, and whose it would be.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
};
use contracts::affiliate::ProgramId;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::{
    conversion::{ConversionBody, WhatIfQuestion, WhatIfReportBody},
    table::{ImportQuery, TABLE_BYTES, TableReport},
};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, problem, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    let tables = OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(TABLE_BYTES));
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(what_if)).merge(tables)
}

/// Reads leads, sales and refunds from a CSV table with the columns `kind` (`sale`, `lead`, `refund`), `order_id`, `refund_id`, `amount`,
/// `currency`, `customer`, `clicks`, `codes`, `occurred_at`: at most 1 000 rows and 1 MiB. Nothing is kept unless every row is right; the
/// same table again changes nothing.
#[utoipa::path(post, path = "/api/v1/programs/{id}/conversions/import", tag = "sales", params(("id" = Uuid, Path), ImportQuery),
    request_body(content = String, content_type = "text/csv"), responses((status = OK, body = TableReport)))]
async fn import(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(query): Query<ImportQuery>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<Json<TableReport>, Problem> {
    let report = state.affiliate.import_conversions(&actor, id, &file, query.mode()).await?;
    Ok(Json(TableReport::of(report, problem::locale(&headers))))
}

/// The conversions of a program, the latest first, each with why it is whose: for the members of its merchant.
#[utoipa::path(get, path = "/api/v1/programs/{id}/conversions", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<ConversionBody>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ConversionBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.conversions(&actor, id, &page.request()?).await?)))
}

/// What a period would have been under another policy: by partner, and the conversions that would be somebody else's. Nothing is changed. At
/// most 92 days and two thousand conversions.
#[utoipa::path(post, path = "/api/v1/programs/{id}/what-if", tag = "sales", params(("id" = Uuid, Path)), request_body = WhatIfQuestion,
    responses((status = OK, body = WhatIfReportBody)))]
async fn what_if(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<WhatIfQuestion>,
) -> Result<Json<WhatIfReportBody>, Problem> {
    let found = state.affiliate.what_if(&actor, id, &body.policy.read()?, (body.since, body.until)).await?;
    Ok(Json(found.into()))
}
