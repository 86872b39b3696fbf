//! Commissions in lists.

mod queries;

pub(super) use self::queries::{currency, entries, of_partnership, partnership_of};
