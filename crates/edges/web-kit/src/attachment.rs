//! Files to keep: what a browser saves, and under which name.

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, header};

/// A file that is saved under this name and never shown: nothing of it runs here, its type is what we say, nobody else keeps it.
pub fn to_save(file_name: &str, content_type: &'static str, size_bytes: u64, body: Body) -> Response {
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_LENGTH, HeaderValue::from(size_bytes)),
        (header::CONTENT_DISPOSITION, attachment(file_name)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (head, body).into_response()
}

/// `Content-Disposition` of a file that is saved and never shown (RFC 6266), under this name, whatever is in it.
fn attachment(file_name: &str) -> HeaderValue {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_. ".contains(letter);
    let plain: String = file_name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encoded: String = file_name
        .bytes()
        .map(|byte| if is_unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name() {
        for (name, expected) in [
            ("Devis.pdf", "attachment; filename=\"Devis.pdf\"; filename*=UTF-8''Devis.pdf"),
            ("Scénario.pdf", "attachment; filename=\"Sc_nario.pdf\"; filename*=UTF-8''Sc%C3%A9nario.pdf"),
            (
                "a\"; x=\"b\r\nSet-Cookie: c",
                "attachment; filename=\"a__ x__b__Set-Cookie_ c\"; filename*=UTF-8''a%22%3B%20x%3D%22b%0D%0ASet-Cookie%3A%20c",
            ),
        ] {
            assert_eq!(attachment(name).to_str().unwrap(), expected);
        }
    }
}
