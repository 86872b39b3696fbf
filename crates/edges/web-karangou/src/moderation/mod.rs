//! Moderation: `/moderation/films` and `/moderation/signalements`, for staff.

mod films;
mod reports;

pub(crate) use films::{publish, queue, refuse};
pub(crate) use reports::{decide, list as list_reports};
