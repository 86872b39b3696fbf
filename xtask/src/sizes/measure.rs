//! What is measured, and the limits of each kind.

use std::collections::BTreeMap;

use crate::source::Source;

/// A target that new code obeys and a limit that nothing passes, in lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Longer needs a line in the baseline.
    pub(super) target: usize,
    /// Longer is refused.
    pub(super) hard: usize,
}

const FILE: Limits = Limits { target: 300, hard: 500 };
const TEST_FILE: Limits = Limits { target: 500, hard: 800 };
const FUNCTION: Limits = Limits { target: 40, hard: 70 };
const TEST_FUNCTION: Limits = Limits { target: 60, hard: 90 };

/// A file or a function with its length.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// `path`, or `path::function`, with `#2` for the second of the same name.
    pub(super) name: String,
    /// Where to look.
    pub(super) place: String,
    /// Its length in lines.
    pub(super) lines: usize,
    /// What it is held to.
    pub(super) limits: Limits,
}

/// Measures a Rust file and its functions.
pub(super) fn rust(source: &Source, measured: &mut Vec<Measured>) {
    let path = &source.path;
    let limits = if source.is_test_file() { TEST_FILE } else { FILE };
    measured.push(Measured { name: path.clone(), place: path.clone(), lines: source.production_lines(), limits });
    let mut seen = BTreeMap::<String, usize>::new();
    for function in source.functions() {
        let count = seen.entry(function.name.clone()).or_default();
        *count += 1;
        let suffix = if *count > 1 { format!("#{count}") } else { String::new() };
        let limits = if source.is_test_line(function.line) { TEST_FUNCTION } else { FUNCTION };
        measured.push(Measured {
            name: format!("{path}::{}{suffix}", function.name),
            place: format!("{path}:{} fn {}", function.line, function.name),
            lines: function.lines,
            limits,
        });
    }
}

/// Measures a script of the front end or of the journeys: the file only.
pub(super) fn script(path: &str, text: &str, measured: &mut Vec<Measured>) {
    let limits = if path.starts_with("e2e/") || path.contains(".test.") { TEST_FILE } else { FILE };
    measured.push(Measured { name: path.to_owned(), place: path.to_owned(), lines: text.lines().count(), limits });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_measured_without_its_tests_and_functions_by_name() {
        let text = "fn a() {}\nimpl X { fn a() {\n  b();\n} }\n#[cfg(test)]\nmod tests {\n fn c() {}\n}\n";
        let mut measured = Vec::new();
        rust(&Source::parse("crates/a/src/lib.rs", text.to_owned()).unwrap(), &mut measured);
        let short: Vec<(&str, usize, usize)> = measured.iter().map(|it| (it.name.as_str(), it.lines, it.limits.target)).collect();
        assert_eq!(
            short,
            [
                ("crates/a/src/lib.rs", 4, 300),
                ("crates/a/src/lib.rs::a", 1, 40),
                ("crates/a/src/lib.rs::a#2", 3, 40),
                ("crates/a/src/lib.rs::c", 1, 60),
            ]
        );
    }
}
