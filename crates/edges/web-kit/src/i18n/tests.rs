use super::*;

#[test]
fn french_typography_is_applied_to_texts_only_where_it_belongs() {
    for (plain, set) in [
        ("Prêt ?", "Prêt\u{202F}?"),
        ("Attention : l'envoi reprend...", "Attention\u{A0}: l’envoi reprend…"),
        ("« Bonjour »", "«\u{A0}Bonjour\u{A0}»"),
        ("13:05", "13:05"),
        ("d'", "d’"),
    ] {
        assert_eq!(french(plain), set);
    }
    assert!(matches!(french("Films"), Cow::Borrowed(_)));
}

#[test]
fn english_keeps_its_spaces_and_gets_its_apostrophes() {
    assert_eq!(typography::english("We don't know..."), "We don’t know…");
}

#[test]
fn both_languages_have_the_same_keys_of_this_crate() {
    let keys = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with(|sign: char| sign.is_ascii_lowercase()))
            .filter_map(|line| line.split(" =").next().map(str::to_owned))
            .collect()
    };
    let french = keys(include_str!("../../../../../i18n/fr/web-kit.ftl"));
    let english = keys(include_str!("../../../../../i18n/en/web-kit.ftl"));
    assert!(french.len() > 50, "the file is read");
    assert_eq!(french, english);
}

#[test]
fn plurals_and_grouped_numbers_come_together() {
    let films = |locale, n: i64| {
        let mut texts = bundle::empty(locale);
        bundle::add(&mut texts, "sample.ftl", "films = { $n ->\n    [one] { $n } film\n   *[other] { $n } films\n}\n");
        let mut args = FluentArgs::new();
        args.set("n", fluent_value(&n.into()));
        let pattern = texts.get_message("films").unwrap().value().unwrap();
        texts.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    };
    assert_eq!(films(Locale::Fr, 0), "0 film");
    assert_eq!(films(Locale::Fr, 12_345), "12\u{202F}345 films");
    assert_eq!(films(Locale::En, 0), "0 films");
    assert_eq!(films(Locale::En, 12_345), "12,345 films");
}

#[test]
fn years_in_errors_are_not_grouped() {
    let error = FieldError::new("year", "field-out-of-range").with("min", 1888).with("max", 2100);
    assert_eq!(Translator::new(Locale::Fr).field_error(&error), "Entre 1888 et 2100.");
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Translator::new(Locale::En).get("no-such-key"), "no-such-key");
}
