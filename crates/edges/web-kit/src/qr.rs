//! Addresses as QR codes (ISO/IEC 18004).

use axum::response::{IntoResponse, Response};
use http::header;
use kernel::ErrorKind;
use qrcode::{EcLevel, QrCode, render::svg};

use crate::error::WebError;

/// The picture of an address, for everybody for a day.
pub fn code(address: &str) -> Result<Response, WebError> {
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M)
        .map_err(|_too_long| WebError::new(ErrorKind::TooLarge, "error-form-too-large"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], picture).into_response())
}
