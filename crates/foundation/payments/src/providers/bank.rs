//! Transfers by a bank: nobody is asked. What is to be paid waits for a person who makes a file of it (`bank/`), and the bank's
//! statement says what became of it.

use async_trait::async_trait;

use super::misrouted;
use crate::provider::{Accepted, BadCallback, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Sent};

/// The adapter.
#[derive(Debug)]
pub(super) struct Bank;

#[async_trait]
impl PaymentProvider for Bank {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        Err(misrouted(order))
    }

    async fn collected(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Ok(Observed::NotFound)
    }

    async fn pay_out(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::unknown("a bank is given a file"))
    }

    async fn paid_out(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Err(ProviderError::unknown("a bank answers by its statement"))
    }

    fn read(&self, _callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        Err(BadCallback::Unreadable)
    }
}
