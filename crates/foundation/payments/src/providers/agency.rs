//! Cash at an agency: nobody outside is asked. A voucher is open until an agent of ours takes cash for it (`voucher/`), or its time
//! and the grace for agents without network are over. What was taken in cash goes back by another rail, which its owner names.

use async_trait::async_trait;

use super::{Wire, misrouted};
use crate::{
    Rail,
    provider::{
        Accepted, Advice, BadCallback, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Refusal, Sent,
    },
};

/// The adapter.
#[derive(Debug)]
pub(super) struct Agency {
    wire: Wire,
}

impl Agency {
    pub(super) const fn new(wire: Wire) -> Self {
        Self { wire }
    }
}

#[async_trait]
impl PaymentProvider for Agency {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        if order.rail == Rail::Cash { Ok(Accepted::default()) } else { Err(misrouted(order)) }
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let over = sent.order.expires_at.is_some_and(|expires_at| self.wire.clock.now() >= expires_at + self.wire.grace);
        if !over {
            return Ok(Observed::Pending(Accepted::default()));
        }
        let detail = "no agent took cash".to_owned();
        Ok(Observed::Refused(Refusal { code: "payment-not-confirmed-in-time", detail, advice: Advice::AskUser }))
    }

    async fn pay_out(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-pay-out", "agents give out no cash", Advice::Stop))
    }

    async fn paid_out(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Ok(Observed::NotFound)
    }

    fn read(&self, _callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        Err(BadCallback::Unreadable)
    }
}
