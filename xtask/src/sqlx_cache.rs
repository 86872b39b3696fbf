//! `.sqlx`: what every checked query takes and gives, so that the workspace compiles without a database.
//!
//! Written by sqlx's own macros while cargo checks the crates against a throwaway database with all migrations applied;
//! no extra program is needed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::files;
use crate::postgres::Cluster;
use crate::workspace::{Package, Workspace};

const CACHE: &str = ".sqlx";

/// What to do with the cache.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Action {
    /// Write it anew.
    Prepare,
    /// Say whether it is what the queries and the migrations give now.
    Check {
        /// Lint the whole workspace in the same pass, warnings refused: one compilation instead of two.
        #[arg(long)]
        clippy: bool,
    },
}

/// Carries it out.
pub(crate) fn run(workspace: &Workspace, action: Action) -> Result<()> {
    let fresh = tempfile::tempdir_in(&workspace.target).context("making a folder for the cache")?;
    let lint = matches!(action, Action::Check { clippy: true });
    describe_queries(workspace, fresh.path(), lint)?;
    let committed = workspace.root.join(CACHE);
    let difference = compare(&entries(&committed)?, &entries(fresh.path())?);
    match action {
        Action::Prepare => replace(&committed, fresh.path(), &difference),
        Action::Check { .. } if difference.is_empty() => {
            println!("sqlx: {} queries — in order", entries(&committed)?.len());
            Ok(())
        }
        Action::Check { .. } => bail!("{difference} in {CACHE}: run `cargo xtask sqlx prepare`"),
    }
}

/// What has to change in the cache.
#[derive(Debug, Default, PartialEq, Eq)]
struct Difference {
    missing: Vec<String>,
    stale: Vec<String>,
    changed: Vec<String>,
}

impl Difference {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} queries missing, {} stale, {} changed", self.missing.len(), self.stale.len(), self.changed.len())
    }
}

fn compare(committed: &BTreeMap<String, Vec<u8>>, fresh: &BTreeMap<String, Vec<u8>>) -> Difference {
    let not_in = |left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>| {
        left.keys().filter(|name| !right.contains_key(*name)).cloned().collect()
    };
    let changed = fresh.iter().filter(|(name, bytes)| committed.get(*name).is_some_and(|old| old != *bytes));
    Difference {
        missing: not_in(fresh, committed),
        stale: not_in(committed, fresh),
        changed: changed.map(|(name, _)| name.clone()).collect(),
    }
}

fn entries(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut entries = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            entries.insert(name, std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?);
        }
    }
    Ok(entries)
}

/// Starts a database, applies the migrations and lets the macros write into `cache`.
fn describe_queries(workspace: &Workspace, cache: &Path, lint: bool) -> Result<()> {
    let cluster = Cluster::start()?;
    cluster.stop_on_signal()?;
    let migrations = files::below(&workspace.root, "migrations", "sql")?;
    let migrations: Vec<PathBuf> = migrations.iter().map(|path| workspace.root.join(path)).collect();
    cluster.apply(&migrations)?;
    let mut crates: Vec<&Package> = Vec::new();
    for package in &workspace.packages {
        if has_checked_queries(workspace, package)? {
            crates.push(package);
        }
    }
    for package in &crates {
        wake(&workspace.root.join(&package.folder))?;
    }
    let mut command = compilation(workspace, &crates, lint);
    command.env("DATABASE_URL", cluster.url("postgres")).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", cache);
    let status = command.status().context("running cargo")?;
    cluster.stop()?;
    if status.success() { Ok(()) } else { bail!("the queries do not check against the migrations, or the lints found something") }
}

/// What makes the macros run: a check of the crates with queries, or the lints of the whole workspace.
fn compilation(workspace: &Workspace, crates: &[&Package], lint: bool) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(&workspace.root);
    if lint {
        command.args(["clippy", "--locked", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    } else {
        command.args(["check", "--quiet", "--all-targets"]).args(crates.iter().flat_map(|package| ["-p", &package.name]));
    }
    command
}

/// Whether a crate, or a test of it, holds a query that sqlx checks.
fn has_checked_queries(workspace: &Workspace, package: &Package) -> Result<bool> {
    const MACROS: [&str; 3] = ["query!(", "query_as!(", "query_scalar!("];
    if !package.dependencies.iter().any(|dependency| dependency.name == "sqlx") {
        return Ok(false);
    }
    for path in files::below(&workspace.root, &package.folder, "rs")? {
        let text = files::read(&workspace.root, &path)?;
        if MACROS.iter().any(|name| text.contains(name)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Cargo does not know that a database decides what the macros expand to: make it look at the crate again.
fn wake(folder: &Path) -> Result<()> {
    let now = std::fs::FileTimes::new().set_modified(now());
    for root in ["src/lib.rs", "src/main.rs", "tests/it/main.rs"] {
        let path = folder.join(root);
        if path.is_file() {
            let file = std::fs::File::options().append(true).open(&path);
            file.and_then(|file| file.set_times(now)).with_context(|| format!("touching {}", path.display()))?;
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the file system's time is what cargo compares; no test decides it")]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

fn replace(committed: &Path, fresh: &Path, difference: &Difference) -> Result<()> {
    std::fs::create_dir_all(committed).context("making the cache's folder")?;
    for name in &difference.stale {
        std::fs::remove_file(committed.join(name)).with_context(|| format!("removing {name}"))?;
    }
    for name in difference.missing.iter().chain(&difference.changed) {
        std::fs::copy(fresh.join(name), committed.join(name)).with_context(|| format!("writing {name}"))?;
    }
    println!("sqlx: {difference} — written");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(entries: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        entries.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn planted_differences_of_the_cache_are_found() {
        let committed = cache(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let difference = compare(&committed, &cache(&[("a", "1"), ("b", "changed"), ("d", "4")]));
        let expected = Difference { missing: vec!["d".into()], stale: vec!["c".into()], changed: vec!["b".into()] };
        assert_eq!(difference, expected);
        assert!(compare(&committed, &committed).is_empty());
    }
}
