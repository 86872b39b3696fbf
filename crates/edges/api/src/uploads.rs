//! Resumable uploads by the tus 1.0 protocol: creation, creation-with-upload, termination, checksum, expiration.
//!
//! Only the protocol stands here; what an upload is and may do is decided by the media service. Every answer carries
//! `Tus-Resumable`. When the last byte has arrived, `X-Asset-Id` names what the upload became.

mod headers;
mod refusal;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use contracts::media::UploadId;
use futures::TryStreamExt as _;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use media::{Append, Checksum, CreateUpload, upload::ChecksumAlgorithm};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::{
    headers::{OFFSET_TYPE, TUS_RESUMABLE, answer, required_number},
    refusal::TusRefusal,
};
use crate::{ApiState, Path, ProblemBody, SignedInCaller};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(capabilities, create))
        .routes(routes!(status, append, terminate, overridden))
        .layer(middleware::from_fn(speak_tus))
}

/// Refuses other versions of the protocol, and signs every answer with ours.
async fn speak_tus(request: Request, next: Next) -> Response {
    let version = request.headers().get(TUS_RESUMABLE);
    let spoken = request.method() == Method::OPTIONS || version.is_some_and(|version| version == headers::VERSION);
    let mut response = if spoken { next.run(request).await } else { TusRefusal::Version.into_response() };
    let head = response.headers_mut();
    head.insert(TUS_RESUMABLE, HeaderValue::from_static(headers::VERSION));
    head.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What the server can do
#[utoipa::path(
    options, path = "/api/v1/uploads", tag = "uploads",
    responses(
        (status = 204, description = "The versions, extensions and limits, as headers"),
        (status = "default", body = ProblemBody, description = "An error (RFC 9457): `status` and `code` say which", content_type = "application/problem+json"),
    )
)]
async fn capabilities(State(state): State<ApiState>) -> Response {
    let max = state.media.upload_bytes_max().to_string();
    let head = [
        ("tus-version", headers::VERSION),
        ("tus-extension", "creation,creation-with-upload,termination,checksum,expiration"),
        ("tus-max-size", &max),
        ("tus-checksum-algorithm", ChecksumAlgorithm::LIST),
    ];
    (StatusCode::NO_CONTENT, head.map(|(name, value)| (name, value.to_owned()))).into_response()
}

/// Announces an upload
///
/// `Upload-Metadata` names `filename`, `filetype` and `kind` (`video`, `audio` or `image`), each in base64. With a body of
/// `application/offset+octet-stream` the first bytes come along.
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "uploads",
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "The size of the whole file"),
        ("Upload-Metadata" = Option<String>, Header, description = "Pairs of a name and a value in base64"),
    ),
    responses(
        (status = 201, description = "Announced; `Location` is its address", headers(("Location" = String), ("Upload-Expires" = String))),
        (status = 400, body = ProblemBody, description = "A header is missing or malformed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The account may not upload"),
        (status = 412, body = ProblemBody, description = "Another version of the protocol"),
        (status = 413, body = ProblemBody, description = "Above the limit"),
        (status = 422, body = ProblemBody, description = "Empty, or malformed metadata"),
        (status = 429, body = ProblemBody, description = "Too many unfinished uploads"),
        (status = 507, body = ProblemBody, description = "No space left"),
    )
)]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, TusRefusal> {
    if headers.contains_key("upload-defer-length") {
        return Err(TusRefusal::DeferredLength);
    }
    let size_bytes = required_number(&headers, "upload-length")?;
    let metadata = headers
        .get("upload-metadata")
        .map_or(Ok(""), HeaderValue::to_str)
        .map_err(|_unprintable| TusRefusal::Header("upload-metadata"))?;
    let created = state.media.create_upload(&actor, CreateUpload::try_new(size_bytes, metadata)?).await?;
    let location = format!("/api/v1/uploads/{}", created.id);
    let with_bytes = headers.get(header::CONTENT_TYPE).is_some_and(|value| value == OFFSET_TYPE);
    let upload = if with_bytes {
        let cmd = Append { upload_id: created.id, offset_bytes: 0, checksum: checksum(&headers)? };
        state.media.append(&actor, cmd, body.into_data_stream().map_err(std::io::Error::other)).await?
    } else {
        created
    };
    let mut response = answer(StatusCode::CREATED, &upload);
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::from_str(&location).map_err(|_unprintable| TusRefusal::Header("location"))?);
    Ok(response)
}

