//! Accounts.

mod model;

pub use model::AccountSummary;
pub(crate) use model::{AccountRow, effective_permissions};
