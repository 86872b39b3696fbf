//! Countries and languages that people choose from.

use maud::{Markup, html};
use web_kit::{FormErrors, Translator, by_name, names, ui::Choice, ui::Icon};

/// Where most of those are who sell and recommend here: in sight before the others.
const NEAR: [&str; 20] =
    ["BE", "BF", "BJ", "CA", "CI", "CM", "DZ", "ES", "FR", "GA", "GH", "GN", "MA", "ML", "MR", "NE", "NG", "SN", "TG", "TN"];
/// The languages that have a name here (ISO 639-1).
const LANGUAGES: [&str; 29] = [
    "aa", "af", "ak", "am", "ar", "bm", "en", "ee", "es", "ff", "fr", "ha", "ig", "kg", "ln", "lg", "lu", "mg", "om", "pt", "rn",
    "rw", "sg", "sn", "so", "sw", "wo", "yo", "zu",
];

/// The languages that most speak here: in sight before the others.
const SPOKEN: [&str; 12] = ["ar", "bm", "ee", "en", "es", "ff", "fr", "ha", "ln", "pt", "sw", "wo"];

/// Every country by name.
pub(crate) fn countries(t: Translator) -> Vec<Choice> {
    names::all_countries(t).into_iter().map(|(code, name)| Choice::new(code, name)).collect()
}

/// Languages by name.
pub(crate) fn languages(t: Translator) -> Vec<Choice> {
    let named = LANGUAGES.iter().filter(|code| t.has(&format!("language-{code}")));
    let named = named.map(|code| ((*code).to_owned(), names::language(t, code))).collect();
    by_name(named).into_iter().map(|(code, name)| Choice::new(code, name)).collect()
}

/// The names of countries, at most so many; how many more there are is said.
pub(crate) fn line(t: Translator, codes: &[String], most: usize) -> String {
    let names: Vec<String> = codes.iter().take(most).map(|code| names::country(t, code)).collect();
    let names = names.join(", ");
    match codes.len().saturating_sub(most) {
        0 => names,
        more => t.with("sales-market-and-more", &[("names", names.into()), ("n", more.into())]),
    }
}

/// The names of languages.
pub(crate) fn spoken(t: Translator, codes: &[String]) -> String {
    codes.iter().map(|code| names::language(t, code)).collect::<Vec<_>>().join(", ")
}

/// Words to tick, two side by side on a phone: those that are wanted most or ticked in sight, the others folded.
pub(crate) struct Ticks<'t> {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    /// Value and label, in the order they are shown.
    pub(crate) all: Vec<(String, String)>,
    /// In sight before they are ticked; all, if there are none.
    pub(crate) near: &'static [&'static str],
    /// What the folded part is called.
    pub(crate) more: String,
    pub(crate) chosen: &'t [String],
}

impl<'t> Ticks<'t> {
    /// Countries.
    pub(crate) fn countries(t: Translator, label: String, hint: String, chosen: &'t [String]) -> Self {
        let (all, more) = (names::all_countries(t), t.get("sales-profile-countries-all"));
        Self { name: "countries", label, hint: Some(hint), all, near: &NEAR, more, chosen }
    }

    /// Languages.
    pub(crate) fn languages(t: Translator, chosen: &'t [String]) -> Self {
        let all = languages(t).into_iter().map(|choice| (choice.value, choice.label)).collect();
        let (label, more) = (t.get("sales-profile-languages"), t.get("sales-profile-languages-all"));
        Self { name: "languages", label, hint: None, all, near: &SPOKEN, more, chosen }
    }

    pub(crate) fn show(&self, errors: &FormErrors) -> Markup {
        let seen = |(code, _): &&(String, String)| {
            self.near.is_empty() || self.near.contains(&code.as_str()) || self.chosen.contains(code)
        };
        let (near, far): (Vec<_>, Vec<_>) = self.all.iter().partition(seen);
        let error = errors.on(self.name);
        html! {
            fieldset class="field choices" id={ "f-" (self.name) } aria-describedby=[error.map(|_| format!("error-{}", self.name))] {
                legend { (self.label) }
                @if let Some(hint) = &self.hint { p class="hint" { (hint) } }
                (self.grid(&near))
                @if !far.is_empty() {
                    details {
                        summary class="inline-flex min-h-11 cursor-pointer items-center gap-1 text-sm text-muted" { (Icon::ChevronDown) (self.more) }
                        (self.grid(&far))
                    }
                }
                @if let Some(error) = error { p class="field-error" id={ "error-" (self.name) } { (Icon::Alert) span { (error) } } }
            }
        }
    }

    fn grid(&self, words: &[&(String, String)]) -> Markup {
        html! {
            div class="grid grid-cols-2 gap-x-4 sm:grid-cols-3 lg:grid-cols-4" {
                @for (value, label) in words {
                    label class="choice" {
                        input type="checkbox" name=(self.name) value=(value) checked[self.chosen.contains(value)];
                        span class="min-w-0 break-words" { (label) }
                    }
                }
            }
        }
    }
}
