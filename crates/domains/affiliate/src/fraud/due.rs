//! What time decides: a hold that nobody decided on ends for the partner; a rejection that nobody answered, or that nobody took back, is
//! final. May run twice.

use contracts::affiliate::FraudCaseId;
use jiff::Timestamp;
use kernel::Actor;
use uuid::Uuid;

use super::{FraudState, changed, lists, store, store::Decided};
use crate::{Affiliate, AffiliateError};

/// How many are looked at together.
const PIECE: i64 = 200;

impl Affiliate {
    /// Ends what is over. What goes wrong with one holds up nobody else, and is the answer at the end.
    pub(crate) async fn keep_fraud(&self) -> Result<(), AffiliateError> {
        let (mut after, mut failed) = ((Timestamp::UNIX_EPOCH, Uuid::nil()), Ok(()));
        loop {
            let due = lists::due(self.db().pool(), self.db().now(), after, PIECE).await?;
            let Some((at, last)) = due.last() else { return failed };
            after = (*at, last.as_uuid());
            for (_, id) in due {
                if let Err(error) = self.end_fraud_case(id).await {
                    tracing::error!(%error, case_id = %id, "what is over could not be ended");
                    failed = failed.and(Err(error));
                }
            }
        }
    }

    async fn end_fraud_case(&self, id: FraudCaseId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let Some(case) = store::lock(&mut tx, id).await? else { return Ok(()) };
        if case.blocks_until.is_none_or(|until| until > tx.now()) {
            return Ok(());
        }
        let score = case.score.unsigned_abs();
        if case.state == FraudState::Held {
            let parties = lists::parties(tx.conn(), id).await?.ok_or(AffiliateError::Bug("a case of nothing"))?;
            let ended = Decided { state: FraudState::Expired, ground: None, reason: "", blocks_until: None };
            store::set_decided(&mut tx, id, &ended).await?;
            store::add_entry(&mut tx, id, store::Entry::by_itself("expired", score)).await?;
            tx.emit(&changed(&parties, FraudState::Expired, false)).await?;
        } else {
            store::set_settled(&mut tx, id).await?;
            store::add_entry(&mut tx, id, store::Entry::by_itself("settled", score)).await?;
        }
        Ok(tx.commit().await?)
    }
}
