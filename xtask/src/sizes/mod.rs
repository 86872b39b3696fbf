//! The lengths of files and functions: a ratchet.
//!
//! New code obeys the targets. What is longer stands in `xtask/sizes.toml` with its length and may only shrink; nothing
//! may pass the hard limits.

mod baseline;
mod measure;

use anyhow::Result;

use crate::files;
use crate::report::Report;
use crate::source::Source;
use crate::workspace::Workspace;
use baseline::Baseline;
use measure::Measured;

const BASELINE: &str = "xtask/sizes.toml";
/// Where code written by hand stands, and the ends of its files' names.
const PLACES: &[(&str, &str)] =
    &[("crates", "rs"), ("xtask", "rs"), ("bench", "rs"), ("web", "ts"), ("web", "svelte"), ("e2e", "ts")];

/// Compares every file and function with the limits and the baseline.
pub(crate) fn check(workspace: &Workspace) -> Result<Report> {
    let measured = measure_all(workspace)?;
    let baseline = Baseline::load(&workspace.root.join(BASELINE))?;
    let mut report = Report::new("sizes");
    baseline.compare(&measured, &mut report);
    report.looked_at(format!("{} files and functions", measured.len()));
    Ok(report)
}

/// Writes the baseline anew. Growth is refused unless accepted.
pub(crate) fn write(workspace: &Workspace, accept_growth: bool) -> Result<()> {
    let path = workspace.root.join(BASELINE);
    let renewed = Baseline::load(&path)?.renew(&measure_all(workspace)?, accept_growth);
    renewed.save(&path)?;
    check(workspace)?.finish()
}

fn measure_all(workspace: &Workspace) -> Result<Vec<Measured>> {
    let mut measured = Vec::new();
    for (folder, extension) in PLACES {
        for path in files::below(&workspace.root, folder, extension)? {
            let text = files::read(&workspace.root, &path)?;
            if *extension == "rs" {
                measure::rust(&Source::parse(&path, text)?, &mut measured);
            } else {
                measure::script(&path, &text, &mut measured);
            }
        }
    }
    Ok(measured)
}
