//! Errors of the HTML edges: the way to sign-in, a toast for htmx, or a page that says what can be done.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode};

use super::WebError;
use crate::{
    context::Context,
    shell::{Cache, Shell},
    ui::{self, Tone},
    visit::Visit,
};

pub(super) fn render(context: &Context, error: &WebError, reference: Option<&str>) -> Response {
    let visit = context.visit_so_far();
    if error.status == StatusCode::UNAUTHORIZED && (visit.htmx || context.method() == Method::GET) {
        return visit.redirect(&sign_in(&visit)).into_response();
    }
    let text = said(&visit, error);
    if visit.htmx {
        return fragment(error.status, &visit, &text, reference);
    }
    page(error.status, &visit, &text, (context.came_from(), reference))
}

/// What went wrong; of fields, what is wrong with each.
fn said(visit: &Visit, error: &WebError) -> String {
    if error.fields.is_empty() {
        return visit.t.coded(error.code, &error.args);
    }
    error.fields.iter().map(|field| visit.t.field_error(field)).collect::<Vec<_>>().join(" ")
}

/// The title of a status, for pages and problems.
pub(super) const fn title_key(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "kit-error-title-401",
        403 => "kit-error-title-403",
        404 => "kit-error-title-404",
        409 => "kit-error-title-409",
        410 => "kit-error-title-410",
        413 => "kit-error-title-413",
        422 => "kit-error-title-422",
        429 => "kit-error-title-429",
        503 => "kit-error-title-503",
        507 => "kit-error-title-507",
        400..=499 => "kit-error-title-400",
        _ => "kit-error-title-500",
    }
}

/// The sign-in page, which leads back here.
fn sign_in(visit: &Visit) -> String {
    let here = match &visit.query {
        Some(query) => format!("{}?{query}", visit.url(&visit.path)),
        None => visit.url(&visit.path),
    };
    let back: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
    format!("/connexion?suite={back}")
}

fn fragment(status: StatusCode, visit: &Visit, text: &str, reference: Option<&str>) -> Response {
    let toast = ui::Toast::new(Tone::Bad, text).detail(reference.map(|code| reference_line(visit, code)));
    let mut response = (status, maud::html! { (toast) }).into_response();
    let headers = response.headers_mut();
    headers.insert("hx-retarget", HeaderValue::from_static("#toasts"));
    headers.insert("hx-reswap", HeaderValue::from_static("beforeend"));
    response
}

fn page(status: StatusCode, visit: &Visit, text: &str, (back, reference): (Option<&str>, Option<&str>)) -> Response {
    let title = visit.t.get(title_key(status));
    let (label, way) = match back {
        Some(back) => ("kit-error-back", back.to_owned()),
        None => ("kit-error-home", visit.url("/")),
    };
    let state = ui::ErrorState::new(&title, text)
        .action(visit.t.get(label), way)
        .reference(reference.map(|code| reference_line(visit, code)));
    Shell::new(visit, &title).status(status).cache(Cache::NoStore).no_index().body(&state.into_markup())
}

fn reference_line(visit: &Visit, reference: &str) -> String {
    visit.t.with("kit-error-reference", &[("code", reference.into())])
}
