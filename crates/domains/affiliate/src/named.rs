//! Lines that people type.

use std::ops::RangeInclusive;

use crate::AffiliateError;

/// A line without control characters, of so many characters, its ends trimmed.
pub(crate) fn line(field: &'static str, text: &str, length: RangeInclusive<usize>) -> Result<String, AffiliateError> {
    let text = text.trim();
    let fits = length.contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(AffiliateError::field(field, "affiliate-line-length")) }
}

/// Some lines of at most so many characters, in which only line ends are control characters.
pub(crate) fn words(field: &'static str, text: &str, most: usize) -> Result<String, AffiliateError> {
    let text = text.trim().replace("\r\n", "\n");
    let fits = text.chars().count() <= most && !text.chars().any(|letter| letter.is_control() && letter != '\n');
    if fits { Ok(text) } else { Err(AffiliateError::field(field, "affiliate-text-length")) }
}
