//! Keeps a choice of look in a cookie and goes back. Only the origin is checked: the worst a stranger could do is change
//! colours.

use axum::{
    Form,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use serde::Deserialize;

use crate::{
    preferences::{BRAND_COOKIE, Brand, LITE_COOKIE, MODE_COOKIE, Mode},
    session::Access,
    visit::Visit,
};

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    back: Option<String>,
    lite: Option<String>,
    mode: Option<String>,
    brand: Option<String>,
}

/// `POST /_prefs`.
pub(super) async fn choose(visit: Visit, Form(choice): Form<Choice>) -> Response {
    let year = Some(SignedDuration::from_hours(24 * 365));
    let chosen = [
        (LITE_COOKIE, choice.lite.as_deref().filter(|value| matches!(*value, "0" | "1"))),
        (MODE_COOKIE, choice.mode.as_deref().and_then(Mode::parse).map(Mode::as_str)),
        (BRAND_COOKIE, choice.brand.as_deref().and_then(Brand::parse).map(Brand::as_str)),
    ];
    let back = choice.back.as_deref().and_then(Visit::local_path).unwrap_or("/");
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_str(back).unwrap_or(HeaderValue::from_static("/")));
    for (name, value) in chosen {
        let Some(value) = value else { continue };
        // The service worker reads none of them, but scripts do: they follow a switch without a new page.
        if let Ok(cookie) = HeaderValue::from_str(&visit.cookie(name, value, year, Access::Scripts)) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    response
}
