//! What checks come to, for a dashboard.

mod queries;

use contracts::affiliate::ProgramId;
use kernel::{Actor, Money};
use serde::Serialize;

use crate::{Affiliate, AffiliateError, FigurePeriod};

/// What the checks of a program come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FraudFigures {
    /// Cases on which somebody must decide, now.
    pub open: i64,
    /// The commissions that are held for them, now.
    pub held: Money,
    /// Cases that were decided in the period, and are rejected.
    pub rejected: i64,
    /// The same of the period before.
    pub rejected_before: i64,
}

impl Affiliate {
    /// What the checks of a program come to, now and in a period: for the members of its merchant, and the staff.
    pub async fn fraud_figures(
        &self,
        actor: &Actor,
        id: ProgramId,
        period: &FigurePeriod,
    ) -> Result<FraudFigures, AffiliateError> {
        self.require_fraud_reader(actor, id).await?;
        let (since, until) = period.bounds();
        let (before, _) = period.previous().bounds();
        let mut conn = self.conn().await?;
        let held = queries::held(&mut conn, id).await?;
        let counts = queries::counts(&mut conn, id, [before, since, until]).await?;
        Ok(FraudFigures { open: counts.open, held, rejected: counts.rejected, rejected_before: counts.rejected_before })
    }
}
