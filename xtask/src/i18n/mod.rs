//! The texts: French and English alike, none missing, none unused, none literal in a page.

mod catalogue;
mod pages;
mod usage;

use anyhow::Result;

use crate::files;
use crate::report::Report;
use crate::source::Source;
use crate::workspace::Workspace;
use catalogue::Catalogue;
use usage::Usage;

/// Checks `i18n/{fr,en}` against each other and against the sources.
pub(crate) fn check(workspace: &Workspace) -> Result<Report> {
    let mut report = Report::new("i18n");
    let french = load(workspace, "fr", &mut report)?;
    let english = load(workspace, "en", &mut report)?;
    catalogue::compare(&french, &english, &mut report);
    let mut usage = Usage::default();
    for path in files::below(&workspace.root, "crates", "rs")? {
        let source = Source::parse(&path, files::read(&workspace.root, &path)?)?;
        usage.add(&source);
        if is_page(&path) {
            pages::check(&source, &mut report);
        }
    }
    usage.compare(&french, &mut report);
    report.looked_at(format!("{} keys", french.len()));
    Ok(report)
}

/// Whether a file renders pages or letters that people read. The gallery shows samples to developers.
fn is_page(path: &str) -> bool {
    !path.contains("/gallery") && (path.starts_with("crates/edges/web-") || path.starts_with("crates/foundation/identity"))
}

fn load(workspace: &Workspace, locale: &str, report: &mut Report) -> Result<Catalogue> {
    let folder = format!("i18n/{locale}");
    let mut catalogue = Catalogue::default();
    for path in files::below(&workspace.root, &folder, "ftl")? {
        let file = path.trim_start_matches(&folder).trim_start_matches('/').to_owned();
        catalogue.add(&path, &file, files::read(&workspace.root, &path)?, report);
    }
    Ok(catalogue)
}
