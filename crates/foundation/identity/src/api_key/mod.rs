//! API keys: long-lived secrets for programs, narrowed by scopes.

pub(crate) mod store;

use kernel::{Permission, PermissionSet};

/// What every key starts with, so that a leaked one is recognised.
pub(crate) const PREFIX: &str = "gr_live_";

/// The permissions that stored scope words stand for; unknown words give nothing.
pub(crate) fn parse_scopes(words: &[String]) -> PermissionSet {
    let known: Vec<Permission> = words.iter().filter_map(|word| parse_scope(word)).collect();
    PermissionSet::of(&known)
}

/// The permission of a scope word: its name in snake case.
pub(crate) fn parse_scope(word: &str) -> Option<Permission> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}
