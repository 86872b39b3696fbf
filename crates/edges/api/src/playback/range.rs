//! Byte ranges (RFC 9110 §14): one range; several are answered whole, as the standard allows.

use std::ops::Range;

use http::{HeaderMap, header};

/// What part of a file was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// This part.
    Some(Range<u64>),
    /// A part that does not exist.
    Outside,
}

/// The part that the headers ask for of a file of this size and tag.
pub(super) fn requested(headers: &HeaderMap, size_bytes: u64, etag: &str) -> Part {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|tag| tag != etag) {
        return Part::Whole;
    }
    text(header::RANGE).and_then(|range| range.strip_prefix("bytes=")).map_or(Part::Whole, |spec| parse(spec, size_bytes))
}

fn parse(spec: &str, size_bytes: u64) -> Part {
    let Some((first, last)) = spec.split_once('-') else { return Part::Whole };
    let range = match (first.trim(), last.trim()) {
        ("", suffix) => suffix.parse::<u64>().ok().map(|length| size_bytes.saturating_sub(length)..size_bytes),
        (first, "") => first.parse().ok().map(|first| first..size_bytes),
        (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => Some(first..last.saturating_add(1).min(size_bytes)),
            _ => None,
        },
    };
    match range {
        None => Part::Whole,
        Some(range) if range.start >= range.end => Part::Outside,
        Some(range) => Part::Some(range),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let cases = [
            ("bytes=0-99", Part::Some(0..100)),
            ("bytes=900-", Part::Some(900..1000)),
            ("bytes=-100", Part::Some(900..1000)),
            ("bytes=-5000", Part::Some(0..1000)),
            ("bytes=990-2000", Part::Some(990..1000)),
            ("bytes=1000-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=x-y", Part::Whole),
            ("lines=1-2", Part::Whole),
        ];
        for (text, expected) in cases {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(text))]);
            assert_eq!(requested(&headers, 1000, "\"a\""), expected, "{text}");
        }
    }

    #[test]
    fn a_range_of_another_version_is_answered_whole() {
        let headers = HeaderMap::from_iter([
            (header::RANGE, HeaderValue::from_static("bytes=0-99")),
            (header::IF_RANGE, HeaderValue::from_static("\"old\"")),
        ]);
        assert_eq!(requested(&headers, 1000, "\"new\""), Part::Whole);
        assert_eq!(requested(&headers, 1000, "\"old\""), Part::Some(0..100));
    }
}
