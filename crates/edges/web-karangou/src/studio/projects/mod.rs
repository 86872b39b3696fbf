//! The projects of a creator: `/studio/projets` and what lies under it. A project is written here, handed to the staff, and
//! watched once it is online. Every form works without scripts: a button that adds a line sends what was typed and gets it back.

mod dashboard;
mod deliveries;
mod documents;
mod fields;
mod list;
mod new;
mod one;
mod payout;
mod pledges;
mod rows;
mod steps;
mod trailer;
mod typed;
mod updates;
mod visits;

pub(crate) use dashboard::show as dashboard;
pub(crate) use deliveries::{close as close_deliveries, reopen as reopen_deliveries};
pub(crate) use documents::{add as add_document, remove as remove_document, show as documents};
pub(crate) use list::list;
pub(crate) use new::{ask as ask_new, create};
pub(crate) use one::{save, show};
pub(crate) use payout::pay_out;
pub(crate) use pledges::export as export_pledges;
pub(crate) use steps::submit;
pub(crate) use trailer::{
    fragment as trailer_fragment, remove as remove_trailer, set as set_trailer, show as trailer, stream as trailer_stream,
};
pub(crate) use updates::{delete as delete_update, post as post_update, show as updates};
pub(crate) use visits::export as export_visits;

use contracts::crowdfunding::ProjectId;

/// Where the projects of a creator are, without language.
const PATH: &str = "/studio/projets";

/// The page of a project in the studio, without language.
fn path(id: ProjectId) -> String {
    format!("{PATH}/{id}")
}

/// Where its creator tells of a project, without language.
pub(crate) fn updates_path(id: ProjectId) -> String {
    format!("{}/nouvelles", path(id))
}
