//! What statements are made of.

mod queries;

pub(super) use self::queries::{Parties, due, lines, months_to_note, parties, rules, since};
