//! `cargo xtask bench NAME`: builds what is measured in the release profile and hands over to `bench/`.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, exit_code};

/// Builds and runs one scenario with its options.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<ExitCode> {
    if arguments.first().is_some_and(|name| name == "encode") {
        crate::media::run(workspace, crate::media::Action::Fetch { out: None })?;
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(&cargo);
    build.args(["build", "--release", "-p", "griot", "-p", "bench"]).current_dir(&workspace.root);
    if !build.status().context("starting cargo build")?.success() {
        bail!("nothing to measure: the build failed");
    }
    let binaries = workspace.target.join("release");
    let mut bench = Command::new(binaries.join("griot-bench"));
    bench.args(arguments).current_dir(&workspace.root).env("BENCH_BINARIES", &binaries);
    exit_code(bench.status().context("starting griot-bench")?)
}
