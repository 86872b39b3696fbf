//! Rust sources as tokens: enough to find functions, string literals and test code without compiling anything.
//!
//! Token-level on purpose: it works on code that does not compile yet, and inside macros such as `html!`.

use std::ops::RangeInclusive;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// One Rust file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Relative to the repository.
    pub(crate) path: String,
    /// As written.
    pub(crate) text: String,
    /// As read.
    pub(crate) tokens: TokenStream,
    test_lines: Vec<RangeInclusive<usize>>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// The line of `fn`.
    pub(crate) line: usize,
    /// Lines of code from `fn` to the closing brace, without blank lines and whole-line comments. A text over several
    /// lines counts as one: a query with a column a line is not a longer thought.
    pub(crate) lines: usize,
}

/// A string literal and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// The value, escapes resolved.
    pub(crate) value: String,
    /// Its first line.
    pub(crate) line: usize,
}

impl Source {
    /// Reads `text` as Rust.
    pub(crate) fn parse(path: &str, text: String) -> Result<Self> {
        let tokens: TokenStream = text.parse().map_err(|error| anyhow!("{path} is not Rust: {error}"))?;
        let mut test_lines = Vec::new();
        collect_test_lines(&tokens, &mut test_lines);
        Ok(Self { path: path.to_owned(), text, tokens, test_lines })
    }

    /// Whether the whole file is for tests.
    pub(crate) fn is_test_file(&self) -> bool {
        is_test_path(&self.path)
    }

    /// Whether `line` is test code, by the file or by `#[cfg(test)]`.
    pub(crate) fn is_test_line(&self, line: usize) -> bool {
        self.is_test_file() || self.test_lines.iter().any(|range| range.contains(&line))
    }

    /// Lines of the file that are not in a `#[cfg(test)]` item.
    pub(crate) fn production_lines(&self) -> usize {
        let total = self.text.lines().count();
        if self.is_test_file() { total } else { (1..=total).filter(|line| !self.is_test_line(*line)).count() }
    }

    /// Every function with a body, nested ones too.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        let lines: Vec<&str> = self.text.lines().collect();
        collect_functions(&self.tokens, &lines, &mut found);
        found
    }

    /// Every string literal outside tests and doc comments.
    pub(crate) fn production_texts(&self) -> Vec<Text> {
        let mut found = Vec::new();
        collect_texts(&self.tokens, &mut found);
        found.retain(|text| !self.is_test_line(text.line));
        found
    }
}

/// Whether a path holds test code only.
pub(crate) fn is_test_path(path: &str) -> bool {
    let in_folder = path.split('/').any(|part| part == "tests" || part == "test-kit");
    in_folder || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

/// The value of a plain or raw string literal; nothing for any other literal.
pub(crate) fn string_value(literal: &str) -> Option<String> {
    if let Some(rest) = literal.strip_prefix('r') {
        return rest.trim_matches('#').strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    Some(unescape(inner))
}

fn unescape(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => out.extend(unicode_escape(&mut chars)),
            Some('\n') => while chars.next_if(|next| next.is_whitespace()).is_some() {},
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

fn unicode_escape(chars: &mut impl Iterator<Item = char>) -> Option<char> {
    let digits: String = chars.skip_while(|c| *c == '{').take_while(|c| *c != '}').collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
}

/// Whether `tokens[at]` is the `#` of an outer attribute, and then the group that holds it.
pub(crate) fn attribute_at(tokens: &[TokenTree], at: usize) -> Option<&Group> {
    let TokenTree::Punct(hash) = tokens.get(at)? else { return None };
    match tokens.get(at + 1)? {
        TokenTree::Group(group) if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket => Some(group),
        _ => None,
    }
}

fn collect_test_lines(stream: &TokenStream, found: &mut Vec<RangeInclusive<usize>>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        if attribute_at(&tokens, at).is_some_and(marks_test) {
            let end = item_end(&tokens, at + 2);
            let last = tokens.get(end).or(tokens.last()).map_or(0, |token| token.span().end().line);
            found.push(tokens[at].span().start().line..=last);
            at = end + 1;
            continue;
        }
        if let TokenTree::Group(group) = &tokens[at] {
            collect_test_lines(&group.stream(), found);
        }
        at += 1;
    }
}

fn marks_test(attribute: &Group) -> bool {
    let text = attribute.stream().to_string();
    text == "cfg (test)" || text == "cfg(test)" || text == "test" || text.ends_with(":: test") || text.ends_with("::test")
}

/// The index of the token that ends the item starting at `from`: its brace group or its `;`.
fn item_end(tokens: &[TokenTree], from: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    (from..tokens.len()).find(|at| ends(&tokens[*at])).unwrap_or(tokens.len())
}

fn collect_functions(stream: &TokenStream, lines: &[&str], found: &mut Vec<Function>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => collect_functions(&group.stream(), lines, found),
            TokenTree::Ident(ident) if ident == "fn" => found.extend(function_at(&tokens, at, lines)),
            _ => {}
        }
    }
}

