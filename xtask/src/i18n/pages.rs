//! Text written into a page instead of an `.ftl` file.
//!
//! Looks into `html!`: a string literal there is text for people when it stands as a node or as the value of an attribute
//! that people read or hear, and has a word in it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::report::Report;
use crate::source::{Source, string_value};

/// Attributes whose values people read or hear.
const SPOKEN: &[&str] = &["title", "alt", "placeholder", "aria-label", "label", "aria-description", "aria-roledescription"];
/// Words that are the same in every language: names of products, languages and formats.
const NAMES: &[&str] = &[
    "Griot",
    "Karangou",
    "MONA",
    "SPARK",
    "ShareYourSales",
    "Français",
    "English",
    "FCFA",
    "API",
    "JSON",
    "OpenAPI",
    "TOTP",
    "FR",
    "EN",
    "fr",
    "en",
    "x",
    "Ctrl",
    "K",
    "Esc",
];

/// Finds literal text in the pages of a file.
pub(super) fn check(source: &Source, report: &mut Report) {
    if !source.is_test_file() {
        let mut found = Vec::new();
        find_markup(&source.tokens, &mut found);
        for (text, line) in found {
            if !source.is_test_line(line) {
                let place = format!("{}:{line}", source.path);
                report.find(place, format!("{text:?} is written into the page: it belongs in i18n/"));
            }
        }
    }
}

fn find_markup(stream: &TokenStream, found: &mut Vec<(String, usize)>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before: Vec<String> = tokens[at.saturating_sub(2)..at].iter().map(ToString::to_string).collect();
        if before == ["html", "!"] {
            read_markup(&group.stream(), found);
        } else {
            find_markup(&group.stream(), found);
        }
    }
}

/// Walks markup: braces hold markup, parentheses and brackets hold Rust.
fn read_markup(stream: &TokenStream, found: &mut Vec<(String, usize)>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                read_braces(&tokens, at, &group.stream(), found);
            }
            TokenTree::Group(group) => find_markup(&group.stream(), found),
            TokenTree::Literal(literal) if is_shown(&tokens, at) => {
                let text = string_value(&literal.to_string()).filter(|text| has_words(text));
                found.extend(text.map(|text| (text, literal.span().start().line)));
            }
            _ => {}
        }
    }
}

/// Braces after `=` are the parts of an attribute's value; after `@match` they hold arms; otherwise they hold nodes.
fn read_braces(tokens: &[TokenTree], at: usize, inside: &TokenStream, found: &mut Vec<(String, usize)>) {
    let value_of_attribute = at > 0 && is_punct(&tokens[at - 1], '=');
    if !value_of_attribute || SPOKEN.contains(&attribute_name(tokens, at - 1).as_str()) {
        read_markup(inside, found);
    }
}

/// Whether the literal at `at` reaches the page as text, or is heard.
fn is_shown(tokens: &[TokenTree], at: usize) -> bool {
    let punct = |index: Option<usize>, wanted: char| {
        index.and_then(|index| tokens.get(index)).is_some_and(|token| is_punct(token, wanted))
    };
    let before = at.checked_sub(1);
    let pattern = (punct(Some(at + 1), '=') && punct(Some(at + 2), '>')) || punct(Some(at + 1), '|') || punct(before, '|');
    let compared = punct(before, '=') && at >= 2 && ['=', '!', '<', '>'].iter().any(|c| is_punct(&tokens[at - 2], *c));
    let guard = punct(before, '&') || punct(Some(at + 1), '.') || punct(before, ',') || punct(Some(at + 1), ',');
    if pattern || compared || guard {
        return false;
    }
    if punct(before, '=') {
        return SPOKEN.contains(&attribute_name(tokens, at - 1).as_str());
    }
    // `.class-"w-4"` and `#"id"` are names, not text.
    !(punct(before, '.') || punct(before, '#') || punct(before, '-'))
}

/// The name before the `=` at `equals`, with its dashes: `aria-label`.
fn attribute_name(tokens: &[TokenTree], equals: usize) -> String {
    let mut parts = Vec::new();
    let mut at = equals;
    while at > 0 {
        at -= 1;
        match &tokens[at] {
            TokenTree::Ident(ident) if parts.last().is_none_or(|last| last == "-") => parts.push(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == '-' => parts.push("-".to_owned()),
            _ => break,
        }
    }
    parts.reverse();
    parts.concat()
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

/// Whether there is a word that is not a name. A letter alone is a unit, and an underscore makes a piece of code.
fn has_words(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic() && c != '_').filter(|word| !word.contains('_'));
    words.any(|word| word.chars().count() > 1 && !NAMES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(markup: &str) -> Vec<String> {
        let mut report = Report::new("i18n");
        let text = format!("fn page() -> Markup {{ html! {{ {markup} }} }}");
        check(&Source::parse("crates/edges/web-x/src/page.rs", text).unwrap(), &mut report);
        report.lines()
    }

    #[test]
    fn pages_without_text_of_their_own_are_in_order() {
        for markup in [
            r#"h1 .title class="big red" { (t.get("page-title")) }"#,
            r#"span { " · " (size) " / 5" } p { "Karangou" } p { "360p" } code { "gr_live_…" }"#,
            r#"a href={ "/films/" (slug) } hx-get="/x" { (name) }"#,
            r#"@match kind { "film" | "list" => { (a) } _ => { (b) } }"#,
            r#"@if kind == "film" && other != "list" { (a) }"#,
            r#"@for (key, url) in [("films", "/films")] { (link(key, "page-x")) }"#,
            r#"input type="text" aria-label=(t.get("page-x")) autocomplete="off";"#,
        ] {
            assert_eq!(findings(markup), Vec::<String>::new(), "{markup}");
        }
    }

    #[test]
    fn planted_text_is_found() {
        for markup in [
            r#"h1 { "Bonjour" }"#,
            r#"p { (name) " films à voir" }"#,
            r#"img src="/a.png" alt="Une affiche";"#,
            r#"button aria-label={ "Fermer " (name) } { "×" }"#,
            r#"(card(html! { p { "Dedans" } }))"#,
            r#"@if ok { "Oui" } @else { (no) }"#,
        ] {
            assert_eq!(findings(markup).len(), 1, "{markup}: {:?}", findings(markup));
        }
    }
}
