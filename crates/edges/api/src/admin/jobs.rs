//! `/api/v1/admin/jobs`. Payloads are not shown: they may hold personal data and links that sign in.

use axum::extract::State;
use http::StatusCode;
use platform::jobs::{
    WorkRole,
    admin::{self, JobFilter, JobState},
};
use serde::Deserialize;
use utoipa::IntoParams;

use self::body::{JobBody, JobDetailsBody, QueueBody};
use crate::{ApiState, Json, Path, Problem, ProblemBody, Query, SignedInCaller, extract::page_request, view::Paged, words};

mod body;

/// Which jobs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobQuery {
    /// Only those in this state.
    #[param(required = false, schema_with = words::job_states)]
    state: Option<String>,
    /// Only those of this kind of worker.
    #[param(required = false, schema_with = words::work_roles)]
    role: Option<String>,
    /// Letters in the kind.
    #[param(max_length = 100)]
    name: Option<String>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

impl JobQuery {
    fn filter(&self) -> Result<JobFilter, Problem> {
        let state = self.state.as_deref().map(|word| JobState::parse(word).ok_or_else(|| unknown("state"))).transpose()?;
        let role = self.role.as_deref().map(|word| WorkRole::parse(word).ok_or_else(|| unknown("role"))).transpose()?;
        Ok(JobFilter { state, role, name: self.name.clone() })
    }
}

fn unknown(field: &'static str) -> Problem {
    Problem::field(field, "field-unknown-value")
}

/// Lists background jobs
///
/// Needs `job_manage`. Finished jobs are gone; their attempts stay readable by the job's id for a while.
#[utoipa::path(
    get, path = "/api/v1/admin/jobs", tag = "administration", params(JobQuery),
    responses(
        (status = 200, body = Paged<JobBody>, description = "The newest first"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 422, body = ProblemBody, description = "A parameter is wrong"),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<JobQuery>,
) -> Result<Json<Paged<JobBody>>, Problem> {
    let filter = query.filter()?;
    let page = page_request(query.limit, query.after)?;
    Ok(Json(Paged::of(admin::list(&state.db, &actor, &filter, &page).await?)))
}

/// Shows how the queue stands
///
/// Needs `job_manage`. How many jobs of each kind are in each state, which workers live, what the clock queues.
#[utoipa::path(
    get, path = "/api/v1/admin/jobs/overview", tag = "administration",
    responses(
        (status = 200, body = QueueBody, description = "The queue as it stands"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
    )
)]
pub(crate) async fn overview(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<QueueBody>, Problem> {
    let counts = admin::counts(&state.db, &actor).await?;
    let workers = admin::list_workers(&state.db, &actor).await?;
    let schedule = admin::list_schedule(&state.db, &actor).await?;
    Ok(Json(QueueBody::of(counts, workers, schedule)))
}

/// Shows a job with its latest hundred attempts
///
/// Needs `job_manage`.
#[utoipa::path(
    get, path = "/api/v1/admin/jobs/{id}", tag = "administration",
    params(("id" = i64, Path, description = "The job")),
    responses(
        (status = 200, body = JobDetailsBody, description = "The job; `job` is null when it is finished"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such job"),
    )
)]
pub(crate) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<i64>,
) -> Result<Json<JobDetailsBody>, Problem> {
    Ok(Json(admin::get(&state.db, &actor, id).await?.into()))
}

/// Runs a job again
///
/// Needs `job_manage`. A failed one gets all its attempts again; a waiting one runs now. The audit trail has a line.
#[utoipa::path(
    post, path = "/api/v1/admin/jobs/{id}/retry", tag = "administration",
    params(("id" = i64, Path, description = "The job")),
    responses(
        (status = 204, description = "Back in the queue"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such job, or it is finished"),
        (status = 409, body = ProblemBody, description = "It runs, or the same job was queued anew meanwhile"),
    )
)]
pub(crate) async fn retry(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    admin::retry(&state.db, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a job away
///
/// Needs `job_manage`. Only a waiting or failed one. The audit trail has a line.
#[utoipa::path(
    delete, path = "/api/v1/admin/jobs/{id}", tag = "administration",
    params(("id" = i64, Path, description = "The job")),
    responses(
        (status = 204, description = "Gone"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such job, or it is finished"),
        (status = 409, body = ProblemBody, description = "It runs"),
    )
)]
pub(crate) async fn cancel(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    admin::cancel(&state.db, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
