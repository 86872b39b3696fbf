//! Names of countries, languages and ways to pay in the visitor's language.

use kernel::Country;
use payments::Rail;

use crate::{i18n::Translator, order::by_name};

/// The name of a country by its ISO 3166-1 code; the code itself for one that has no name here.
pub fn country(t: Translator, code: &str) -> String {
    known(t, &format!("country-{}", code.to_ascii_lowercase()), code)
}

/// The name of a language by its tag; the tag itself for a language that has no name here.
pub fn language(t: Translator, tag: &str) -> String {
    known(t, &format!("language-{}", tag.to_ascii_lowercase()), tag)
}

/// A way to pay or to be paid.
pub fn rail(t: Translator, rail: Rail) -> String {
    t.get(&format!("rail-{}", rail.as_str().replace('_', "-")))
}

/// Countries that a form offers, by name.
pub fn all_countries(t: Translator) -> Vec<(String, String)> {
    by_name(Country::all().map(|code| (code.to_owned(), country(t, code))).collect())
}

fn known(t: Translator, key: &str, otherwise: &str) -> String {
    if t.has(key) { t.get(key) } else { otherwise.to_owned() }
}
