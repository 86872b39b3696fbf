//! An amount as people type it and as providers send it.

use super::{Currency, Money};

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
