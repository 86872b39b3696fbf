use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn numbers_are_grouped_as_each_language_wants() {
    for (value, french, english) in [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234, "1\u{202F}234", "1,234"),
        (1_234_568, "1\u{202F}234\u{202F}568", "1,234,568"),
        (-12_345, "−12\u{202F}345", "−12,345"),
    ] {
        assert_eq!(number(Locale::Fr, value), french);
        assert_eq!(number(Locale::En, value), english);
    }
}

#[test]
fn money_follows_its_currency_and_language() {
    let xof = Money { amount_minor: 1_234_568, currency: Currency::Xof };
    let mad = Money { amount_minor: 123_450, currency: Currency::Mad };
    let eur = Money { amount_minor: -1_205, currency: Currency::Eur };
    assert_eq!(money(Locale::Fr, xof), "1\u{202F}234\u{202F}568\u{A0}FCFA");
    assert_eq!(money(Locale::Fr, mad), "1\u{202F}234,50\u{A0}DH");
    assert_eq!(money(Locale::Fr, eur), "−12,05\u{A0}€");
    assert_eq!(money(Locale::En, xof), "FCFA\u{A0}1,234,568");
    assert_eq!(money(Locale::En, mad), "MAD\u{A0}1,234.50");
    assert_eq!(money(Locale::En, eur), "−€12.05");
}

#[test]
fn dates_are_written_out() {
    let instant = at("2026-11-21T13:05:59Z");
    assert_eq!(date_time(Locale::Fr, instant), "21\u{A0}novembre 2026 à\u{A0}13:05");
    assert_eq!(date_time(Locale::En, instant), "21\u{A0}November 2026 at\u{A0}13:05");
    assert_eq!(date(Locale::Fr, at("2026-08-01T00:00:00Z")), "1er\u{A0}août 2026");
}

#[test]
fn durations_are_short() {
    for (seconds, short, code, iso) in [
        (35, "35\u{A0}s", "0:35", "PT35S"),
        (2520, "42\u{A0}min", "42:00", "PT42M"),
        (6123, "1\u{A0}h\u{A0}42", "1:42:03", "PT1H42M3S"),
        (7200, "2\u{A0}h", "2:00:00", "PT2H"),
        (0, "0\u{A0}s", "0:00", "PT0S"),
    ] {
        let length = SignedDuration::from_secs(seconds);
        assert_eq!(duration(length), short);
        assert_eq!(timecode(length), code);
        assert_eq!(duration_iso(length), iso);
    }
}

#[test]
fn sizes_use_decimal_units() {
    for (bytes, french, english) in [
        (512, "512\u{A0}o", "512\u{A0}B"),
        (1_400, "1,4\u{A0}Ko", "1.4\u{A0}KB"),
        (12_000_000, "12\u{A0}Mo", "12\u{A0}MB"),
        (2_000_000, "2\u{A0}Mo", "2\u{A0}MB"),
        (1_449_000_000, "1,4\u{A0}Go", "1.4\u{A0}GB"),
    ] {
        assert_eq!(size(Locale::Fr, bytes), french);
        assert_eq!(size(Locale::En, bytes), english);
    }
}
