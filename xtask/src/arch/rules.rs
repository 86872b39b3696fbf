//! `arch.toml`: the tiers, the exceptions and their reasons.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

/// The tier of the contexts that others build on.
pub(crate) const FOUNDATION: u8 = 2;
/// The tier of the business contexts.
pub(crate) const DOMAINS: u8 = 3;
/// The tier of what faces browsers and programs.
pub(crate) const EDGES: u8 = 5;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    /// Crate → tier. A crate may depend on lower tiers.
    pub(crate) tiers: BTreeMap<String, u8>,
    /// Crates that nothing ships: tools and test support. They may depend on anything.
    pub(crate) tools: Vec<String>,
    /// Edges that other edges may depend on.
    pub(crate) shared_edges: Vec<String>,
    /// Dependencies that the tiers alone do not allow.
    #[serde(default)]
    pub(crate) allow: Vec<Edge>,
    /// Third-party crates that some tiers must not know.
    #[serde(default)]
    pub(crate) forbid: Vec<Forbidden>,
    /// Files outside `store` and `queries` that may hold SQL.
    #[serde(default)]
    pub(crate) sql_file: Vec<SqlFile>,
}

/// An allowed dependency and its reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edge {
    /// The crate that depends.
    pub(crate) from: String,
    /// The crate it depends on.
    pub(crate) to: String,
    /// Why this is right.
    pub(crate) reason: String,
}

/// Third-party crates kept out of some tiers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Forbidden {
    /// Their names.
    pub(crate) crates: Vec<String>,
    /// Where they must not stand.
    pub(crate) tiers: Vec<u8>,
    /// Why.
    pub(crate) reason: String,
}

/// A file that may hold SQL though it is neither a store nor a query.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SqlFile {
    /// Relative to the repository.
    pub(crate) path: String,
    /// Why.
    pub(crate) reason: String,
}

impl Rules {
    /// Reads the file.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("reading arch.toml")
    }

    /// Whether the crate is a tool.
    pub(crate) fn is_tool(&self, name: &str) -> bool {
        self.tools.iter().any(|tool| tool == name)
    }

    /// The contexts: crates that own a PostgreSQL schema of their own name.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (&str, u8)> {
        let owns = |tier: u8| (1..=DOMAINS).contains(&tier);
        self.tiers.iter().filter(move |(_, tier)| owns(**tier)).map(|(name, tier)| (name.as_str(), *tier))
    }
}
