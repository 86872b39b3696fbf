//! Reading the header: a string of structured fields (RFC 9651), or the same without quotes, as many programs send it.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};
use kernel::FieldError;

use crate::problem::Refusal;

/// The header.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key.
const KEY_MAX: usize = 255;

/// The key of a request.
pub(super) fn read(headers: &HeaderMap) -> Result<String, Refusal> {
    let mut values = headers.get_all(HEADER).iter();
    let key = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().and_then(parse),
        _ => None,
    };
    key.ok_or_else(|| Refusal::Invalid(vec![FieldError::new(Cow::Borrowed("Idempotency-Key"), "api-idempotency-key")]))
}

fn parse(text: &str) -> Option<String> {
    let text = text.trim();
    let key = match text.strip_prefix('"') {
        Some(quoted) => unquoted(quoted)?,
        None => text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"').then(|| text.to_owned())?,
    };
    (1..=KEY_MAX).contains(&key.len()).then_some(key)
}

/// What stands before the closing quote, which must be the end.
fn unquoted(quoted: &str) -> Option<String> {
    let (mut key, mut letters) = (String::new(), quoted.chars());
    loop {
        match letters.next()? {
            '"' => return letters.as_str().is_empty().then_some(key),
            '\\' => key.push(letters.next().filter(|letter| matches!(letter, '"' | '\\'))?),
            letter if letter == ' ' || letter.is_ascii_graphic() => key.push(letter),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_with_quotes_and_without() {
        for (text, key) in [
            ("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", Some("8e03978e-40d5-43dd-bc93-6894a57f9324")),
            ("8e03978e-40d5-43dd-bc93-6894a57f9324", Some("8e03978e-40d5-43dd-bc93-6894a57f9324")),
            (" abc ", Some("abc")),
            (r#""a \"b\" \\""#, Some(r#"a "b" \"#)),
            ("\"\"", None),
            ("", None),
            ("\"open", None),
            ("\"a\"; b=1", None),
            ("a b", None),
            ("a\"b", None),
            (r#""\n""#, None),
        ] {
            assert_eq!(parse(text).as_deref(), key, "{text}");
        }
        assert!(parse(&"x".repeat(255)).is_some() && parse(&"x".repeat(256)).is_none());
    }
}
