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
    let t = Translator::new(Locale::Fr);
    assert_eq!(t.with("film-views", &[("n", 1.into())]), "1 vue");
    assert_eq!(t.with("film-views", &[("n", 12_345.into())]), "12\u{202F}345 vues");
    assert_eq!(Translator::new(Locale::En).with("film-views", &[("n", 12_345.into())]), "12,345 views");
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Translator::new(Locale::En).get("no-such-key"), "no-such-key");
}
