//! The form by which a payer goes on to a provider that takes no link.

use contracts::payments::IntentId;
use kernel::Actor;

use crate::{Payments, PaymentsError, attempt, provider::PayerForm};

impl Payments {
    /// The form of the try that is on its way; none where a link does, or nothing is on its way.
    pub async fn payer_form(&self, actor: &Actor, id: IntentId, key: &str) -> Result<Option<PayerForm>, PaymentsError> {
        self.require_holder(actor, id, key).await?;
        let view = self.view(id).await?;
        let Some(open) = view.latest().filter(|attempt| attempt.state.is_open()) else { return Ok(None) };
        let attempt = attempt::queries::find(self.db().pool(), open.id).await?.ok_or(PaymentsError::NotFound)?;
        let provider = self.provider(attempt.provider).await?;
        Ok(provider.form(&self.order(&attempt).await?))
    }
}
