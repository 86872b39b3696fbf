//! Links of partners with their QR codes, and codes.

use affiliate::{CodeDraft, LinkState};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::{CodeId, LinkId, PartnershipId};
use http::{StatusCode, header};
use qrcode::{EcLevel, QrCode, render::svg};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::link::{CodeBody, LinkBody, LinkChange, LinkSwitch, NewCode, NewLink, address};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, problem::Refusal, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, edit))
        .routes(routes!(switch))
        .routes(routes!(qr))
        .routes(routes!(codes, create_code))
        .routes(routes!(end_code))
}

/// The links of a partnership, the newest first: for its influencer and the members of its merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/links", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<LinkBody>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<LinkBody>>, Problem> {
    let found = state.affiliate.links(&actor, id, &page.request()?).await?;
    Ok(Json(Paged::of(found.map(|view| LinkBody::of(view, &state.public_url)))))
}

/// Makes a link of one's own partnership. It leads to the program's hosts and nowhere else.
#[utoipa::path(post, path = "/api/v1/partnerships/{id}/links", tag = "sales", params(("id" = Uuid, Path)), request_body = NewLink,
    responses((status = CREATED, body = LinkBody)))]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Json(body): Json<NewLink>,
) -> Result<(StatusCode, Json<LinkBody>), Problem> {
    let id = state.affiliate.create_link(&actor, id, body.key.as_deref(), body.product_id, &body.link.into()).await?;
    let link = state.affiliate.link(&actor, id).await?;
    Ok((StatusCode::CREATED, Json(LinkBody::of(link, &state.public_url))))
}

/// A link: for its influencer and the members of its merchant.
#[utoipa::path(get, path = "/api/v1/links/{id}", tag = "sales", params(("id" = Uuid, Path)), responses((status = OK, body = LinkBody)))]
async fn get(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkId>,
) -> Result<Json<LinkBody>, Problem> {
    Ok(Json(LinkBody::of(state.affiliate.link(&actor, id).await?, &state.public_url)))
}

/// Changes where a link leads, its label and its end; its key stays. 409 when somebody changed it meanwhile.
#[utoipa::path(put, path = "/api/v1/links/{id}", tag = "sales", params(("id" = Uuid, Path)), request_body = LinkChange,
    responses((status = OK, body = LinkBody)))]
async fn edit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkId>,
    Json(body): Json<LinkChange>,
) -> Result<Json<LinkBody>, Problem> {
    state.affiliate.edit_link(&actor, id, body.version, &body.link.into()).await?;
    Ok(Json(LinkBody::of(state.affiliate.link(&actor, id).await?, &state.public_url)))
}

/// Switches a link off or on again.
#[utoipa::path(put, path = "/api/v1/links/{id}/state", tag = "sales", params(("id" = Uuid, Path)), request_body = LinkSwitch,
    responses((status = NO_CONTENT)))]
async fn switch(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkId>,
    Json(body): Json<LinkSwitch>,
) -> Result<StatusCode, Problem> {
    state.affiliate.set_link_state(&actor, id, if body.on { LinkState::On } else { LinkState::Off }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The address of a link as a QR code (ISO/IEC 18004), as SVG.
#[utoipa::path(get, path = "/api/v1/links/{id}/qr.svg", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = String, content_type = "image/svg+xml")))]
async fn qr(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkId>,
) -> Result<Response, Problem> {
    let link = state.affiliate.link(&actor, id).await?;
    let url = address(&state.public_url, &link.key);
    let code = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M).map_err(|_too_long| Refusal::TooLarge)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// The codes of a partnership, the newest first, at most 200: for its influencer and the members of its merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/codes", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<CodeBody>)))]
async fn codes(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<Paged<CodeBody>>, Problem> {
    let found = state.affiliate.codes(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// Gives a partner a code that the merchant's shop knows: by those who manage the merchant.
#[utoipa::path(post, path = "/api/v1/partnerships/{id}/codes", tag = "sales", params(("id" = Uuid, Path)), request_body = NewCode,
    responses((status = CREATED, body = Paged<CodeBody>)))]
async fn create_code(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Json(body): Json<NewCode>,
) -> Result<(StatusCode, Json<Paged<CodeBody>>), Problem> {
    state.affiliate.create_code(&actor, id, &CodeDraft { code: body.code, ends_at: body.ends_at }).await?;
    let found = state.affiliate.codes(&actor, id).await?;
    Ok((StatusCode::CREATED, Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None })))
}

/// Ends a code now.
#[utoipa::path(delete, path = "/api/v1/codes/{id}", tag = "sales", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn end_code(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<CodeId>,
) -> Result<StatusCode, Problem> {
    state.affiliate.end_code(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
