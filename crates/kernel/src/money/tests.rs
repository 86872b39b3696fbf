use proptest::prelude::*;

use super::*;
use crate::Locale;

fn minor(parts: Option<Vec<Money>>) -> Vec<i64> {
    parts.unwrap().iter().map(|part| part.amount_minor).collect()
}

#[test]
fn what_a_page_shows_is_read_again_in_its_language() {
    for locale in Locale::ALL {
        for amount_minor in [0, 5, 999, 1_000, 12_505, 1_234_567, 900_000_000] {
            for currency in Currency::ALL {
                let shown = crate::format::decimal(locale, amount_minor, currency.decimals());
                assert_eq!(Money::parse_in(locale, &shown, currency), Ok(Money::new(amount_minor, currency)), "{shown}");
            }
        }
    }
    let english = |text| Money::parse_in(Locale::En, text, Currency::Eur).map(|money| money.amount_minor);
    assert_eq!((english("12,5"), english("1,000"), english("1,000.5")), (Ok(1250), Ok(100_000), Ok(100_050)));
    for text in ["1,00,000", ",500", "1,000,", "1000,000"] {
        assert!(english(text).is_err(), "{text}");
    }
    // Providers write no groups: theirs is never taken for thousands.
    assert_eq!(Money::parse("12,505", Currency::Eur), Err(AmountError::TooManyDecimals(2)));
}

#[test]
fn a_split_gives_the_rest_to_the_largest_remainders() {
    let francs = |amount| Money::new(amount, Currency::Xof);
    assert_eq!(minor(francs(100_000).split(&[92, 8])), [92_000, 8_000]);
    assert_eq!(minor(francs(100).split(&[1, 1, 1])), [34, 33, 33]);
    assert_eq!(minor(francs(101).split(&[50, 30, 20])), [51, 30, 20]);
    assert_eq!(minor(francs(7).split(&[0, 5])), [0, 7]);
    assert_eq!(minor(francs(0).split(&[3, 4])), [0, 0]);
    assert_eq!(minor(francs(i64::MAX).split(&[u32::MAX, u32::MAX])), [i64::MAX / 2 + 1, i64::MAX / 2]);
    assert_eq!(francs(10).split(&[0, 0]), None);
    assert_eq!(francs(10).split(&[]), None);
    assert_eq!(francs(-1).split(&[1]), None);
}

#[test]
fn sums_of_two_currencies_and_beyond_what_fits_are_none() {
    let (franc, euro) = (Money::new(1, Currency::Xof), Money::new(1, Currency::Eur));
    assert_eq!(franc.checked_add(euro), None);
    assert_eq!(franc.checked_sub(euro), None);
    assert_eq!(Money::new(i64::MAX, Currency::Xof).checked_add(franc), None);
    assert_eq!(Money::new(i64::MIN, Currency::Xof).checked_sub(franc), None);
    assert_eq!(franc.checked_add(franc), Some(Money::new(2, Currency::Xof)));
}

#[test]
fn amounts_are_read_as_people_write_them() {
    let read = |text, currency| Money::parse(text, currency).map(|money| money.amount_minor);
    assert_eq!(read("1 500", Currency::Xof), Ok(1500));
    assert_eq!(read("1\u{202f}500\u{a0}", Currency::Xof), Ok(1500));
    assert_eq!(read("12,5", Currency::Eur), Ok(1250));
    assert_eq!(read("12.50", Currency::Mad), Ok(1250));
    assert_eq!(read("0", Currency::Mad), Ok(0));
    for (text, currency, refused) in [
        ("1.5", Currency::Xof, AmountError::TooManyDecimals(0)),
        ("12.505", Currency::Eur, AmountError::TooManyDecimals(2)),
        ("-5", Currency::Eur, AmountError::Negative),
        ("", Currency::Eur, AmountError::Malformed),
        (",5", Currency::Eur, AmountError::Malformed),
        ("5.", Currency::Eur, AmountError::Malformed),
        ("1,000.00", Currency::Eur, AmountError::Malformed),
        ("1e3", Currency::Eur, AmountError::Malformed),
        ("+3", Currency::Eur, AmountError::Malformed),
        ("٣", Currency::Eur, AmountError::Malformed),
        ("99999999999999999999", Currency::Xof, AmountError::TooLarge),
        ("92233720368547758.08", Currency::Eur, AmountError::TooLarge),
    ] {
        assert_eq!(read(text, currency), Err(refused), "{text}");
    }
}

#[test]
fn providers_get_a_point_and_every_decimal() {
    assert_eq!(Money::new(1500, Currency::Xof).to_decimal_string(), "1500");
    assert_eq!(Money::new(5, Currency::Eur).to_decimal_string(), "0.05");
    assert_eq!(Money::new(-1250, Currency::Mad).to_decimal_string(), "-12.50");
    assert_eq!(Money::new(i64::MIN, Currency::Eur).to_decimal_string(), "-92233720368547758.08");
}

proptest! {
    #[test]
    fn a_split_is_exact_and_fair(amount in 0..i64::MAX, weights in prop::collection::vec(any::<u32>(), 1..20)) {
        let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        prop_assume!(total > 0);
        let parts = Money::new(amount, Currency::Mad).split(&weights).unwrap();
        prop_assert_eq!(parts.iter().map(|part| i128::from(part.amount_minor)).sum::<i128>(), i128::from(amount));
        for (part, weight) in parts.iter().zip(&weights) {
            let exact = i128::from(amount) * i128::from(*weight);
            let given = i128::from(part.amount_minor) * i128::from(total);
            prop_assert!((given - exact).abs() < i128::from(total), "a part is less than one unit away from its exact share");
        }
    }

    #[test]
    fn what_is_written_is_read_again(amount in 0..i64::MAX, index in 0..3_usize) {
        let money = Money::new(amount, Currency::ALL[index]);
        prop_assert_eq!(Money::parse(&money.to_decimal_string(), money.currency), Ok(money));
    }
}