fn function_at(tokens: &[TokenTree], at: usize, lines: &[&str]) -> Option<Function> {
    let TokenTree::Ident(name) = tokens.get(at + 1)? else { return None };
    let TokenTree::Group(body) = tokens.get(item_end(tokens, at + 1))? else { return None };
    let line = tokens[at].span().start().line;
    let last = body.span_close().end().line;
    let inside = continued_lines(&body.stream());
    let counts = |at: usize| is_code(lines[at - 1]) && !inside.iter().any(|range| range.contains(&at));
    let code = (line..=last.min(lines.len())).filter(|at| counts(*at)).count();
    Some(Function { name: name.to_string(), line, lines: code })
}

/// The lines of string literals after their first.
fn continued_lines(stream: &TokenStream) -> Vec<RangeInclusive<usize>> {
    let of = |token: TokenTree| match token {
        TokenTree::Group(group) => continued_lines(&group.stream()),
        TokenTree::Literal(literal) => {
            vec![literal.span().start().line + 1..=literal.span().end().line]
        }
        _ => Vec::new(),
    };
    stream.clone().into_iter().flat_map(of).collect()
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with("//")
}

fn collect_texts(stream: &TokenStream, found: &mut Vec<Text>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        if attribute_at(&tokens, at).is_some_and(|group| group.stream().to_string().starts_with("doc")) {
            at += 2;
            continue;
        }
        match &tokens[at] {
            TokenTree::Group(group) => collect_texts(&group.stream(), found),
            TokenTree::Literal(literal) => {
                found.extend(string_value(&literal.to_string()).map(|value| Text { value, line: literal.span().start().line }));
            }
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::parse("crates/a/src/lib.rs", text.to_owned()).unwrap()
    }

    #[test]
    fn test_code_is_told_from_production_code() {
        let source = source("fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n");
        assert!(!source.is_test_line(1));
        assert!(source.is_test_line(5));
        assert_eq!(source.production_lines(), 2);
    }

    #[test]
    fn a_function_is_measured_without_blank_lines_and_comments() {
        let source = source("fn a() {\n    // why\n\n    b();\n}\nstruct S { f: fn() }\ntrait T { fn only(&self); }\n");
        assert_eq!(source.functions(), [Function { name: "a".into(), line: 1, lines: 3 }]);
    }

    #[test]
    fn a_query_over_several_lines_counts_as_one() {
        let source = source(
            "fn a() {\n    query!(\n        \"select\n           id,\n           title\n         from film\",\n    );\n}\n",
        );
        assert_eq!(source.functions()[0].lines, 5);
    }

    #[test]
    fn texts_leave_out_doc_comments_and_tests() {
        let source = source("/// \"doc\"\nfn a() { b(\"kept\", r#\"raw\"#, b\"bytes\"); }\n#[test]\nfn t() { c(\"gone\"); }\n");
        let values: Vec<String> = source.production_texts().into_iter().map(|text| text.value).collect();
        assert_eq!(values, ["kept", "raw"]);
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(string_value(r#""a\u{202f}b\n\"""#).unwrap(), "a\u{202f}b\n\"");
    }
}
