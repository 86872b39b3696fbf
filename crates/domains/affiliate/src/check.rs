//! Reading what somebody wrote into valid values, with every field that is wrong. Pure.

use std::borrow::Cow;

use kernel::{Country, FieldError};
use url::{Host, Url};

use crate::AffiliateError;

/// The most that a price can be, in minor units.
pub(crate) const PRICE_MAX_MINOR: i64 = 1_000_000_000_000;
/// The most countries that a profile names.
const COUNTRIES_MAX: usize = 60;

/// From how many characters to how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Length(pub(crate) usize, pub(crate) usize);

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Check {
    wrong: Vec<FieldError>,
}

impl Check {
    /// Notes a wrong field.
    pub(crate) fn refuse(&mut self, error: FieldError) {
        self.wrong.push(error);
    }

    /// Notes a wrong field unless this holds.
    pub(crate) fn require(&mut self, holds: bool, field: impl Into<Cow<'static, str>>, code: &'static str) {
        if !holds {
            self.refuse(FieldError::new(field, code));
        }
    }

    /// One line of text, without blanks around it.
    pub(crate) fn line(&mut self, field: impl Into<Cow<'static, str>>, text: &str, length: Length) -> String {
        self.text_without(field, text, length, char::is_control)
    }

    /// Text of several lines, without blanks around it; browsers end lines by CR LF, which is kept as LF.
    pub(crate) fn text(&mut self, field: impl Into<Cow<'static, str>>, text: &str, max: usize) -> String {
        let text = text.replace("\r\n", "\n");
        self.text_without(field, &text, Length(0, max), |letter| letter.is_control() && !matches!(letter, '\n' | '\t'))
    }

    fn text_without(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        text: &str,
        Length(min, max): Length,
        refused: impl Fn(char) -> bool,
    ) -> String {
        let (field, text) = (field.into(), text.trim());
        let length = text.chars().count();
        if length == 0 && min > 0 {
            self.refuse(FieldError::new(field, "field-required"));
        } else if text.chars().any(refused) {
            self.refuse(FieldError::new(field, "field-invalid-characters"));
        } else if length > max {
            self.refuse(FieldError::new(field, "field-too-long").with("max", max));
        } else if length < min {
            self.refuse(FieldError::new(field, "affiliate-too-short").with("min", min));
        }
        text.to_owned()
    }

    /// A country.
    pub(crate) fn country(&mut self, field: &'static str, code: &str) -> String {
        let country = Country::parse(code);
        self.require(country.is_some(), field, if code.trim().is_empty() { "field-required" } else { "field-unknown-value" });
        country.map(|country| country.as_str().to_owned()).unwrap_or_default()
    }

    /// Countries, each once, in the order they were given.
    pub(crate) fn countries(&mut self, field: &'static str, codes: &[String]) -> Vec<String> {
        self.words(field, codes, COUNTRIES_MAX, |code| Country::parse(code).map(|country| country.as_str().to_owned()))
    }

    /// Values of a closed list, each once, in the order they were given.
    pub(crate) fn words(
        &mut self,
        field: &'static str,
        given: &[String],
        max: usize,
        read: impl Fn(&str) -> Option<String>,
    ) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        if given.len() > max {
            self.refuse(FieldError::new(field, "field-too-many").with("max", max));
            return words;
        }
        for text in given {
            match read(text) {
                None => {
                    let shown: String = text.chars().take(40).collect();
                    self.refuse(FieldError::new(field, "field-unknown-value").with("value", shown));
                    return words;
                }
                Some(word) if !words.contains(&word) => words.push(word),
                Some(_) => {}
            }
        }
        words
    }

    /// A price, nothing included.
    pub(crate) fn price(&mut self, field: impl Into<Cow<'static, str>>, price_minor: i64) -> i64 {
        match price_minor {
            ..0 => self.refuse(FieldError::new(field, "field-amount-negative")),
            0..=PRICE_MAX_MINOR => {}
            _ => self.refuse(FieldError::new(field, "field-amount-too-large")),
        }
        price_minor
    }

    /// What a shop calls a thing; none when it is blank.
    pub(crate) fn sku(&mut self, field: impl Into<Cow<'static, str>>, sku: Option<&str>) -> Option<String> {
        let sku = sku.map(str::trim).filter(|sku| !sku.is_empty())?;
        Some(self.line(field, sku, Length(1, 100)))
    }

    /// The value, if nothing was wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, AffiliateError> {
        if self.wrong.is_empty() { Ok(value) } else { Err(AffiliateError::Invalid(self.wrong)) }
    }

    /// What was wrong.
    #[cfg(test)]
    pub(crate) fn into_wrong(self) -> Vec<FieldError> {
        self.wrong
    }
}

