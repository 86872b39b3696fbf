//! What statements are made of, and reading them.

mod queries;

pub(super) use self::queries::{
    Parties, lines, of_merchant, of_partnership, parties, profile, rules, since, statement, without_statement,
};
