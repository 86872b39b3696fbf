//! Projects as everybody sees them: `/projets` and what lies under it. What a project has raised is asked of the ledger each time.

mod backers;
mod card;
pub(crate) mod documents;
pub(crate) mod figures;
pub(crate) mod films;
mod funding;
pub(crate) mod how;
mod list;
mod live;
mod one;
pub(crate) mod proof;
pub(crate) mod questions;
mod refused;
mod sharing;
pub(crate) mod trailer;
pub(crate) mod updates;
mod visits;
pub(crate) mod whole;

pub(crate) use card::{helping, rail};
pub(crate) use list::show as list;
pub(crate) use live::{Watched, fragment, stream};
pub(crate) use one::show;
pub(crate) use sharing::{picture, qr};

use crowdfunding::Source;

use crate::film::encoded;

/// Where projects are found, without language.
pub(crate) const PATH: &str = "/projets";

/// The page of a project, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("{PATH}/{slug}")
}

/// Where somebody contributes to a project, without language.
pub(crate) fn contribute_path(slug: &str) -> String {
    format!("{PATH}/{slug}/contribuer")
}

/// A path that says by which way who follows it came.
pub(crate) fn by_way(path: &str, source: &Source) -> String {
    format!("{path}?src={}", encoded(&source.word()))
}
