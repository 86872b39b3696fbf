//! Links of partners with their QR codes, and codes.

use affiliate::{CodeDraft, LinkDraft, LinkState};
use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::{CodeId, LinkId, PartnershipId, ProgramId};
use http::{StatusCode, header};
use qrcode::{EcLevel, QrCode, render::svg};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::{
    link::{CodeBody, DomainChange, LinkBody, LinkChange, LinkSwitch, NewCode, NewLink},
    table::{ImportQuery, TABLE_BYTES, TableReport},
};
use crate::{
    ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller,
    problem::{self, Refusal},
    view::Paged,
};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    let tables = OpenApiRouter::new().routes(routes!(import_codes)).layer(DefaultBodyLimit::max(TABLE_BYTES));
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, edit))
        .routes(routes!(switch))
        .routes(routes!(qr))
        .routes(routes!(qr_png))
        .routes(routes!(codes, create_code))
        .routes(routes!(end_code))
        .merge(tables)
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
    let draft = LinkDraft { domain_id: body.domain_id, ..body.link.into() };
    let id = state.affiliate.create_link(&actor, id, body.key.as_deref(), body.product_id, &draft).await?;
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
    let domain_id = match body.domain_id {
        DomainChange::To(domain_id) => domain_id,
        DomainChange::Kept => state.affiliate.link(&actor, id).await?.domain_id,
    };
    let draft = LinkDraft { domain_id, ..body.link.into() };
    state.affiliate.edit_link(&actor, id, body.version, &draft).await?;
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
    let url = link.address(&state.public_url);
    let code = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M).map_err(|_too_long| Refusal::TooLarge)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// The same as PNG, large enough to print.
#[utoipa::path(get, path = "/api/v1/links/{id}/qr.png", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "image/png")))]
async fn qr_png(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkId>,
) -> Result<Response, Problem> {
    let link = state.affiliate.link(&actor, id).await?;
    let picture = web_kit::qr::png(&link.address(&state.public_url)).ok_or(Refusal::TooLarge)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
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

/// Reads codes from a CSV table with the columns `code`, `partner` (the end of the address of their page, or the id of the partnership),
/// `from` and `until` (days of UTC, or times): at most 1 000 rows and 1 MiB. Nothing is kept unless every row is right; the same table again
/// changes nothing.
#[utoipa::path(post, path = "/api/v1/programs/{id}/codes/import", tag = "sales", params(("id" = Uuid, Path), ImportQuery),
    request_body(content = String, content_type = "text/csv"), responses((status = OK, body = TableReport)))]
async fn import_codes(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(query): Query<ImportQuery>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<Json<TableReport>, Problem> {
    let report = state.affiliate.import_codes(&actor, id, &file, query.mode()).await?;
    Ok(Json(TableReport::of(report, problem::locale(&headers))))
}
