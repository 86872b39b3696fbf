//! The pixel of a program: its secret, what its pages said, deciding what waits.

use affiliate::{PixelOutcomeView, PixelReportView, PixelVerdict, PixelView};
use axum::extract::State;
use contracts::affiliate::{PixelReportId, ProgramId};
use http::StatusCode;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{track::ReportedBody, words};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, funding::body::Amount, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(show, stop))
        .routes(routes!(draw_secret))
        .routes(routes!(list))
        .routes(routes!(decide_day))
        .routes(routes!(confirm))
        .routes(routes!(reject))
}

/// The pixel of a program.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pixel)]
struct PixelBody {
    /// Where pages say what was bought.
    url: String,
    /// Since when the secret counts that pages sign with; null while the pixel is off, and nothing is heard.
    secret_at: Option<Timestamp>,
    /// How many reports wait to be confirmed.
    waiting: i64,
    /// What became of what was said, the latest first, at most 30.
    outcomes: Vec<OutcomeBody>,
}

/// What became of something that pages said on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PixelOutcome)]
struct OutcomeBody {
    /// The day, of UTC.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// What became of it, as a code.
    outcome: String,
    /// How often.
    heard: i64,
    /// When it last was so.
    last_at: Timestamp,
    /// Which order that was about, where it said one.
    last_order: Option<String>,
}

impl From<PixelOutcomeView> for OutcomeBody {
    fn from(view: PixelOutcomeView) -> Self {
        Self { day: view.day, outcome: view.outcome, heard: view.heard, last_at: view.last_at, last_order: view.last_order }
    }
}

impl PixelBody {
    fn of(view: PixelView, public_url: &Url) -> Self {
        let mut url = public_url.clone();
        url.set_path("/p.gif");
        let outcomes = view.outcomes.into_iter().map(Into::into).collect();
        Self { url: url.into(), secret_at: view.secret_at, waiting: view.waiting, outcomes }
    }
}

/// The secret that pages are signed with, told this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PixelSecret)]
struct SecretBody {
    secret: String,
}

/// A sale that a page reported without a signature.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PixelReport)]
struct ReportBody {
    id: Uuid,
    /// The shop's number of the order.
    order_id: String,
    amount: Amount,
    codes: Vec<String>,
    /// How many clicks it names.
    clicks: i32,
    /// Whose they are, by name: the partners who would earn.
    partners: Vec<String>,
    received_at: Timestamp,
    /// When it waits no more.
    expires_at: Timestamp,
}

impl From<PixelReportView> for ReportBody {
    fn from(view: PixelReportView) -> Self {
        Self {
            id: view.id.as_uuid(),
            order_id: view.order_id,
            amount: view.amount.into(),
            codes: view.codes,
            clicks: view.clicks,
            partners: view.partners,
            received_at: view.received_at,
            expires_at: view.expires_at,
        }
    }
}

/// What is said of all that waits of a day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PixelDayVerdict)]
struct DayVerdict {
    /// A day of UTC.
    #[schema(value_type = String, format = Date)]
    day: Date,
    #[schema(schema_with = words::pixel_verdicts)]
    verdict: PixelVerdict,
}

/// What became of a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PixelDay)]
struct DayBody {
    /// How many were decided: at most 200 at once.
    decided: usize,
    /// How many still wait of that day.
    left: i64,
}

/// The pixel of a program, and what became of what its pages said: for the members of its merchant.
#[utoipa::path(get, path = "/api/v1/programs/{id}/pixel", tag = "tracking", params(("id" = Uuid, Path)),
    responses((status = OK, body = PixelBody)))]
async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
) -> Result<Json<PixelBody>, Problem> {
    Ok(Json(PixelBody::of(state.affiliate.pixel(&actor, id).await?, &state.public_url)))
}

/// Hears nothing of a program's pages any more. What waits can still be decided.
#[utoipa::path(delete, path = "/api/v1/programs/{id}/pixel", tag = "tracking", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
async fn stop(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
) -> Result<StatusCode, Problem> {
    state.affiliate.stop_pixel(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Draws the secret that pages are signed with, and turns the pixel on. The secret before counts no more; this one is told this once.
#[utoipa::path(put, path = "/api/v1/programs/{id}/pixel/secret", tag = "tracking", params(("id" = Uuid, Path)),
    responses((status = OK, body = SecretBody)))]
async fn draw_secret(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
) -> Result<Json<SecretBody>, Problem> {
    Ok(Json(SecretBody { secret: state.affiliate.draw_pixel_secret(&actor, id).await? }))
}

/// What pages said without a signature and nobody decided, the newest first: for the members of the merchant.
#[utoipa::path(get, path = "/api/v1/programs/{id}/pixel-reports", tag = "tracking", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<ReportBody>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ReportBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.pixel_reports(&actor, id, &page.request()?).await?)))
}

/// Decides all that waits of a day, at most 200 at once. What somebody decided meanwhile is left alone: sent again it changes nothing. Orders
/// of which several things were said are not confirmed so, but one by one.
#[utoipa::path(post, path = "/api/v1/programs/{id}/pixel-reports/decide-day", tag = "tracking", params(("id" = Uuid, Path)),
    request_body = DayVerdict, responses((status = OK, body = DayBody)))]
async fn decide_day(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<DayVerdict>,
) -> Result<Json<DayBody>, Problem> {
    let done = state.affiliate.decide_pixel_day(&actor, id, body.day, body.verdict).await?;
    Ok(Json(DayBody { decided: done.decided, left: done.left }))
}

/// There is such an order: it counts as if the shop's server had told it, from when the page said it. 409 when it waits no more.
#[utoipa::path(post, path = "/api/v1/pixel-reports/{id}/confirm", tag = "tracking", params(("id" = Uuid, Path)),
    responses((status = OK, body = ReportedBody)))]
async fn confirm(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PixelReportId>,
) -> Result<Json<ReportedBody>, Problem> {
    Ok(ReportedBody::of(state.affiliate.confirm_pixel_report(&actor, id).await?))
}

/// There is no such order: it never counts. 409 when it waits no more.
#[utoipa::path(post, path = "/api/v1/pixel-reports/{id}/reject", tag = "tracking", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
async fn reject(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PixelReportId>,
) -> Result<StatusCode, Problem> {
    state.affiliate.reject_pixel_report(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
