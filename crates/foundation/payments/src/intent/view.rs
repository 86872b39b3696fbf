//! What a payer sees of an intent.

use contracts::payments::{IntentId, Purpose};
use jiff::Timestamp;
use kernel::Money;
use serde::Serialize;

use super::{IntentState, queries};
use crate::{
    Exchange, Payments, PaymentsError, ProviderName, Rail,
    attempt::{AttemptId, AttemptState, short},
};

/// An intent with its tries, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct IntentView {
    /// The intent.
    pub id: IntentId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: IntentState,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// Whether its payer leaves their means only: nothing is taken before it is called for.
    pub on_call: bool,
    /// The tries.
    pub attempts: Vec<AttemptView>,
}

/// A try as the payer sees it.
#[derive(Debug, Clone, Serialize)]
pub struct AttemptView {
    /// The try.
    pub id: AttemptId,
    /// What stands on the payer's phone.
    pub reference: String,
    /// How.
    pub rail: Rail,
    /// Who carries it.
    pub provider: ProviderName,
    /// Where it stands.
    pub state: AttemptState,
    /// How much was asked for, in the currency in which the provider charges.
    pub amount: Money,
    /// What that is charged for, if it is priced in another currency.
    pub exchange: Option<Exchange>,
    /// The wallet, with most of it hidden.
    pub party: Option<String>,
    /// The provider's reference, to be named to its support.
    pub provider_ref: Option<String>,
    /// The page of the provider where the payer goes on.
    pub redirect_url: Option<String>,
    /// Why it did not happen, as a code.
    pub failure_code: Option<String>,
    /// What helps: `retry`, `switch_rail`, `ask_user`, `stop`, `alert`.
    pub advice: Option<String>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// A line of the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The state from then on.
    pub state: AttemptState,
    /// Since when.
    pub at: Timestamp,
}

impl IntentView {
    /// The try that is on its way, or was the last.
    pub fn latest(&self) -> Option<&AttemptView> {
        self.attempts.first()
    }
}

impl Payments {
    pub(super) async fn view(&self, id: IntentId) -> Result<IntentView, PaymentsError> {
        let pool = self.db().pool();
        let intent = queries::find(pool, id).await?.ok_or(PaymentsError::NotFound)?;
        let attempts = queries::attempts(pool, id).await?;
        let steps = queries::steps(pool, id).await?;
        let on_call = intent.is_on_call();
        let attempts = attempts.into_iter().map(|attempt| {
            let mine = steps.iter().filter(|step| step.attempt_id == attempt.id);
            AttemptView {
                reference: short(attempt.id),
                party: attempt.party_sealed.and_then(|sealed| self.mask(attempt.id, &sealed)),
                id: attempt.id,
                rail: attempt.rail,
                provider: attempt.provider,
                state: attempt.state,
                amount: attempt.amount,
                exchange: attempt.exchange,
                provider_ref: attempt.provider_ref,
                redirect_url: attempt.redirect_url,
                failure_code: attempt.failure_code,
                advice: attempt.advice,
                steps: mine.map(|step| Step { state: step.state, at: step.at }).collect(),
            }
        });
        Ok(IntentView {
            id,
            purpose: intent.purpose,
            amount: intent.amount,
            state: intent.state,
            expires_at: intent.expires_at,
            on_call,
            attempts: attempts.collect(),
        })
    }
}