/// How much has arrived
#[utoipa::path(
    head, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = Uuid, Path, description = "The upload"), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses(
        (status = 200, description = "`Upload-Offset` tells how much", headers(("Upload-Offset" = u64), ("Upload-Length" = u64))),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such upload"),
        (status = 410, description = "It waited too long"),
    )
)]
async fn status(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
) -> Result<Response, TusRefusal> {
    let upload = state.media.upload(&actor, UploadId::from_uuid(id)).await?;
    let mut response = answer(StatusCode::OK, &upload);
    headers::describe(&mut response, &upload);
    Ok(response)
}

/// Adds bytes
///
/// `Upload-Offset` must be what the server has; whatever arrives before the line is cut is kept, unless `Upload-Checksum`
/// asks for all or nothing.
#[utoipa::path(
    patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(
        ("id" = Uuid, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Where the bytes start"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256` and the hash of this request's bytes in base64"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Kept; `Upload-Offset` is the new end, `X-Asset-Id` what it became once complete"),
        (status = 400, body = ProblemBody, description = "A header is missing or malformed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 404, body = ProblemBody, description = "No such upload"),
        (status = 409, body = ProblemBody, description = "The bytes do not start where the stored ones end"),
        (status = 410, body = ProblemBody, description = "It waited too long"),
        (status = 413, body = ProblemBody, description = "More bytes than announced"),
        (status = 415, body = ProblemBody, description = "Not application/offset+octet-stream"),
        (status = 423, body = ProblemBody, description = "Another request writes to it"),
        (status = 460, body = ProblemBody, description = "The checksum does not match; nothing was kept"),
        (status = 507, body = ProblemBody, description = "No space left; what was kept stays"),
    )
)]
async fn append(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, TusRefusal> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|value| value != OFFSET_TYPE) {
        return Err(TusRefusal::ContentType);
    }
    let offset_bytes = required_number(&headers, "upload-offset")?;
    let cmd = Append { upload_id: UploadId::from_uuid(id), offset_bytes, checksum: checksum(&headers)? };
    let upload = state.media.append(&actor, cmd, body.into_data_stream().map_err(std::io::Error::other)).await?;
    Ok(answer(StatusCode::NO_CONTENT, &upload))
}

/// Gives an upload up
#[utoipa::path(
    delete, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = Uuid, Path, description = "The upload"), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses(
        (status = 204, description = "Its bytes are removed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 404, body = ProblemBody, description = "No such upload"),
        (status = 409, body = ProblemBody, description = "It is complete"),
    )
)]
async fn terminate(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, TusRefusal> {
    state.media.terminate_upload(&actor, UploadId::from_uuid(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds bytes or gives up, where PATCH and DELETE are blocked
///
/// `X-HTTP-Method-Override` names the method that is meant.
#[utoipa::path(
    post, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(
        ("id" = Uuid, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("X-HTTP-Method-Override" = String, Header, description = "PATCH or DELETE"),
    ),
    responses(
        (status = 204, description = "As the method that is meant"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 404, body = ProblemBody, description = "No such upload"),
        (status = 405, body = ProblemBody, description = "No such method here"),
    )
)]
async fn overridden(
    state: State<ApiState>,
    caller: SignedInCaller,
    id: Path<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, TusRefusal> {
    match headers.get("x-http-method-override").map(HeaderValue::as_bytes) {
        Some(b"PATCH") => append(state, caller, id, headers, body).await,
        Some(b"DELETE") => terminate(state, caller, id).await.map(IntoResponse::into_response),
        _ => Err(TusRefusal::Method),
    }
}

fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, TusRefusal> {
    let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
    let text = value.to_str().map_err(|_unprintable| TusRefusal::Header("upload-checksum"))?;
    Ok(Some(Checksum::try_new(text)?))
}
