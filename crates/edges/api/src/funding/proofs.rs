//! The public proof of what projects raised, and the papers of a pledge.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use contracts::crowdfunding::{PledgeId, ProjectId};
use flows::Paper;
use http::{HeaderValue, header};

use super::body::{CheckedBody, HeadBody, KeyBody, ProofBody};
use crate::{ApiState, Caller, Json, PageQuery, Path, PaymentKey, Problem, Query, problem::Refusal, view::Paged};

/// The published totals of a project, the newest first.
#[utoipa::path(get, path = "/api/v1/projects/{id}/tree-heads", tag = "proofs", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<HeadBody>)))]
pub(super) async fn heads(
    State(state): State<ApiState>,
    _caller: Caller,
    Path(id): Path<ProjectId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<HeadBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.tree_heads(id, &page.request()?).await?)))
}

/// The key by which published totals are signed.
#[utoipa::path(get, path = "/api/v1/proofs/key", tag = "proofs", responses((status = OK, body = KeyBody)))]
pub(super) async fn key(State(state): State<ApiState>, _caller: Caller) -> Json<KeyBody> {
    Json(KeyBody { public: state.crowdfunding.proof_key() })
}

/// Whether a proof leads to a total that was published. What it says can also be computed without us.
#[utoipa::path(post, path = "/api/v1/proofs/check", tag = "proofs", request_body = ProofBody,
    responses((status = OK, body = CheckedBody)))]
pub(super) async fn check(
    State(state): State<ApiState>,
    _caller: Caller,
    Json(body): Json<ProofBody>,
) -> Result<Json<CheckedBody>, Problem> {
    Ok(Json(state.crowdfunding.check_proof(&body.into()).await?.into()))
}

/// That a pledge is counted in the newest published total. 404 while it is not.
#[utoipa::path(get, path = "/api/v1/pledges/{id}/proof", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = ProofBody)))]
pub(super) async fn of_pledge(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<Json<ProofBody>, Problem> {
    let proof = state.crowdfunding.pledge_proof(&caller.actor, id, key.as_str()).await?;
    Ok(Json(proof.ok_or(Refusal::NotFound)?.into()))
}

/// The receipt of a pledge that was paid, as PDF in the caller's language.
#[utoipa::path(get, path = "/api/v1/pledges/{id}/receipt", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = Vec<u8>, content_type = "application/pdf")))]
pub(super) async fn receipt(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<Response, Problem> {
    Ok(file(state.papers.receipt(&caller.actor, id, key.as_str()).await?))
}

/// The certificate of a pledge that helped a project to succeed, as PDF in the caller's language. 404 before it did.
#[utoipa::path(get, path = "/api/v1/pledges/{id}/certificate", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = Vec<u8>, content_type = "application/pdf")))]
pub(super) async fn certificate(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<Response, Problem> {
    Ok(file(state.papers.certificate(&caller.actor, id, key.as_str()).await?))
}

fn file(paper: Paper) -> Response {
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", paper.file_name));
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, named.unwrap_or_else(|_unnamed| HeaderValue::from_static("attachment"))),
    ];
    (head, paper.pdf).into_response()
}
