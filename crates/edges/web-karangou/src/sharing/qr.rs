//! `GET /films/{slug}/qr.svg`: the address of a film as a QR code (ISO/IEC 18004). 200, a day for everybody; 404.

use axum::{
    extract::{Path, State},
    response::Response,
};
pub(crate) use web_kit::qr::code;
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
