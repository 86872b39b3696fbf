//! Moderation: `/moderation/films`, `/moderation/projets` and `/moderation/signalements`, for staff.

mod films;
pub(crate) mod projects;
mod reports;

pub(crate) use films::{publish, queue, refuse};
pub(crate) use reports::{decide, list as list_reports};
