//! What is known of conversions before they are decided: read in one transaction, in a few queries however many there are.

mod queries;

pub(super) use self::queries::{Fact, Told, clicks, codes, customer, first, policies, terms, told};
