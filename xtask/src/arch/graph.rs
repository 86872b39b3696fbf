//! Dependencies point down the tiers; everything else stands in `arch.toml` with its reason.

use std::collections::BTreeSet;

use super::rules::{DOMAINS, EDGES, FOUNDATION, Forbidden, Rules};
use crate::report::Report;
use crate::workspace::{Dependency, Package};

/// Checks every crate's dependencies.
pub(super) fn check(rules: &Rules, packages: &[Package], report: &mut Report) {
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut used = BTreeSet::new();
    for package in packages {
        if rules.is_tool(&package.name) {
            continue;
        }
        let Some(&tier) = rules.tiers.get(&package.name) else {
            report.find(&package.name, "has no tier: give it one in arch.toml");
            continue;
        };
        if !package.features.is_empty() {
            report.find(&package.name, "has cargo features: a switch of the product is a configuration field");
        }
        for dependency in &package.dependencies {
            if ours.contains(dependency.name.as_str()) {
                check_ours(rules, package, tier, dependency, &mut used, report);
            } else if !dependency.is_dev() {
                rules.forbid.iter().for_each(|rule| check_forbidden(rule, package, tier, dependency, report));
            }
        }
    }
    check_leftovers(rules, &ours, &used, report);
}

fn check_ours<'a>(
    rules: &Rules,
    package: &'a Package,
    tier: u8,
    dependency: &'a Dependency,
    used: &mut BTreeSet<(&'a str, &'a str)>,
    report: &mut Report,
) {
    let to = dependency.name.as_str();
    let listed = rules.allow.iter().any(|edge| edge.from == package.name && edge.to == to);
    if listed {
        used.insert((package.name.as_str(), to));
    }
    if rules.is_tool(to) {
        if !dependency.is_dev() && !listed {
            report.find(&package.name, format!("depends on the tool {to} outside its tests"));
        }
        return;
    }
    let Some(&below) = rules.tiers.get(to) else { return };
    if let Some(problem) = problem(rules, tier, to, below, listed, dependency.is_dev()) {
        report.find(&package.name, format!("depends on {to} (tier {below}) from tier {tier}: {problem}"));
    }
}

/// Why this dependency is not allowed, if it is not.
fn problem(rules: &Rules, tier: u8, to: &str, below: u8, listed: bool, dev: bool) -> Option<&'static str> {
    if below > tier {
        return Some("dependencies point down");
    }
    if tier == DOMAINS && below == DOMAINS {
        return Some("a domain never depends on a domain; react to its events or let a flow call both");
    }
    if tier == EDGES && below == EDGES {
        let shared = rules.shared_edges.iter().any(|edge| edge == to);
        return (!shared).then_some("edges never depend on each other");
    }
    let needs_reason = below == tier || (tier == DOMAINS && below == FOUNDATION);
    (needs_reason && !listed && !dev).then_some("not in arch.toml; if it is right, list it with its reason")
}

fn check_forbidden(rule: &Forbidden, package: &Package, tier: u8, dependency: &Dependency, report: &mut Report) {
    if rule.tiers.contains(&tier) && rule.crates.contains(&dependency.name) {
        let message = format!("depends on {}, forbidden in tier {tier}: {}", dependency.name, rule.reason);
        report.find(&package.name, message);
    }
}

