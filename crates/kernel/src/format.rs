//! Numbers, money, dates, durations and sizes as each language writes them.
//!
//! Used by pages, letters and documents alike. Invariants: no floats for money; a no-break space wherever a line must not break.

use crate::{Currency, Locale, Money};
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

const NARROW: char = '\u{202F}';
const WIDE: char = '\u{00A0}';

/// `1 234 568` in French (U+202F), `1,234,568` in English.
pub fn number(locale: Locale, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3 + 1);
    if value < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(match locale {
                Locale::Fr => NARROW,
                Locale::En => ',',
            });
        }
        out.push(digit);
    }
    out
}

/// A number with a fixed count of decimals, given in units of its last decimal: `decimal(fr, 1234, 1)` is `123,4`.
pub fn decimal(locale: Locale, scaled: i64, decimals: u32) -> String {
    if decimals == 0 {
        return number(locale, scaled);
    }
    let unit = 10_u64.pow(decimals.min(9));
    let magnitude = scaled.unsigned_abs();
    let whole = number(locale, i64::try_from(magnitude / unit).unwrap_or(i64::MAX));
    let point = match locale {
        Locale::Fr => ',',
        Locale::En => '.',
    };
    let sign = if scaled < 0 { "−" } else { "" };
    format!("{sign}{whole}{point}{:0width$}", magnitude % unit, width = decimals as usize)
}

/// `1 234 568 FCFA`, `1 234,50 DH`, `12,50 €`; in English `FCFA 1,234,568`, `MAD 1,234.50`, `€12.50`.
pub fn money(locale: Locale, amount: Money) -> String {
    let value = decimal(locale, amount.amount_minor, amount.currency.decimals());
    match (locale, amount.currency) {
        (Locale::Fr, Currency::Xof) => format!("{value}{WIDE}FCFA"),
        (Locale::Fr, Currency::Mad) => format!("{value}{WIDE}DH"),
        (Locale::Fr, Currency::Eur) => format!("{value}{WIDE}€"),
        (Locale::En, Currency::Xof) => format!("FCFA{WIDE}{value}"),
        (Locale::En, Currency::Mad) => format!("MAD{WIDE}{value}"),
        (Locale::En, Currency::Eur) => value.strip_prefix('−').map_or_else(|| format!("€{value}"), |rest| format!("−€{rest}")),
    }
}

/// How a currency is written beside a number: `FCFA`, `DH` (`MAD` in English), `€`.
pub const fn symbol(locale: Locale, currency: Currency) -> &'static str {
    match (locale, currency) {
        (_, Currency::Xof) => "FCFA",
        (Locale::Fr, Currency::Mad) => "DH",
        (Locale::En, Currency::Mad) => "MAD",
        (_, Currency::Eur) => "€",
    }
}

/// `25 %` in French, `25%` in English.
pub fn percent(locale: Locale, whole: i64) -> String {
    match locale {
        Locale::Fr => format!("{}{NARROW}%", number(locale, whole)),
        Locale::En => format!("{}%", number(locale, whole)),
    }
}

const MONTHS_FR: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The day, in universal time, which is also the time of Lomé: `21 novembre 2026`, `1er août 2026`, `21 November 2026`.
pub fn date(locale: Locale, instant: Timestamp) -> String {
    day(locale, instant.to_zoned(TimeZone::UTC).date())
}

/// A calendar day: `21 novembre 2026`.
pub fn day(locale: Locale, date: civil::Date) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    match locale {
        Locale::Fr if date.day() == 1 => format!("1er{WIDE}{} {}", MONTHS_FR[month], date.year()),
        Locale::Fr => format!("{}{WIDE}{} {}", date.day(), MONTHS_FR[month], date.year()),
        Locale::En => format!("{}{WIDE}{} {}", date.day(), MONTHS_EN[month], date.year()),
    }
}

/// A month: `novembre 2026`.
pub fn month(locale: Locale, date: civil::Date) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    let name = match locale {
        Locale::Fr => MONTHS_FR[month],
        Locale::En => MONTHS_EN[month],
    };
    format!("{name}{WIDE}{}", date.year())
}

/// The day and the minute, in universal time: `21 novembre 2026 à 13:05`, `21 November 2026 at 13:05`.
pub fn date_time(locale: Locale, instant: Timestamp) -> String {
    let zoned = instant.to_zoned(TimeZone::UTC);
    let word = match locale {
        Locale::Fr => "à",
        Locale::En => "at",
    };
    format!("{} {word}{WIDE}{:02}:{:02}", day(locale, zoned.date()), zoned.hour(), zoned.minute())
}

/// The length of a film for people: `1 h 42`, `42 min`, `35 s`.
pub fn duration(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    match (seconds / 3600, seconds % 3600 / 60) {
        (0, 0) => format!("{seconds}{WIDE}s"),
        (0, minutes) => format!("{minutes}{WIDE}min"),
        (hours, 0) => format!("{hours}{WIDE}h"),
        (hours, minutes) => format!("{hours}{WIDE}h{WIDE}{minutes:02}"),
    }
}

/// A position in a film: `1:02:03`, `4:05`.
pub fn timecode(position: SignedDuration) -> String {
    let seconds = position.as_secs().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// A duration for machines (ISO 8601), as JSON-LD and `<time>` want it: `PT1H42M3S`.
pub fn duration_iso(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let mut out = String::from("PT");
    for (value, unit) in [(seconds / 3600, 'H'), (seconds % 3600 / 60, 'M'), (seconds % 60, 'S')] {
        if value > 0 || (unit == 'S' && out == "PT") {
            out.push_str(&value.to_string());
            out.push(unit);
        }
    }
    out
}

/// A file size in decimal units: `12 Mo`, `1,4 Go`, `830 Ko`; in English `12 MB`.
pub fn size(locale: Locale, size_bytes: u64) -> String {
    const UNITS: [(u64, &str, &str); 3] = [(1_000_000_000, "Go", "GB"), (1_000_000, "Mo", "MB"), (1_000, "Ko", "KB")];
    for (unit, french, english) in UNITS {
        if size_bytes >= unit {
            let tenths = i64::try_from((size_bytes * 10 + unit / 2) / unit).unwrap_or(i64::MAX);
            let value = if tenths >= 100 { number(locale, (tenths + 5) / 10) } else { decimal(locale, tenths, 1) };
            let value = value.strip_suffix(",0").or_else(|| value.strip_suffix(".0")).unwrap_or(&value);
            return match locale {
                Locale::Fr => format!("{value}{WIDE}{french}"),
                Locale::En => format!("{value}{WIDE}{english}"),
            };
        }
    }
    match locale {
        Locale::Fr => format!("{size_bytes}{WIDE}o"),
        Locale::En => format!("{size_bytes}{WIDE}B"),
    }
}

#[cfg(test)]
mod tests;
