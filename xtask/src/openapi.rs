//! `docs/openapi.json`: what the binary says of its API, committed so that a change of the contract is seen in review.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

const FILE: &str = "docs/openapi.json";

/// Compares the committed file with the binary's own description, or writes it.
pub(crate) fn run(workspace: &Workspace, write: bool) -> Result<()> {
    let current = describe(workspace)?;
    let path = workspace.root.join(FILE);
    if write {
        std::fs::write(&path, &current).with_context(|| format!("writing {FILE}"))?;
        println!("openapi: {FILE} written");
        return Ok(());
    }
    let committed = std::fs::read_to_string(&path).with_context(|| format!("reading {FILE}"))?;
    match first_difference(&committed, &current) {
        None => {
            println!("openapi: {} lines — in order", current.lines().count());
            Ok(())
        }
        Some(line) => bail!("{FILE}:{line} differs from the code: run `cargo xtask openapi --write`"),
    }
}

/// The binary's output, as indented JSON with a final newline.
fn describe(workspace: &Workspace) -> Result<String> {
    let output = griot()
        .arg("openapi")
        .current_dir(&workspace.root)
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("running griot openapi")?;
    if !output.status.success() {
        bail!("griot openapi failed: {}", output.status);
    }
    let text = String::from_utf8(output.stdout).context("griot openapi did not print text")?;
    let _: serde_json::Value = serde_json::from_str(&text).context("griot openapi did not print JSON")?;
    Ok(format!("{}\n", text.trim_end()))
}

/// The binary of `GRIOT_TEST_BINARY`, or what cargo builds.
fn griot() -> Command {
    if let Some(binary) = std::env::var_os("GRIOT_TEST_BINARY") {
        return Command::new(binary);
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "-p", "griot", "--"]);
    cargo
}

/// The first line that is not the same, counted from one.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    let same = left.lines().zip(right.lines()).take_while(|(left, right)| left == right).count();
    (left != right).then_some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_difference_is_found_at_its_line() {
        assert_eq!(first_difference("{\n  a\n}\n", "{\n  a\n}\n"), None);
        assert_eq!(first_difference("{\n  a\n}\n", "{\n  b\n}\n"), Some(2));
        assert_eq!(first_difference("{\n", "{\n}\n"), Some(2));
    }
}
