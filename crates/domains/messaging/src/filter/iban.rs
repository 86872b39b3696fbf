//! Which countries have an IBAN, and what stands where in it: the registry of ISO 13616 (SWIFT), and the countries of Africa whose banks
//! use the form without being in it.

/// A country's letters and what follows the check digits: how many digits (`n`), letters (`a`) or either (`c`), in order.
const REGISTRY: [(&str, &str); 103] = [
    ("ad", "8n12c"),
    ("ae", "19n"),
    ("al", "8n16c"),
    ("ao", "21n"),
    ("at", "16n"),
    ("az", "4a20c"),
    ("ba", "16n"),
    ("be", "12n"),
    ("bf", "2c22n"),
    ("bg", "4a6n8c"),
    ("bh", "4a14c"),
    ("bi", "23n"),
    ("bj", "2c22n"),
    ("br", "23n1a1c"),
    ("by", "4c4n16c"),
    ("cf", "23n"),
    ("cg", "23n"),
    ("ch", "5n12c"),
    ("ci", "2c22n"),
    ("cm", "23n"),
    ("cr", "18n"),
    ("cv", "21n"),
    ("cy", "8n16c"),
    ("cz", "20n"),
    ("de", "18n"),
    ("dj", "23n"),
    ("dk", "14n"),
    ("do", "4c20n"),
    ("dz", "22n"),
    ("ee", "16n"),
    ("eg", "25n"),
    ("es", "20n"),
    ("fi", "14n"),
    ("fk", "2a12n"),
    ("fo", "14n"),
    ("fr", "10n11c2n"),
    ("ga", "23n"),
    ("gb", "4a14n"),
    ("ge", "2a16n"),
    ("gi", "4a15c"),
    ("gl", "14n"),
    ("gq", "23n"),
    ("gr", "7n16c"),
    ("gt", "24c"),
    ("gw", "2c19n"),
    ("hn", "4a20n"),
    ("hr", "17n"),
    ("hu", "24n"),
    ("ie", "4a14n"),
    ("il", "19n"),
    ("iq", "4a15n"),
    ("ir", "22n"),
    ("is", "22n"),
    ("it", "1a10n12c"),
    ("jo", "4a4n18c"),
    ("km", "23n"),
    ("kw", "4a22c"),
    ("kz", "3n13c"),
    ("lb", "4n20c"),
    ("lc", "4a24c"),
    ("li", "5n12c"),
    ("lt", "16n"),
    ("lu", "3n13c"),
    ("lv", "4a13c"),
    ("ly", "21n"),
    ("ma", "24n"),
    ("mc", "10n11c2n"),
    ("md", "20c"),
    ("me", "18n"),
    ("mg", "23n"),
    ("mk", "3n10c2n"),
    ("ml", "2c22n"),
    ("mn", "16n"),
    ("mr", "23n"),
    ("mt", "4a5n18c"),
    ("mu", "4a19n3a"),
    ("mz", "21n"),
    ("ne", "2c22n"),
    ("ni", "4a20n"),
    ("nl", "4a10n"),
    ("no", "11n"),
    ("om", "3n16c"),
    ("pk", "4a16c"),
    ("pl", "24n"),
    ("ps", "4a21c"),
    ("pt", "21n"),
    ("qa", "4a21c"),
    ("ro", "4a16c"),
    ("rs", "18n"),
    ("sa", "2n18c"),
    ("sc", "4a20n3a"),
    ("se", "20n"),
    ("si", "15n"),
    ("sk", "20n"),
    ("sm", "1a10n12c"),
    ("sn", "2c22n"),
    ("st", "21n"),
    ("td", "23n"),
    ("tg", "2c22n"),
    ("tn", "20n"),
    ("tr", "6n16c"),
    ("ua", "6n19c"),
    ("vg", "4a16n"),
];

/// How many signs an IBAN of this country has; none where there is none.
pub(super) fn length(country: &str) -> Option<usize> {
    let (_, form) = REGISTRY.iter().find(|(code, _)| *code == country)?;
    Some(4 + parts(form).map(|(count, _)| count).sum::<usize>())
}

/// Whether a text in lower case is an IBAN: of a country's form, with its check digits.
pub(super) fn is_iban(text: &str) -> bool {
    let (Some(country), Some(check), Some(account)) = (text.get(..2), text.get(2..4), text.get(4..)) else { return false };
    let Some((_, form)) = REGISTRY.iter().find(|(code, _)| *code == country) else { return false };
    let mut signs = account.chars();
    let formed = parts(form).all(|(count, made)| signs.by_ref().take(count).filter(|sign| is_made(*sign, made)).count() == count);
    let ends = signs.next().is_none();
    let checked = check.bytes().all(|digit| digit.is_ascii_digit());
    formed && ends && checked && remainder(account.chars().chain(country.chars()).chain(check.chars())) == Some(1)
}

const fn is_made(sign: char, made: char) -> bool {
    match made {
        'n' => sign.is_ascii_digit(),
        'a' => sign.is_ascii_lowercase(),
        _ => sign.is_ascii_digit() || sign.is_ascii_lowercase(),
    }
}

fn parts(form: &str) -> impl Iterator<Item = (usize, char)> {
    form.split_inclusive(['n', 'a', 'c']).filter_map(|part| {
        let made = part.chars().last()?;
        Some((part.trim_end_matches(made).parse().ok()?, made))
    })
}

/// The remainder by 97 of letters as 10 to 35 and digits as themselves.
fn remainder(signs: impl Iterator<Item = char>) -> Option<u32> {
    signs.map(|sign| sign.to_digit(36)).try_fold(0, |sum, value| {
        let value = value?;
        Some((sum * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_has_the_form_of_its_country_and_right_check_digits() {
        for iban in [
            "fr1420041010050500013m02606",
            "tg53tg0090604310346500400070",
            "ma64011519000001205000534921",
            "sn08sn0100152000048500003035",
            "ci93ci0080111301134291200589",
            "de89370400440532013000",
            "gb29nwbk60161331926819",
            "mt84malt011000012345mtlcast001s",
        ] {
            assert_eq!(length(&iban[..2]), Some(iban.len()), "{iban}");
            assert!(is_iban(iban), "{iban}");
            let (rest, last) = iban.split_at(iban.len() - 1);
            assert!(!is_iban(&format!("{rest}{}", if last == "1" { "2" } else { "1" })), "{iban}");
        }
        assert!(!is_iban("xx89370400440532013000"));
        assert_eq!(length("xx"), None);
    }
}
