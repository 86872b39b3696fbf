//! Commissions in lists.

mod queries;

pub(crate) use self::queries::standings;
pub(super) use self::queries::{currency, entries, of_partnership, paid, partnership_of};
