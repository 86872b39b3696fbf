//! How payments for one account went, rail by rail: for the pages of whoever the money is for.

use jiff::Timestamp;
use kernel::Money;
use ledger::AccountKey;
use serde::Serialize;

use super::queries;
use crate::{Payments, PaymentsError, Rail};

/// How one rail carried payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RailView {
    /// The way to pay.
    pub rail: Rail,
    /// How often it was tried.
    pub tries: i64,
    /// How many of these tries paid.
    pub succeeded: i64,
    /// What they paid.
    pub paid: Money,
}

/// Why tries failed, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailureView {
    /// Why, as a code.
    pub code: String,
    /// How many tries.
    pub tries: i64,
}

impl Payments {
    /// How people tried to pay into an account: by rail, the most tried first. Who may know is decided by the caller.
    pub async fn rails_into(&self, credit: &AccountKey) -> Result<Vec<RailView>, PaymentsError> {
        Ok(queries::rails_into(self.db().pool(), credit).await?)
    }

    /// The same of payments that were opened since, where one that a rail was tried for several times is one.
    pub async fn rails_since(&self, credit: &AccountKey, since: Timestamp) -> Result<Vec<RailView>, PaymentsError> {
        Ok(queries::rails_since(self.db().pool(), credit, since).await?)
    }

    /// Why tries to pay into an account failed, the most frequent first; at most fifty. Who may know is decided by the caller.
    pub async fn failures_into(&self, credit: &AccountKey) -> Result<Vec<FailureView>, PaymentsError> {
        Ok(queries::failures_into(self.db().pool(), credit).await?)
    }
}
