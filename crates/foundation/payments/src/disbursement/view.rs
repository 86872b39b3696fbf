//! What somebody who is paid sees of it.

use contracts::payments::DisbursementId;
use kernel::Money;
use serde::Serialize;

use super::{DisbursementState, store};
use crate::{Payments, PaymentsError, Rail, bank, phone};

/// A disbursement, for whoever its caller lets see it.
#[derive(Debug, Clone, Serialize)]
pub struct DisbursementView {
    /// The disbursement.
    pub id: DisbursementId,
    /// Where it stands.
    pub state: DisbursementState,
    /// How much.
    pub amount: Money,
    /// By which rail it goes.
    pub rail: Rail,
    /// The phone or the account it goes to, most of it hidden; none where there is none, or it cannot be opened any more.
    pub masked: Option<String>,
}

impl Payments {
    /// A disbursement as it stands. Who may see it is decided by the caller.
    pub async fn find_disbursement(&self, id: DisbursementId) -> Result<Option<DisbursementView>, PaymentsError> {
        let Some(row) = store::find(self.db().pool(), id).await? else { return Ok(None) };
        let party = row.party_sealed.and_then(|sealed| self.unseal(id.as_uuid(), &sealed).ok());
        let masked = party.and_then(|party| match row.rail {
            Rail::Bank => bank::mask(&party),
            _ => Some(phone::mask(&party)),
        });
        Ok(Some(DisbursementView { id, state: row.state, amount: row.amount, rail: row.rail, masked }))
    }
}
