//! `GET /films/{slug}/qr.svg`: the address of a film as a QR code (ISO/IEC 18004). 200, a day for everybody; 404.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use kernel::ErrorKind;
use qrcode::{EcLevel, QrCode, render::svg};
use web_kit::{Visit, WebError};

use crate::{KarangouState, parts::card};

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    code(&visit.absolute_url(&card::path(&film.card.slug)))
}

/// The picture of an address.
pub(crate) fn code(address: &str) -> Result<Response, WebError> {
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M)
        .map_err(|_too_long| WebError::new(ErrorKind::TooLarge, "error-form-too-large"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], picture).into_response())
}
