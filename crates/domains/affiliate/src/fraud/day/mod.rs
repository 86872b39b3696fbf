//! Weighing the clicks of a day in the transaction that pays them. What one version of terms pays for them is a case like that of a sale.

mod queries;
pub(super) mod score;

use contracts::{
    affiliate::{ConversionId, FraudCaseId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use platform::Tx;

use super::{
    FraudState, facts,
    model::FraudMode,
    score::Facts,
    store,
    weigh::{Known, Pair, Weighed, tell},
};
use crate::{Affiliate, AffiliateError};

impl Affiliate {
    /// Weighs what the clicks of a day earn a partner, once for each version of terms that pays for them. At the most it is held.
    pub(crate) async fn weigh_day_in(
        &self,
        tx: &mut Tx,
        (program_id, merchant): (ProgramId, OrganisationId),
        (partnership_id, day): (PartnershipId, (Timestamp, Timestamp)),
        ids: &[ConversionId],
    ) -> Result<(), AffiliateError> {
        let by = facts::policy(tx.conn(), program_id).await?;
        if by.policy.mode == FraudMode::Off || ids.is_empty() {
            return Ok(());
        }
        let (account_id, facts) = queries::facts(tx, partnership_id, day).await?;
        let score = score::of_day(&facts, &by.policy);
        let state = FraudState::weighed(None, &by.policy, score.sum);
        let pairs: Vec<Pair> = ids.iter().map(|id| Pair::of_day(*id, partnership_id, day.0)).collect();
        let weighed = |pair| Weighed {
            id: FraudCaseId::generate(),
            pair,
            known: Known { account_id, facts: Facts::default(), address: None, agent: None },
            score: score.clone(),
            before: None,
            state,
        };
        let weighed: Vec<Weighed<'_>> = pairs.iter().map(weighed).collect();
        store::put(tx, program_id, &by, &weighed).await?;
        for one in &weighed {
            tell(tx, merchant, one).await?;
        }
        Ok(())
    }
}
