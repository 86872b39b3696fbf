//! What a visitor chose for the look: brand, light or dark, data-saver. Kept in cookies, so that the first byte is right.

use http::{HeaderMap, header::COOKIE};

/// One of the three products; each has its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Brand {
    /// Films and their funding.
    #[default]
    Karangou,
    /// The agency.
    Mona,
    /// The affiliate market.
    ShareYourSales,
}

impl Brand {
    /// Every brand, in the order of a menu.
    pub const ALL: [Self; 3] = [Self::Karangou, Self::Mona, Self::ShareYourSales];

    /// The value of `data-brand` and of the cookie.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Karangou => "karangou",
            Self::Mona => "mona",
            Self::ShareYourSales => "sales",
        }
    }

    /// The name as people know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Karangou => "Karangou",
            Self::Mona => "MONA × SPARK",
            Self::ShareYourSales => "ShareYourSales",
        }
    }

    /// Where its pages begin.
    pub const fn home(self) -> &'static str {
        match self {
            Self::Karangou | Self::Mona => "/",
            Self::ShareYourSales => "/marche",
        }
    }

    /// Where words are looked for; the palette asks the same address.
    pub const fn search(self) -> &'static str {
        match self {
            Self::Karangou | Self::Mona => "/recherche",
            Self::ShareYourSales => "/marche",
        }
    }

    /// The brand of a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|brand| brand.as_str() == text)
    }
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// As the device says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Mode {
    /// Every mode, in the order of a menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of the form field and of the cookie.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The value of `data-mode`; none when the device decides.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light | Self::Dark => Some(self.as_str()),
        }
    }

    /// The mode of a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// The cookie of the brand.
pub(crate) const BRAND_COOKIE: &str = "griot_brand";
/// The cookie of the mode.
pub(crate) const MODE_COOKIE: &str = "griot_mode";
/// The cookie of the data-saver: `1` on, `0` off whatever the browser says.
pub(crate) const LITE_COOKIE: &str = "lite";

/// What the cookies and `Save-Data` say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Preferences {
    pub(crate) brand: Brand,
    pub(crate) mode: Mode,
    pub(crate) lite: bool,
}

impl Preferences {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let asked = headers.get("save-data").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"on"));
        Self {
            brand: cookie(headers, BRAND_COOKIE).and_then(Brand::parse).unwrap_or_default(),
            mode: cookie(headers, MODE_COOKIE).and_then(Mode::parse).unwrap_or_default(),
            lite: match cookie(headers, LITE_COOKIE) {
                Some("1") => true,
                Some("0") => false,
                _ => asked,
            },
        }
    }
}

/// The value of a cookie (RFC 6265 §5.4); the first one of that name.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_choice_wins_over_what_the_browser_asks() {
        let asked = Preferences::of(&headers(&[("save-data", "on")]));
        assert!(asked.lite);
        let refused = Preferences::of(&headers(&[("save-data", "on"), ("cookie", "lite=0; griot_mode=dark; griot_brand=mona")]));
        assert_eq!(refused, Preferences { brand: Brand::Mona, mode: Mode::Dark, lite: false });
    }

    #[test]
    fn unknown_values_are_ignored() {
        let odd = Preferences::of(&headers(&[("cookie", "griot_brand=<script>; griot_mode=; lite=yes; x")]));
        assert_eq!(odd, Preferences::default());
    }
}
