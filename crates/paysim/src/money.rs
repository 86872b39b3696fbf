//! Amounts on the wire: decimal strings and whole numbers, to and from minor units. Never through floats.

/// The largest amount that anybody here takes, in minor units: sums of millions of them stay far from overflowing.
const MOST_MINOR: i64 = 1_000_000_000_000;

/// Whether this is an amount that can be asked for.
pub(crate) fn is_amount(minor: i64) -> bool {
    (1..=MOST_MINOR).contains(&minor)
}

/// Digits after the point of a currency (ISO 4217), as far as the providers here use it.
pub(crate) fn exponent(currency: &str) -> u32 {
    match currency {
        "XOF" | "XAF" | "GNF" | "JPY" | "KRW" | "CLP" | "DJF" | "KMF" | "MGA" | "PYG" | "RWF" | "VND" | "VUV" | "XPF" | "BIF" => {
            0
        }
        "TND" | "KWD" | "BHD" | "JOD" | "OMR" => 3,
        _ => 2,
    }
}

/// Minor units of a decimal text: positive, without sign, and with no more digits than the currency has. Trailing zeros
/// may be fewer, and `1500.00` is refused for a currency without decimals.
pub(crate) fn parse(text: &str, currency: &str) -> Option<i64> {
    let digits = exponent(currency);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > digits as usize || text.ends_with('.') {
        return None;
    }
    let scale = 10_i64.pow(digits);
    let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<width$}", width = digits as usize).parse().ok()? };
    whole.parse::<i64>().ok()?.checked_mul(scale)?.checked_add(part).filter(|minor| is_amount(*minor))
}

/// The decimal text of minor units, with all digits of the currency.
pub(crate) fn text(minor: i64, currency: &str) -> String {
    let digits = exponent(currency);
    if digits == 0 {
        return minor.to_string();
    }
    let scale = 10_i64.pow(digits);
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:0width$}", (minor / scale).abs(), (minor % scale).abs(), width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_texts_become_minor_units_and_back() {
        for (given, currency, minor, shown) in [
            ("1500", "XOF", 1500, "1500"),
            ("12.5", "EUR", 1250, "12.50"),
            ("12", "MAD", 1200, "12.00"),
            ("0.001", "TND", 1, "0.001"),
        ] {
            assert_eq!(parse(given, currency), Some(minor), "{given} {currency}");
            assert_eq!(text(minor, currency), shown);
        }
        assert_eq!(text(-5, "EUR"), "-0.05");
    }

    #[test]
    fn what_is_no_amount_of_the_currency_is_refused() {
        for (given, currency) in [
            ("15.00", "XOF"),
            ("1.234", "EUR"),
            ("-1", "EUR"),
            ("+1", "EUR"),
            ("0", "EUR"),
            ("", "EUR"),
            (".5", "EUR"),
            ("5.", "EUR"),
            ("1e3", "XOF"),
            ("99999999999999999999", "XOF"),
            ("99999999999999999", "EUR"),
            ("1 000", "XOF"),
        ] {
            assert_eq!(parse(given, currency), None, "{given} {currency}");
        }
    }
}