/// An exception that nobody uses any more is removed, and each has a reason.
fn check_leftovers(rules: &Rules, ours: &BTreeSet<&str>, used: &BTreeSet<(&str, &str)>, report: &mut Report) {
    for edge in &rules.allow {
        if !used.contains(&(edge.from.as_str(), edge.to.as_str())) {
            report.find("arch.toml", format!("allows {} → {}, which does not exist: remove it", edge.from, edge.to));
        }
        if edge.reason.trim().is_empty() {
            report.find("arch.toml", format!("allows {} → {} without a reason", edge.from, edge.to));
        }
    }
    for name in rules.tiers.keys().chain(&rules.tools) {
        if !ours.contains(name.as_str()) {
            report.find("arch.toml", format!("names {name}, which is no crate of the workspace"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
        tools = ["test-kit"]
        shared_edges = ["web-kit"]
        [tiers]
        kernel = 0
        media = 2
        playback = 2
        catalog = 3
        booking = 3
        web-kit = 5
        web-karangou = 5
        api = 5
        [[allow]]
        from = "playback"
        to = "media"
        reason = "the playlists of a playback name the media files"
        [[allow]]
        from = "catalog"
        to = "media"
        reason = "a film has an asset"
        [[forbid]]
        crates = ["axum"]
        tiers = [0, 1, 2, 3, 4]
        reason = "HTTP stands in the edges"
    "#;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        let dependencies = dependencies.iter().map(|dependency| match dependency.strip_prefix("dev:") {
            Some(name) => Dependency { name: name.to_owned(), kind: Some("dev".to_owned()) },
            None => Dependency { name: (*dependency).to_owned(), kind: None },
        });
        let folder = format!("crates/{name}");
        Package { name: name.to_owned(), folder, dependencies: dependencies.collect(), features: Vec::new() }
    }

    fn sound() -> Vec<Package> {
        vec![
            package("kernel", &[]),
            package("media", &["kernel", "dev:axum"]),
            package("playback", &["kernel", "media", "dev:test-kit"]),
            package("catalog", &["kernel", "media"]),
            package("booking", &["kernel"]),
            package("web-kit", &["kernel", "axum"]),
            package("web-karangou", &["web-kit", "catalog"]),
            package("api", &["catalog"]),
            package("test-kit", &["api"]),
        ]
    }

    fn findings(packages: &[Package]) -> Vec<String> {
        let mut report = Report::new("arch");
        check(&Rules::parse(RULES).unwrap(), packages, &mut report);
        report.lines()
    }

    /// The sound workspace with one more dependency.
    fn with(name: &str, dependency: &str) -> Vec<String> {
        let mut packages = sound();
        let planted = package(name, &[dependency]).dependencies;
        packages.iter_mut().find(|package| package.name == name).unwrap().dependencies.extend(planted);
        findings(&packages)
    }

    #[test]
    fn a_sound_workspace_has_no_findings() {
        assert_eq!(findings(&sound()), Vec::<String>::new());
    }

    #[test]
    fn planted_dependencies_against_the_tiers_are_found() {
        for (name, dependency, expected) in [
            ("kernel", "media", "dependencies point down"),
            ("kernel", "dev:media", "dependencies point down"),
            ("media", "playback", "not in arch.toml"),
            ("booking", "catalog", "a domain never depends on a domain"),
            ("booking", "media", "not in arch.toml"),
            ("web-karangou", "api", "edges never depend on each other"),
            ("catalog", "axum", "forbidden in tier 3: HTTP stands in the edges"),
            ("catalog", "test-kit", "outside its tests"),
        ] {
            let found = with(name, dependency);
            assert!(found.iter().any(|line| line.contains(expected)), "{name} → {dependency}: {found:?}");
        }
    }

    #[test]
    fn a_crate_without_tier_and_a_feature_are_found() {
        let mut packages = sound();
        packages.push(package("billing", &[]));
        packages[0].features.push("fast".to_owned());
        let found = findings(&packages);
        assert!(found.contains(&"billing: has no tier: give it one in arch.toml".to_owned()), "{found:?}");
        assert!(found.iter().any(|line| line.starts_with("kernel: has cargo features")), "{found:?}");
    }

    #[test]
    fn an_exception_that_nobody_uses_is_found() {
        let mut packages = sound();
        packages[2].dependencies.retain(|dependency| dependency.name != "media");
        let found = findings(&packages);
        assert_eq!(found, ["arch.toml: allows playback → media, which does not exist: remove it"]);
    }
}
