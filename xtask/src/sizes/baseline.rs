//! The lengths that are known to be over target, committed so that they can only shrink.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::measure::Measured;
use crate::report::Report;

const HEADER: &str = "# Files and functions over their target length, in lines. Written by `cargo xtask sizes --write`;\n\
                      # an entry may shrink or go, never grow.\n";

/// Name → length of what is over target.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Baseline(BTreeMap<String, usize>);

impl Baseline {
    /// Reads the file; without one, nothing may be over target.
    pub(super) fn load(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Self(toml::from_str(&text).with_context(|| format!("reading {}", path.display()))?))
    }

    /// Writes the file, one entry a line, sorted.
    pub(super) fn save(&self, path: &Path) -> Result<()> {
        let mut text = HEADER.to_owned();
        for (name, lines) in &self.0 {
            writeln!(text, "\"{name}\" = {lines}")?;
        }
        std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Finds what is over a limit, what grew, and entries that should shrink with their subject.
    pub(super) fn compare(&self, measured: &[Measured], report: &mut Report) {
        for it in measured {
            let known = self.0.get(&it.name).copied();
            if it.lines > it.limits.hard {
                report.find(&it.place, format!("{} lines, and nothing is over {}: split it", it.lines, it.limits.hard));
            } else if it.lines > known.unwrap_or(0).max(it.limits.target) {
                report.find(&it.place, grown(it, known));
            } else if known.is_some_and(|known| it.lines < known) {
                let message = format!("shrank to {} lines: run `cargo xtask sizes --write`", it.lines);
                report.find(&it.place, message);
            }
        }
        for name in self.0.keys().filter(|name| !measured.iter().any(|it| it.name == **name)) {
            report.find(name, "is gone: run `cargo xtask sizes --write`");
        }
    }

    /// The baseline of what is over target now. What grew or is new keeps its old length unless growth is accepted.
    pub(super) fn renew(&self, measured: &[Measured], accept_growth: bool) -> Self {
        let over = measured.iter().filter(|it| it.lines > it.limits.target);
        let kept = over.filter_map(|it| match (self.0.get(&it.name), accept_growth) {
            (_, true) => Some((it.name.clone(), it.lines)),
            (Some(&known), false) => Some((it.name.clone(), known.min(it.lines))),
            (None, false) => None,
        });
        Self(kept.collect())
    }
}

fn grown(it: &Measured, known: Option<usize>) -> String {
    match known {
        Some(known) => format!("grew from {known} to {} lines: over {} it may only shrink", it.lines, it.limits.target),
        None => format!("{} lines, target {}: split it", it.lines, it.limits.target),
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::Limits;
    use super::*;

    fn measured(name: &str, lines: usize) -> Measured {
        Measured { name: name.into(), place: name.into(), lines, limits: Limits { target: 300, hard: 500 } }
    }

    fn baseline(entries: &[(&str, usize)]) -> Baseline {
        Baseline(entries.iter().map(|(name, lines)| ((*name).to_owned(), *lines)).collect())
    }

    fn findings(baseline: &Baseline, measured: &[Measured]) -> Vec<String> {
        let mut report = Report::new("sizes");
        baseline.compare(measured, &mut report);
        report.lines()
    }

    #[test]
    fn what_is_short_or_known_is_in_order() {
        let known = baseline(&[("b", 400)]);
        assert_eq!(findings(&known, &[measured("a", 300), measured("b", 400)]), Vec::<String>::new());
    }

    #[test]
    fn planted_growth_is_found() {
        let known = baseline(&[("b", 400), ("c", 350), ("gone", 310)]);
        let found = findings(&known, &[measured("a", 301), measured("b", 401), measured("c", 349), measured("d", 501)]);
        assert_eq!(
            found,
            [
                "a: 301 lines, target 300: split it",
                "b: grew from 400 to 401 lines: over 300 it may only shrink",
                "c: shrank to 349 lines: run `cargo xtask sizes --write`",
                "d: 501 lines, and nothing is over 500: split it",
                "gone: is gone: run `cargo xtask sizes --write`",
            ]
        );
    }

    #[test]
    fn growth_enters_the_baseline_only_when_accepted() {
        let known = baseline(&[("b", 400), ("c", 350)]);
        let now = [measured("a", 301), measured("b", 420), measured("c", 320)];
        assert_eq!(known.renew(&now, false), baseline(&[("b", 400), ("c", 320)]));
        assert_eq!(known.renew(&now, true), baseline(&[("a", 301), ("b", 420), ("c", 320)]));
    }
}
