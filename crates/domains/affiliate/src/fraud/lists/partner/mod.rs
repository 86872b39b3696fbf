//! A partner in numbers.

mod queries;

pub(in crate::fraud) use self::queries::{partner, program_of_partner};
