//! An amount as people type it and as providers send it.

use super::{Currency, Money};
use crate::Locale;

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Something else than digits and one decimal sign.
    #[error("not an amount")]
    Malformed,
    /// More decimals than the currency has.
    #[error("the currency has only {0} decimals")]
    TooManyDecimals(u32),
    /// Below zero.
    #[error("an amount is not negative")]
    Negative,
    /// Beyond what fits.
    #[error("too large an amount")]
    TooLarge,
}

impl AmountError {
    /// The code of a field error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "field-amount-malformed",
            Self::TooManyDecimals(_) => "field-amount-decimals",
            Self::Negative => "field-amount-negative",
            Self::TooLarge => "field-amount-too-large",
        }
    }
}

impl Money {
    /// The amount of a text such as `1 500`, `12,50` or `12.5`: digits, spaces between them, one comma or point. Decimals that
    /// the currency lacks are refused, never rounded.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let text: String = text.trim().chars().filter(|sign| !matches!(sign, ' ' | '\u{a0}' | '\u{202f}')).collect();
        if text.starts_with(['-', '\u{2212}']) {
            return Err(AmountError::Negative);
        }
        let (whole, decimals) = text.split_once([',', '.']).unwrap_or((&text, ""));
        let has_sign = whole.len() < text.len();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) || has_sign && decimals.is_empty() {
            return Err(AmountError::Malformed);
        }
        let places = currency.decimals();
        let missing = (places as usize).checked_sub(decimals.len()).ok_or(AmountError::TooManyDecimals(places))?;
        let minor = format!("{whole}{decimals}{}", "0".repeat(missing));
        let amount_minor = minor.parse().map_err(|_overflow| AmountError::TooLarge)?;
        Ok(Self { amount_minor, currency })
    }

    /// The amount of a text that somebody typed, or was shown, in this language: as [`Money::parse`], and in English with commas
    /// between thousands (`1,500`, `1,500.50`), as [`format::money`](crate::format::money) writes them.
    pub fn parse_in(locale: Locale, text: &str, currency: Currency) -> Result<Self, AmountError> {
        if locale == Locale::En && is_grouped(text.trim()) {
            return Self::parse(&text.replace(',', ""), currency);
        }
        Self::parse(text, currency)
    }

    /// The amount with a point and exactly the currency's decimals, as providers want it: `1500`, `12.50`.
    pub fn to_decimal_string(self) -> String {
        let places = self.currency.decimals() as usize;
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", self.amount_minor.unsigned_abs(), width = places + 1);
        match digits.split_at_checked(digits.len() - places) {
            Some((whole, decimals)) if places > 0 => format!("{sign}{whole}.{decimals}"),
            _ => format!("{sign}{digits}"),
        }
    }
}

/// Whether commas stand between groups of three digits, and nowhere else.
fn is_grouped(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut groups = whole.split(',');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let begins = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    let mut rest = groups.peekable();
    begins && rest.peek().is_some() && rest.all(|group| group.len() == 3 && digits(group))
}
