//! What moves on a merchant's wallet, outside.

use affiliate::{MovedCommission, WalletMove};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::funding::body::Amount;

/// A movement on a merchant's wallet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WalletMovement)]
pub(in crate::sales) struct MovementBody {
    journal_id: Uuid,
    /// Why: `commission-earned`, `commission-reversed`, `commission-matured` (a debt was paid back), `payment-received` …
    kind: String,
    /// What came; negative, what left.
    amount: Amount,
    at: Timestamp,
    /// The commission that it is of.
    commission: Option<MovedBody>,
}

/// The commission of a movement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MovedCommission)]
struct MovedBody {
    id: Uuid,
    conversion_id: Uuid,
    /// The shop's own number, of a lead or a sale.
    external_id: Option<String>,
    occurred_at: Timestamp,
    partnership_id: Uuid,
    influencer_name: String,
}

impl From<MovedCommission> for MovedBody {
    fn from(one: MovedCommission) -> Self {
        Self {
            id: one.id.as_uuid(),
            conversion_id: one.conversion_id.as_uuid(),
            external_id: one.external_id,
            occurred_at: one.occurred_at,
            partnership_id: one.partnership_id.as_uuid(),
            influencer_name: one.influencer_name,
        }
    }
}

impl From<WalletMove> for MovementBody {
    fn from(one: WalletMove) -> Self {
        let commission = one.commission.map(Into::into);
        Self { journal_id: one.journal_id.as_uuid(), kind: one.kind, amount: one.amount.into(), at: one.at, commission }
    }
}
