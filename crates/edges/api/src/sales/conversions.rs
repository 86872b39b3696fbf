//! What shops reported, and whose it would be.

use affiliate::{ImportMode, ImportReport, RowError};
use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
};
use contracts::affiliate::ProgramId;
use kernel::Locale;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::conversion::{ConversionBody, WhatIfBody, WhatIfQuestion};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, problem, view::Paged};

/// What the context takes, and a little for it to say that it is too much.
const TABLE_BYTES: usize = 1024 * 1024 + 1024;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    let tables = OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(TABLE_BYTES));
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(what_if)).merge(tables)
}

/// Whether a table is only tried.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Tell what would happen, and keep nothing.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

/// A cell of a table that is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct TableError {
    /// The line of the file that its row begins at; the header is the first.
    line: u64,
    /// The column.
    field: String,
    /// What is wrong, as a stable code.
    code: String,
    /// What is wrong, in the caller's language.
    detail: String,
}

/// What became of a table.
#[derive(Debug, Serialize, ToSchema)]
struct TableReport {
    rows: usize,
    /// How many were new.
    created: usize,
    /// How many were known already.
    unchanged: usize,
    /// What is wrong, at most 200: nothing is kept then.
    errors: Vec<TableError>,
    errors_count: usize,
    /// Whether it was kept.
    kept: bool,
}

impl TableReport {
    fn of(report: ImportReport, locale: Locale) -> Self {
        let t = web_kit::Translator::new(locale);
        let told = |wrong: RowError| TableError {
            line: wrong.line,
            detail: t.field_error(&wrong.error),
            code: wrong.error.code.to_owned(),
            field: wrong.error.field.into_owned(),
        };
        Self {
            rows: report.rows,
            created: report.created,
            unchanged: report.unchanged,
            errors: report.errors.into_iter().map(told).collect(),
            errors_count: report.errors_count,
            kept: report.kept,
        }
    }
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
    let mode = if query.dry_run { ImportMode::DryRun } else { ImportMode::Keep };
    let report = state.affiliate.import_conversions(&actor, id, &file, mode).await?;
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

/// Which conversions of a period would be somebody else's under another policy; nothing is changed. At most 92 days and two thousand
/// conversions.
#[utoipa::path(post, path = "/api/v1/programs/{id}/what-if", tag = "sales", params(("id" = Uuid, Path)), request_body = WhatIfQuestion,
    responses((status = OK, body = Paged<WhatIfBody>)))]
async fn what_if(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<WhatIfQuestion>,
) -> Result<Json<Paged<WhatIfBody>>, Problem> {
    let found = state.affiliate.what_if(&actor, id, &body.policy.read()?, (body.since, body.until)).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}
