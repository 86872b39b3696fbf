//! From the visits of a project's page to payments, for its creator and the staff.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::VisitRange;
use http::{HeaderValue, header};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::body::VisitsBody;
use crate::{ApiState, Json, Path, Problem, Query, SignedInCaller};

/// Which days; the last is today (UTC).
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub(super) enum Range {
    /// Seven days.
    #[serde(rename = "7")]
    Week,
    /// Thirty days.
    #[default]
    #[serde(rename = "30")]
    Month,
    /// Every day.
    #[serde(rename = "all")]
    All,
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RangeQuery {
    /// `30` without it.
    #[serde(default)]
    #[param(inline, required = false)]
    range: Range,
}

impl RangeQuery {
    const fn range(&self) -> VisitRange {
        match self.range {
            Range::Week => VisitRange::Week,
            Range::Month => VisitRange::Month,
            Range::All => VisitRange::All,
        }
    }
}

/// How many visited a project, began to pledge and paid: by day, by the way they came, by rail. 409 before it is online.
#[utoipa::path(get, path = "/api/v1/projects/{id}/visits", tag = "studio", params(("id" = Uuid, Path), RangeQuery),
    responses((status = OK, body = VisitsBody)))]
pub(super) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Query(query): Query<RangeQuery>,
) -> Result<Json<VisitsBody>, Problem> {
    Ok(Json(state.crowdfunding.visits_of(&actor, id, query.range()).await?.into()))
}

/// Every day and way of it as CSV (RFC 4180).
#[utoipa::path(get, path = "/api/v1/projects/{id}/visits/export", tag = "studio", params(("id" = Uuid, Path), RangeQuery),
    responses((status = OK, body = String, content_type = "text/csv")))]
pub(super) async fn export(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Query(query): Query<RangeQuery>,
) -> Result<Response, Problem> {
    let table = state.crowdfunding.export_visits(&actor, id, query.range()).await?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"visits.csv\"")),
    ];
    Ok((head, table).into_response())
}
