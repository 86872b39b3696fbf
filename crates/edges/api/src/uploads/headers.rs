//! The headers of tus 1.0.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use media::UploadView;

use super::refusal::TusRefusal;

pub(super) const VERSION: &str = "1.0.0";
pub(super) const TUS_RESUMABLE: &str = "tus-resumable";
pub(super) const OFFSET_TYPE: &str = "application/offset+octet-stream";

/// A header that must hold a number.
pub(super) fn required_number(headers: &HeaderMap, name: &'static str) -> Result<u64, TusRefusal> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    // `parse` alone would take a sign.
    let digits = value.filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|value| value.parse().ok()).ok_or(TusRefusal::Header(name))
}

/// An answer that tells how much is there, until when it is kept, and what it became.
pub(super) fn answer(status: StatusCode, upload: &UploadView) -> Response {
    let mut response = status.into_response();
    put(&mut response, "upload-offset", &upload.offset_bytes.to_string());
    match upload.asset_id {
        Some(asset_id) => put(&mut response, "x-asset-id", &asset_id.to_string()),
        None => put(&mut response, "upload-expires", &upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()),
    }
    response
}

/// What only HEAD tells.
pub(super) fn describe(response: &mut Response, upload: &UploadView) {
    put(response, "upload-length", &upload.size_bytes.to_string());
    if !upload.metadata.is_empty() {
        put(response, "upload-metadata", &upload.metadata);
    }
}

fn put(response: &mut Response, name: &'static str, value: &str) {
    // Numbers, dates, ids, and metadata that came in as a header: all are header values.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}