/// Whether this is a country, as it is stored.
pub(crate) fn is_country(code: &str) -> bool {
    Country::parse(code).is_some_and(|country| country.as_str() == code)
}

/// Goes on if nothing is wrong.
pub(crate) fn require_valid(wrong: Vec<FieldError>) -> Result<(), AffiliateError> {
    if wrong.is_empty() { Ok(()) } else { Err(AffiliateError::Invalid(wrong)) }
}

/// An address of a public page, as browsers write it: of these schemes, of a host that has a name, without credentials. None of another.
pub(crate) fn public_url(text: &str, schemes: &[&str], max: usize) -> Option<String> {
    url_of(text, schemes, max, is_public_name)
}

/// The address of a shop's page, http or https: public, or of a shop that its merchant tries on their own machine (`boutique.localhost`,
/// RFC 6761, which a visitor's browser takes to the visitor's own machine).
pub(crate) fn shop_url(text: &str, max: usize) -> Option<String> {
    url_of(text, &["https", "http"], max, |name| is_public_name(name) || name.ends_with(".localhost"))
}

fn url_of(text: &str, schemes: &[&str], max: usize, is_name: impl Fn(&str) -> bool) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let named = matches!(url.host(), Some(Host::Domain(name)) if is_name(name));
    let plain = url.username().is_empty() && url.password().is_none();
    (named && plain && schemes.contains(&url.scheme()) && url.as_str().len() <= max).then(|| url.into())
}

/// A name of the public tree: of more than one label, and not one that is kept for networks of one's own (RFC 6761, RFC 8375, RFC 9476).
pub(crate) fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(|last| !matches!(last, "localhost" | "local" | "internal" | "arpa" | "onion" | "test" | "invalid" | "alt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_may_be_tried_on_the_merchants_own_machine() {
        assert_eq!(shop_url("http://boutique.localhost:8081/p", 2000).as_deref(), Some("http://boutique.localhost:8081/p"));
        for text in ["http://localhost/", "http://127.0.0.1/", "http://boutique.internal/", "ftp://boutique.localhost/"] {
            assert_eq!(shop_url(text, 2000), None, "{text}");
        }
    }

    #[test]
    fn an_address_is_of_a_public_page_or_none() {
        let read = |text: &str| public_url(text, &["https", "http"], 2000);
        for (given, kept) in [
            ("https://souk.ma/p/1?x=a b", "https://souk.ma/p/1?x=a%20b"),
            (" http://Souk.MA ", "http://souk.ma/"),
            ("https://épices.ma/", "https://xn--pices-9ra.ma/"),
        ] {
            assert_eq!(read(given).as_deref(), Some(kept));
        }
        for wrong in [
            "",
            "souk.ma",
            "ftp://souk.ma",
            "javascript:alert(1)",
            "https://localhost/",
            "https://db.internal",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://u:p@souk.ma/",
            "https://u@souk.ma/",
            "https://",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(public_url("http://souk.ma", &["https"], 500), None);
        assert_eq!(read(&format!("https://souk.ma/{}", "a".repeat(2000))), None);
    }

    #[test]
    fn each_wrong_text_is_named_with_what_is_wrong() {
        let mut check = Check::default();
        assert_eq!(check.line("a", "  Souk  ", Length(2, 5)), "Souk");
        check.line("b", " ", Length(2, 5));
        check.line("c", "x", Length(2, 5));
        check.line("d", "xxxxxx", Length(2, 5));
        check.line("e", "x\0y", Length(2, 5));
        check.text("f", "x\0y", 9);
        assert_eq!(check.text("g", "x\r\ny\n", 9), "x\ny");
        check.country("h", "XX");
        assert_eq!(check.countries("i", &["tg".into(), "TG".into(), "MA".into()]), ["TG", "MA"]);
        check.price("j", -1);
        check.price("k", PRICE_MAX_MINOR + 1);
        let wrong: Vec<_> = check.into_wrong().into_iter().map(|error| (error.field.into_owned(), error.code)).collect();
        let expected = [
            ("b", "field-required"),
            ("c", "affiliate-too-short"),
            ("d", "field-too-long"),
            ("e", "field-invalid-characters"),
            ("f", "field-invalid-characters"),
            ("h", "field-unknown-value"),
            ("j", "field-amount-negative"),
            ("k", "field-amount-too-large"),
        ];
        assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code)));
    }
}
