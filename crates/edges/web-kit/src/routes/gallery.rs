//! `/_ui`: every component in every brand and mode. What developers look at, and what the accessibility tests walk through.

use axum::response::{IntoResponse, Response};
use maud::html;

use crate::{error::WebError, shell::Shell, ui, visit::Visit};

/// `GET /_ui`.
pub(super) async fn page(visit: Visit) -> Response {
    Shell::new(&visit, "Galerie").no_index().body(&html! { (ui::PageHeader::new("Galerie")) })
}

/// `POST /_ui/toast`.
pub(super) async fn toast(visit: Visit) -> Response {
    ui::Toast::new(ui::Tone::Ok, visit.t.get("kit-saved")).out_of_band().into_response()
}

/// `POST /_ui/form`.
pub(super) async fn form(_visit: Visit) -> Result<Response, WebError> {
    Err(WebError::not_found())
}

/// `GET /_ui/options`.
pub(super) async fn options() -> Response {
    html! { option value="Yaaba" {} }.into_response()
}
