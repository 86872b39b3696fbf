//! The borders between crates, checked from `arch.toml`, `cargo metadata` and the sources.
//!
//! Which crate may depend on which (`graph`), and who may speak SQL about what (`sql`).

mod graph;
mod rules;
mod sql;

use anyhow::Result;

use crate::files;
use crate::report::Report;
use crate::source::Source;
use crate::workspace::Workspace;
use rules::Rules;

/// Checks the whole workspace.
pub(crate) fn check(workspace: &Workspace) -> Result<Report> {
    let rules = Rules::parse(&files::read(&workspace.root, "arch.toml")?)?;
    let mut report = Report::new("arch");
    graph::check(&rules, &workspace.packages, &mut report);
    let mut statements = 0;
    for package in &workspace.packages {
        for path in files::below(&workspace.root, &package.folder, "rs")? {
            let source = Source::parse(&path, files::read(&workspace.root, &path)?)?;
            statements += sql::check_source(&rules, &package.name, &source, &mut report);
        }
    }
    for path in files::below(&workspace.root, "migrations", "sql")? {
        sql::check_migration(&rules, &path, &files::read(&workspace.root, &path)?, &mut report);
    }
    report.looked_at(format!("{} crates, {statements} uses of SQL", workspace.packages.len()));
    Ok(report)
}
