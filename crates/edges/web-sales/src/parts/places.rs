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

/// Countries to tick: those that are near or ticked in sight, the others folded.
pub(crate) fn ticks(
    t: Translator,
    name: &'static str,
    label: &str,
    hint: &str,
    chosen: &[String],
    errors: &FormErrors,
) -> Markup {
    let all = names::all_countries(t);
    let seen = |code: &String| NEAR.contains(&code.as_str()) || chosen.contains(code);
    let (near, far): (Vec<_>, Vec<_>) = all.into_iter().partition(|(code, _)| seen(code));
    let error = errors.on(name);
    html! {
        fieldset class="field choices" id={ "f-" (name) } aria-describedby=[error.map(|_| format!("error-{name}"))] {
            legend { (label) }
            p class="hint" { (hint) }
            div class="choice-grid" { @for (code, country) in &near { (tick(name, code, country, chosen.contains(code))) } }
            details {
                summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("sales-profile-countries-all")) }
                div class="choice-grid" { @for (code, country) in &far { (tick(name, code, country, false)) } }
            }
            @if let Some(error) = error { p class="field-error" id={ "error-" (name) } { (Icon::Alert) span { (error) } } }
        }
    }
}

fn tick(name: &str, code: &str, label: &str, checked: bool) -> Markup {
    html! { label class="choice" { input type="checkbox" name=(name) value=(code) checked[checked]; span { (label) } } }
}
