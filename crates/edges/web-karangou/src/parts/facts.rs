//! Facts of a film in words: length, weight, cost, rating.

use catalog::{FilmCard, RatingSummary, Weight};
use jiff::SignedDuration;
use kernel::Money;
use web_kit::{Translator, Visit, format};

/// The quality that the data-saver starts with, and the highest it allows.
const LITE_QUALITIES: [&str; 2] = ["240p", "360p"];
/// The quality that a phone on a usual connection settles on.
const USUAL_QUALITY: &str = "360p";
const GIGABYTE: i64 = 1_000_000_000;

/// `1 h 42`.
pub(crate) fn length(duration_ms: Option<i64>) -> Option<String> {
    duration_ms.map(|length| format::duration(SignedDuration::from_millis(length)))
}

/// The quality whose weight is announced before Play: the lightest in data-saver, otherwise the usual one.
pub(crate) fn announced<'f>(visit: &Visit, weights: &'f [Weight]) -> Option<&'f Weight> {
    let named = |quality: &str| weights.iter().find(|weight| weight.quality == quality);
    if visit.lite {
        return LITE_QUALITIES.iter().find_map(|quality| named(quality)).or(weights.first());
    }
    named(USUAL_QUALITY).or(weights.first())
}

/// `12 Mo`.
pub(crate) fn size(t: Translator, size_bytes: i64) -> String {
    format::size(t.locale(), u64::try_from(size_bytes).unwrap_or(0))
}

/// What so many bytes cost at this price of a gigabyte, rounded up to a whole minor unit: never promised too cheap.
pub(crate) fn cost(size_bytes: i64, gigabyte_price: Money) -> Money {
    let exact = i128::from(size_bytes.max(0)) * i128::from(gigabyte_price.amount_minor);
    let gigabyte = i128::from(GIGABYTE);
    let amount_minor = i64::try_from((exact + gigabyte - 1) / gigabyte).unwrap_or(i64::MAX);
    Money { amount_minor, currency: gigabyte_price.currency }
}

/// `4,3`; none without ratings.
pub(crate) fn average(t: Translator, rating: RatingSummary) -> Option<String> {
    rating.average_tenths().map(|tenths| format::decimal(t.locale(), tenths, 1))
}

/// The language of a film's title, when the page is in another one: assistive technology then reads it right.
pub(crate) fn title_language(visit: &Visit, film: &FilmCard) -> Option<String> {
    let spoken = film.spoken_languages.first()?;
    (film.original_title.is_empty() && spoken != visit.locale.as_str()).then(|| spoken.clone())
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn a_film_of_twelve_megabytes_costs_eight_francs_at_six_hundred_a_gigabyte() {
        let price = Money { amount_minor: 600, currency: Currency::Xof };
        for (size_bytes, francs) in [(12_000_000, 8), (0, 0), (-5, 0), (i64::MAX, 5_534_023_222_113)] {
            assert_eq!(cost(size_bytes, price), Money { amount_minor: francs, currency: Currency::Xof });
        }
    }
}
