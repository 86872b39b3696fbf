//! Reading cases, for who looks at them and for the minute's work.

mod partner;
mod queries;

pub(super) use self::{
    partner::{partner, program_of_partner},
    queries::{cases, due, entries, in_queue, in_queue_of_all, of_conversion, parties, policies, program_of, told_of},
};
