//! Cards that Stripe keeps: a checkout session in the mode `setup` saves one for a customer of its own; it is charged off session by a
//! payment intent that is confirmed at once (<https://docs.stripe.com/payments/save-and-reuse>). The bank may want its customer then: the
//! charge is refused with `authentication_required`, and the payer pays on a page.
//!
//! A charge whose answer was lost is looked for among those of its customer, and never sent again by its key, which Stripe forgets after a
//! day.

use serde_json::Value;

use super::{Stripe, read, text};
use crate::provider::{Accepted, Advice, Known, Observed, Order, ProviderError, Sent};

impl Stripe {
    /// The session in which the payer leaves a card: made, or the one that was made for it before.
    pub(super) async fn setup_session(&self, order: &Order) -> Result<Value, ProviderError> {
        let id = order.attempt_id.to_string();
        let made_for = [("metadata[attempt]", id.clone())];
        let customer = self.post_once("v1/customers", &format!("{id}-customer"), &made_for).await?;
        let customer = text(&customer, "/id").ok_or_else(|| ProviderError::unknown("a customer without an id"))?;
        let form = [
            ("mode", "setup".to_owned()),
            ("customer", customer),
            ("currency", order.amount.currency.code().to_ascii_lowercase()),
            ("client_reference_id", id.clone()),
            ("metadata[attempt]", id.clone()),
            ("setup_intent_data[metadata][attempt]", id),
            ("success_url", order.return_url.to_string()),
            ("cancel_url", order.return_url.to_string()),
            ("locale", order.locale.as_str().to_owned()),
        ];
        self.post("v1/checkout/sessions", order.attempt_id, &form).await
    }

    /// Where that session stands.
    pub(super) async fn setup(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        match &sent.provider_ref {
            Some(id) => {
                let found = self.get(&format!("v1/checkout/sessions/{id}?expand[]=setup_intent")).await?;
                found.as_ref().map_or(Ok(Observed::NotFound), read::setup)
            }
            // Its answer was lost: nobody has the page's address, and the same key gives the same session.
            None => match self.setup_session(&sent.order).await {
                Ok(session) => read::setup(&session),
                Err(_never_made) => Ok(Observed::NotFound),
            },
        }
    }

    /// Charges a kept card while its owner is away.
    pub(super) async fn charge(&self, order: &Order, known: &Known) -> Result<Accepted, ProviderError> {
        let (customer, method) = kept(known)?;
        let form = [
            ("amount", order.amount.amount_minor.to_string()),
            ("currency", order.amount.currency.code().to_ascii_lowercase()),
            ("customer", customer.to_owned()),
            ("payment_method", method.to_owned()),
            ("off_session", "true".to_owned()),
            ("confirm", "true".to_owned()),
            ("description", order.note.clone()),
            ("metadata[attempt]", order.attempt_id.to_string()),
        ];
        let intent = self.post("v1/payment_intents", order.attempt_id, &form).await?;
        // A decision is taken from the answer to a question, as everywhere.
        Ok(Accepted { provider_ref: text(&intent, "/id"), ..Accepted::default() })
    }

    /// What became of it.
    pub(super) async fn charged(&self, sent: &Sent, known: &Known) -> Result<Observed, ProviderError> {
        if let Some(id) = &sent.provider_ref {
            let found = self.get(&format!("v1/payment_intents/{id}")).await?;
            return found.as_ref().map_or(Ok(Observed::NotFound), read::intent);
        }
        let (customer, _method) = kept(known)?;
        let list = self.get(&format!("v1/payment_intents?customer={customer}&limit=100")).await?;
        let intents = list.as_ref().and_then(|list| list.get("data")).and_then(Value::as_array);
        let ours = sent.order.attempt_id.to_string();
        let is_ours = |intent: &&Value| text(intent, "/metadata/attempt").as_deref() == Some(ours.as_str());
        intents.and_then(|intents| intents.iter().find(is_ours)).map_or(Ok(Observed::NotFound), read::intent)
    }

    /// Has a card forgotten; one that is gone already is.
    pub(super) async fn detach(&self, reference: &str) -> Result<(), ProviderError> {
        let Some((_customer, method)) = reference.split_once(' ') else { return Ok(()) };
        let path = format!("v1/payment_methods/{method}/detach");
        match self.post_once(&path, &format!("{method}-detach"), &[]).await {
            Ok(_method) => Ok(()),
            // It was never attached, or is not any more.
            Err(ProviderError::Refused(refusal)) if refusal.advice != Advice::Alert => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Customer and card of what was kept, as [`read::setup`] wrote them.
fn kept(known: &Known) -> Result<(&str, &str), ProviderError> {
    let parts = known.provider_ref.as_deref().and_then(|reference| reference.split_once(' '));
    parts.ok_or_else(|| ProviderError::refused("payment-cannot-charge", "no card is kept", Advice::SwitchRail))
}
