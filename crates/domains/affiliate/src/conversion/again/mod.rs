//! Deciding a conversion again, because somebody decided what counts of it.

mod queries;

use contracts::affiliate::ConversionId;
use platform::Tx;

use super::{Shop, books, settle::Whose, store};
use crate::{Affiliate, AffiliateError, commission::Funding};

/// A conversion whose customer is locked, or which is locked itself.
pub(crate) struct Again {
    id: ConversionId,
    shop: Shop,
    whose: Whose,
}

impl Affiliate {
    /// Locks a conversion as a report does: before everything else.
    pub(crate) async fn lock_conversion_in(&self, tx: &mut Tx, id: ConversionId) -> Result<Again, AffiliateError> {
        let (program_id, customer) = queries::whose(tx, id).await?.ok_or(AffiliateError::NotFound)?;
        let shop = super::queries::shop(tx.conn(), program_id).await?.ok_or(AffiliateError::NotFound)?;
        let whose = match customer {
            Some(customer) => {
                store::lock_customer(tx, program_id, &customer).await?;
                Whose::Customer(customer)
            }
            None => {
                queries::lock(tx, id).await?;
                Whose::Nobody(id)
            }
        };
        Ok(Again { id, shop, whose })
    }

    /// Decides it, and the customer's others, by everything that is known now. Comes last: accounts of the ledger are locked from here on.
    pub(crate) async fn decide_again_in(&self, tx: &mut Tx, again: &Again, funding: Funding) -> Result<(), AffiliateError> {
        self.settle_in(tx, &books(&again.shop, funding), again.whose, again.id).await
    }
}
