//! Finding files below a folder, in a fixed order.

use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold nothing written by hand.
const SKIPPED: &[&str] = &["target", "node_modules", "dist", "test-results", "playwright-report"];

/// The files below `root/folder` whose name ends with `.extension`, as paths relative to `root`, sorted.
/// A folder that is not there has no files.
pub(crate) fn below(root: &Path, folder: &str, extension: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(root, &root.join(folder), extension, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(root: &Path, folder: &Path, extension: &str, found: &mut Vec<String>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                collect(root, &path, extension, found)?;
            }
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path.strip_prefix(root)?.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

/// The text of a file of the repository.
pub(crate) fn read(root: &Path, path: &str) -> Result<String> {
    std::fs::read_to_string(root.join(path)).with_context(|| format!("reading {path}"))
}
