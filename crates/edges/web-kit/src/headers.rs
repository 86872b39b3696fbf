//! The security headers of every answer.
//!
//! The policy allows neither inline scripts and styles nor eval: a page that needs one is wrong. JSON-LD is a data block,
//! which the policy does not concern (HTML standard, "prepare the script element").

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::kit::{WebKit, WebKitConfig};

pub(crate) fn content_security_policy(config: &WebKitConfig) -> HeaderValue {
    let media = config.media_origins.iter().fold(String::new(), |list, origin| format!("{list} {origin}"));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{media}; \
         media-src 'self' blob:{media}; font-src 'self'; connect-src 'self'{media}; worker-src 'self' blob:; \
         manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
];

const STREAM: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

const FOREIGN: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
];

/// Adds what is missing; a handler that set one of them itself (an embeddable page) keeps it.
pub(crate) fn secure(headers: &mut HeaderMap, kit: &WebKit) {
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| kit.content_security_policy());
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    only_https(headers, kit);
    if is_html(headers) {
        headers.append(header::VARY, HeaderValue::from_static("Cookie, Save-Data, HX-Request"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    }
}

/// Adds what is missing to a segment or a playlist: it is never a page, whoever opens it as one sees nothing run.
pub(crate) fn secure_stream(headers: &mut HeaderMap, kit: &WebKit) {
    for (name, value) in STREAM {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    only_https(headers, kit);
}

/// Adds what is missing to an answer under somebody else's name. Nothing runs there, and what is decided for all of their hosts is left to
/// them.
pub(crate) fn secure_foreign(headers: &mut HeaderMap) {
    for (name, value) in FOREIGN {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

fn only_https(headers: &mut HeaderMap, kit: &WebKit) {
    if kit.is_https() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}

/// Whether an answer is a page or a fragment of one.
pub(crate) fn is_html(headers: &HeaderMap) -> bool {
    has_type(headers, "text/html")
}

pub(crate) fn has_type(headers: &HeaderMap, start: &str) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(start.as_bytes()))
}
