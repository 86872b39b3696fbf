//! The workspace as `cargo metadata` tells it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The crates of this repository and where they stand.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The repository's folder.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Our own crates.
    pub(crate) packages: Vec<Package>,
}

/// One of our crates.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// Its name in `Cargo.toml`.
    pub(crate) name: String,
    /// Its folder, relative to the root, with `/` between parts.
    pub(crate) folder: String,
    /// What its `Cargo.toml` asks for.
    pub(crate) dependencies: Vec<Dependency>,
    /// The names of its cargo features.
    pub(crate) features: Vec<String>,
}

/// One line of a `[dependencies]` table.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    /// The name of the crate asked for, whatever it is renamed to.
    pub(crate) name: String,
    /// `dev`, `build`, or nothing for a normal one.
    pub(crate) kind: Option<String>,
}

impl Dependency {
    /// Whether only tests see it.
    pub(crate) fn is_dev(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    features: BTreeMap<String, Vec<String>>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .output()
            .context("running cargo metadata")?;
        if !output.status.success() {
            bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
        let root = metadata.workspace_root;
        let packages = metadata.packages.into_iter().map(|package| package.into_ours(&root)).collect::<Result<_>>()?;
        Ok(Self { root, target: metadata.target_directory, packages })
    }

    /// Runs a script of the repository with the caller's streams and gives back its exit code.
    pub(crate) fn run_script(&self, script: &str, arguments: &[OsString]) -> Result<ExitCode> {
        let status = Command::new(self.root.join(script)).args(arguments).current_dir(&self.root).status();
        exit_code(status.with_context(|| format!("starting {script}"))?)
    }
}

impl MetadataPackage {
    fn into_ours(self, root: &Path) -> Result<Package> {
        let folder = self.manifest_path.parent().context("a manifest without a folder")?;
        let folder = folder.strip_prefix(root).with_context(|| format!("{} is outside the workspace", self.name))?;
        Ok(Package {
            name: self.name,
            folder: folder.to_string_lossy().into_owned(),
            dependencies: self.dependencies,
            features: self.features.into_keys().collect(),
        })
    }
}

/// The exit code of a child as ours; a child ended by a signal counts as failed.
pub(crate) fn exit_code(status: std::process::ExitStatus) -> Result<ExitCode> {
    let code = status.code().context("the command was ended by a signal")?;
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
