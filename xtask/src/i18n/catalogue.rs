//! The keys of one language, with the values each names.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::report::Report;

/// Every message of one language.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    messages: BTreeMap<String, Message>,
}

#[derive(Debug)]
struct Message {
    file: String,
    arguments: BTreeSet<String>,
    mentions: BTreeSet<String>,
}

impl Catalogue {
    /// Reads one file; what does not parse or is defined twice is found.
    pub(super) fn add(&mut self, path: &str, file: &str, text: String, report: &mut Report) {
        let resource = parser::parse(text).unwrap_or_else(|(resource, errors)| {
            for error in errors {
                report.find(path, format!("is not Fluent: {error}"));
            }
            resource
        });
        for entry in resource.body {
            let (name, pattern) = match entry {
                Entry::Message(message) => (message.id.name, message.value),
                Entry::Term(term) => (format!("-{}", term.id.name), Some(term.value)),
                _ => continue,
            };
            let mut message = Message { file: file.to_owned(), arguments: BTreeSet::new(), mentions: BTreeSet::new() };
            if let Some(pattern) = pattern {
                message.read(&pattern);
            }
            if self.messages.insert(name.clone(), message).is_some() {
                report.find(path, format!("defines {name} a second time"));
            }
        }
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether the key exists.
    pub(super) fn has(&self, key: &str) -> bool {
        self.messages.contains_key(key)
    }

    /// Keys that code must ask for: no terms, and nothing that another message mentions.
    pub(super) fn keys_to_use(&self) -> impl Iterator<Item = (&str, &str)> {
        let mentioned: BTreeSet<&String> = self.messages.values().flat_map(|message| &message.mentions).collect();
        let wanted = move |key: &&String| !key.starts_with('-') && !mentioned.contains(key);
        self.messages.keys().filter(wanted).map(|key| (key.as_str(), self.messages[key].file.as_str()))
    }
}

impl Message {
    fn read(&mut self, pattern: &Pattern<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.read_expression(expression);
            }
        }
    }

    fn read_expression(&mut self, expression: &Expression<String>) {
        match expression {
            Expression::Inline(inline) => self.read_inline(inline),
            Expression::Select { selector, variants } => {
                self.read_inline(selector);
                for variant in variants {
                    self.read(&variant.value);
                }
            }
        }
    }

    fn read_inline(&mut self, inline: &InlineExpression<String>) {
        match inline {
            InlineExpression::VariableReference { id } => drop(self.arguments.insert(id.name.clone())),
            InlineExpression::MessageReference { id, .. } => drop(self.mentions.insert(id.name.clone())),
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| self.read_inline(argument));
            }
            InlineExpression::Placeable { expression } => self.read_expression(expression),
            _ => {}
        }
    }
}

/// Finds keys that one language lacks, names differently or keeps in another file.
pub(super) fn compare(french: &Catalogue, english: &Catalogue, report: &mut Report) {
    for (key, ours) in &french.messages {
        let Some(theirs) = english.messages.get(key) else {
            report.find(key, "exists in French but not in English");
            continue;
        };
        if ours.arguments != theirs.arguments {
            let message = format!("names {:?} in French and {:?} in English", ours.arguments, theirs.arguments);
            report.find(key, message);
        }
        if ours.file != theirs.file {
            report.find(key, format!("stands in {} in French and {} in English", ours.file, theirs.file));
        }
    }
    for key in english.messages.keys().filter(|key| !french.has(key)) {
        report.find(key, "exists in English but not in French");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(text: &str, report: &mut Report) -> Catalogue {
        let mut catalogue = Catalogue::default();
        catalogue.add("i18n/xx/a.ftl", "a.ftl", text.to_owned(), report);
        catalogue
    }

    fn findings(french: &str, english: &str) -> Vec<String> {
        let mut report = Report::new("i18n");
        let (french, english) = (catalogue(french, &mut report), catalogue(english, &mut report));
        compare(&french, &english, &mut report);
        report.lines()
    }

    #[test]
    fn languages_that_agree_are_in_order() {
        let french = "-b = Griot\na = Un { $n ->\n    [one] film\n   *[other] films\n} { -b }\n";
        let english = "-b = Griot\na = { $n ->\n    [one] A film\n   *[other] { $n } films\n} { -b }\n";
        assert_eq!(findings(french, english), Vec::<String>::new());
    }

    #[test]
    fn planted_differences_are_found() {
        let found = findings("a = { $n } films\nb = oui\n", "a = { $count } films\nc = yes\n");
        assert_eq!(
            found,
            [
                "a: names {\"n\"} in French and {\"count\"} in English",
                "b: exists in French but not in English",
                "c: exists in English but not in French",
            ]
        );
    }

    #[test]
    fn a_broken_file_and_a_repeated_key_are_found() {
        let found = findings("a = un\na = deux\nb = { oups\n", "a = one\n");
        assert!(found.iter().any(|line| line.contains("defines a a second time")), "{found:?}");
        assert!(found.iter().any(|line| line.contains("is not Fluent")), "{found:?}");
    }

    #[test]
    fn a_key_that_another_mentions_need_not_be_used_by_code() {
        let catalogue = catalogue("a = { b }\nb = x\n-c = y\n", &mut Report::new("i18n"));
        assert_eq!(catalogue.keys_to_use().collect::<Vec<_>>(), [("a", "a.ftl")]);
    }
}
