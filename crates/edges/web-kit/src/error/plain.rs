//! Errors under somebody else's name: a page of two lines, without anything of ours around it.

use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, html};

use super::{WebError, page::title_key};
use crate::{context::Context, i18n::Translator};

pub(super) fn render(context: &Context, error: &WebError, reference: Option<&str>) -> Response {
    let t = Translator::new(context.locale());
    let title = t.get(title_key(error.status));
    let page = html! {
        (DOCTYPE)
        html lang=(context.locale().as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
            }
            body {
                h1 { (title) }
                p { (t.coded(error.code, &error.args)) }
                @if let Some(reference) = reference { p { code { (reference) } } }
            }
        }
    };
    (error.status, page).into_response()
}
