//! What a check found, and how it says so.

use std::fmt::{self, Display};

use anyhow::{Result, bail};

/// One thing that is against a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// A path, with a line where there is one, or the name of a crate or key.
    pub(crate) place: String,
    /// What is wrong and what to do about it.
    pub(crate) message: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The outcome of one check.
#[derive(Debug)]
pub(crate) struct Report {
    name: &'static str,
    scope: String,
    findings: Vec<Finding>,
}

impl Report {
    /// An empty report of the check `name`.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, scope: String::new(), findings: Vec::new() }
    }

    /// Says how much was looked at, so that "nothing found" cannot mean "nothing read".
    pub(crate) fn looked_at(&mut self, scope: impl Into<String>) {
        self.scope = scope.into();
    }

    /// Adds a finding.
    pub(crate) fn find(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { place: place.into(), message: message.into() });
    }

    /// The findings so far.
    #[cfg(test)]
    pub(crate) fn lines(&self) -> Vec<String> {
        self.findings.iter().map(ToString::to_string).collect()
    }

    /// Prints the report; an error when something was found.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.findings.sort();
        self.findings.dedup();
        for finding in &self.findings {
            println!("{finding}");
        }
        if self.findings.is_empty() {
            println!("{}: {} — in order", self.name, self.scope);
            return Ok(());
        }
        bail!("{}: {} — {} to mend", self.name, self.scope, self.findings.len());
    }
}
