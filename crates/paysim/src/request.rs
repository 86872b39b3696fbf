//! Reading requests the way providers do: leniently, and answering what is wrong in their own words rather than the framework's.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// A JSON object, or `Null` for anything else.
pub(crate) fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

/// A form as a JSON object of texts; of fields with the same name the last one counts.
pub(crate) fn form(body: &[u8]) -> Value {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
    Value::Object(fields.into_iter().map(|(name, value)| (name, Value::String(value))).collect::<Map<_, _>>())
}

/// JSON or a form, as the content type says.
pub(crate) fn json_or_form(headers: &HeaderMap, body: &[u8]) -> Value {
    if header(headers, "content-type").starts_with("application/x-www-form-urlencoded") { form(body) } else { json(body) }
}

/// A text at a JSON pointer, or nothing; numbers count as texts.
pub(crate) fn text(body: &Value, pointer: &str) -> Option<String> {
    match body.pointer(pointer)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number at a JSON pointer, also as a text, as several providers' clients send it.
pub(crate) fn whole(body: &Value, pointer: &str) -> Option<i64> {
    text(body, pointer)?.parse().ok()
}

/// A header, or an empty text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The token of `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim())
}

/// Name and password of `Authorization: Basic` (RFC 7617).
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (_, encoded) = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}
