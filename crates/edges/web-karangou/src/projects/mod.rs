//! Projects as everybody sees them: `/projets` and what lies under it. What a project has raised is asked of the ledger each time.

pub(crate) mod figures;
pub(crate) mod films;
pub(crate) mod whole;

/// The page of a project, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("/projets/{slug}")
}
