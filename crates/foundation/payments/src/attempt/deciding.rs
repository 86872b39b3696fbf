//! Providers that cannot be asked and wait for our word: what their signed callback says is decided before it is answered, and
//! no money moves unless the answer says so.
//!
//! What is booked and whose answer is then lost shows on the provider's statement; the callback that is sent again is answered
//! in the same way.

use super::{AttemptId, AttemptState, Parent, is_waited_for, queries};
use crate::{
    Payments, PaymentsError, intent,
    provider::{Done, Heard, Observed},
};

impl Payments {
    /// Does what follows from a signed callback, and says what was made of it.
    pub(crate) async fn decide(&self, id: AttemptId, observed: Observed) -> Result<Heard, PaymentsError> {
        let Observed::Done(done) = &observed else {
            self.note_observation(id, Ok(observed)).await?;
            return Ok(Heard::Noted);
        };
        let provider_ref = done.provider_ref.clone();
        if self.is_wanted(id, done).await? {
            self.note_observation(id, Ok(observed)).await?;
        }
        let attempt = queries::find(self.db().pool(), id).await?.ok_or(PaymentsError::NotFound)?;
        let taken = attempt.state == AttemptState::Charged && attempt.provider_ref == provider_ref;
        Ok(if taken { Heard::Taken } else { Heard::Rejected })
    }

    /// Whether it is what was asked for, and nobody has given up on it or pays another way.
    async fn is_wanted(&self, id: AttemptId, done: &Done) -> Result<bool, PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        let Parent::Intent(intent_id) = attempt.parent else { return Ok(false) };
        let intent = intent::store::lock(tx.conn(), intent_id).await?;
        Ok(is_waited_for(attempt.state, intent.state) && done.amount == Some(attempt.amount))
    }
}
