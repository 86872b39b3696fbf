//! Errors of the API: problem+json (RFC 9457).

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::WebError;
use crate::{context::Context, i18n::Translator};

pub(super) fn render(context: &Context, error: &WebError, reference: Option<&str>) -> Response {
    let t = Translator::new(context.locale());
    let fields: Vec<Value> = error
        .fields
        .iter()
        .map(|field| json!({ "field": field.field, "code": field.code, "detail": t.field_error(field) }))
        .collect();
    let mut body = json!({
        "type": format!("urn:griot:problem:{}", error.code),
        "title": t.get(super::page::title_key(error.status)),
        "status": error.status.as_u16(),
        "detail": t.coded(error.code, &error.args),
        "code": error.code,
    });
    if let Value::Object(members) = &mut body {
        if let Some(reference) = reference {
            members.insert("reference".into(), reference.into());
        }
        if !fields.is_empty() {
            members.insert("errors".into(), fields.into());
        }
    }
    let mut response = (error.status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
