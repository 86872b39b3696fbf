//! Which keys the code asks for.
//!
//! A key counts as used when it stands as a string literal in production code, or when a `format!` pattern such as
//! `"catalog-genre-{genre}"` can make it. Keys asked for by `t.get("…")`, `t.with("…")`, in the body of a `fn code` or
//! as the code of a `FieldError` must exist.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::catalogue::Catalogue;
use crate::report::Report;
use crate::source::{Source, string_value};

/// What the sources mention.
#[derive(Debug, Default)]
pub(super) struct Usage {
    literals: BTreeSet<String>,
    patterns: BTreeSet<(String, String)>,
    asked: BTreeMap<String, String>,
}

impl Usage {
    /// Reads one file.
    pub(super) fn add(&mut self, source: &Source) {
        if source.is_test_file() {
            return;
        }
        for text in source.production_texts() {
            if let Some(pattern) = pattern_of(&text.value) {
                self.patterns.insert(pattern);
            }
            self.literals.insert(text.value);
        }
        let mut asked = Vec::new();
        collect_asked(&source.tokens, &mut asked);
        for (key, line) in asked {
            if is_key(&key) && !source.is_test_line(line) {
                self.asked.entry(key).or_insert_with(|| format!("{}:{line}", source.path));
            }
        }
    }

    /// Finds keys asked for that do not exist, and keys that nobody asks for.
    pub(super) fn compare(&self, catalogue: &Catalogue, report: &mut Report) {
        for (key, place) in self.asked.iter().filter(|(key, _)| !catalogue.has(key)) {
            report.find(place, format!("asks for the text {key}, which does not exist"));
        }
        for (key, file) in catalogue.keys_to_use().filter(|(key, _)| !self.mentions(key)) {
            report.find(format!("i18n/fr/{file}"), format!("{key} is used nowhere"));
        }
    }

    fn mentions(&self, key: &str) -> bool {
        let made = |(start, end): &(String, String)| {
            key.len() > start.len() + end.len() && key.starts_with(start.as_str()) && key.ends_with(end.as_str())
        };
        self.literals.contains(key) || self.patterns.iter().any(made)
    }
}

/// The start and the end of the keys that a format string can make, when it begins like a key.
fn pattern_of(text: &str) -> Option<(String, String)> {
    let (start, rest) = text.split_once('{')?;
    let (_, end) = rest.rsplit_once('}')?;
    let starts_like_key = start.contains('-') && start.chars().all(is_key_char);
    (starts_like_key && end.chars().all(is_key_char)).then(|| (start.to_owned(), end.to_owned()))
}

fn is_key(text: &str) -> bool {
    text.contains('-') && text.chars().all(is_key_char)
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'
}

fn collect_asked(stream: &TokenStream, asked: &mut Vec<(String, usize)>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            collect_asked(&group.stream(), asked);
            if group.delimiter() == Delimiter::Parenthesis && asks_translator(&tokens[..at]) {
                asked.extend(group.stream().into_iter().next().and_then(literal));
            } else if group.delimiter() == Delimiter::Parenthesis && makes_field_error(&tokens[..at]) {
                asked.extend(group.stream().into_iter().last().and_then(literal));
            } else if group.delimiter() == Delimiter::Brace && is_body_of_code(&tokens[..at]) {
                collect_literals(&group.stream(), asked);
            }
        }
    }
}

fn literal(token: TokenTree) -> Option<(String, usize)> {
    let TokenTree::Literal(literal) = token else { return None };
    string_value(&literal.to_string()).map(|value| (value, literal.span().start().line))
}

fn collect_literals(stream: &TokenStream, asked: &mut Vec<(String, usize)>) {
    for token in stream.clone() {
        match token {
            TokenTree::Group(group) => collect_literals(&group.stream(), asked),
            other => asked.extend(literal(other)),
        }
    }
}

fn words(tokens: &[TokenTree], count: usize) -> Vec<String> {
    tokens[tokens.len().saturating_sub(count)..].iter().map(ToString::to_string).collect()
}

/// `… t . get` or `… t . with`, with `t` also as a field: `visit.t.get`.
fn asks_translator(before: &[TokenTree]) -> bool {
    let words = words(before, 3);
    matches!(words.iter().map(String::as_str).collect::<Vec<_>>()[..], ["t" | "translator", ".", "get" | "with"])
}

/// `FieldError :: new`.
fn makes_field_error(before: &[TokenTree]) -> bool {
    words(before, 4) == ["FieldError", ":", ":", "new"]
}

/// `fn code (& self) -> & ' static str`: the literals of its body are codes, and a code is a key.
fn is_body_of_code(before: &[TokenTree]) -> bool {
    let words = words(before, 12);
    let Some(at) = words.iter().rposition(|word| word == "fn") else { return false };
    let signature = &words[at..];
    let named = signature.get(1).is_some_and(|name| name == "code");
    named && signature.last().is_some_and(|last| last == "str") && !signature.iter().any(|word| word == ";")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FTL: &str = "page-title = A\npage-genre-drama = B\npage-unused = C\nerror-taken = D\n";

    fn findings(code: &str) -> Vec<String> {
        let mut report = Report::new("i18n");
        let mut catalogue = Catalogue::default();
        catalogue.add("i18n/fr/a.ftl", "a.ftl", FTL.to_owned(), &mut report);
        let mut usage = Usage::default();
        usage.add(&Source::parse("crates/a/src/lib.rs", code.to_owned()).unwrap());
        usage.compare(&catalogue, &mut report);
        report.lines()
    }

    const SOUND: &str = r#"
        fn page() { html! { h1 { (visit.t.get("page-title")) } (t.get(&format!("page-genre-{genre}"))) } }
        fn other() { list(&["page-unused"]) }
        impl AppError for E { fn code(&self) -> &'static str { match self { Self::Taken => "error-taken" } } }
    "#;

    #[test]
    fn keys_that_exist_and_are_used_are_in_order() {
        assert_eq!(findings(SOUND), Vec::<String>::new());
    }

    #[test]
    fn a_planted_missing_key_is_found_wherever_it_is_asked_for() {
        for planted in [
            r#"fn p() { visit.t.get("page-gone") }"#,
            r#"fn p() { html! { (t.with("page-gone", &[("n", 1.into())])) } }"#,
            r#"fn p() { FieldError::new("email", "page-gone"); }"#,
            r#"impl E { fn code(&self) -> &'static str { "page-gone" } }"#,
        ] {
            let found = findings(&format!("{SOUND}\n{planted}"));
            assert_eq!(found, ["crates/a/src/lib.rs:6: asks for the text page-gone, which does not exist"], "{planted}");
        }
    }

    #[test]
    fn a_planted_unused_key_is_found() {
        let found = findings(&SOUND.replace(r#""page-unused""#, ""));
        assert_eq!(found, ["i18n/fr/a.ftl: page-unused is used nowhere"]);
    }
}
