//! Deciding a conversion again, because somebody decided what counts of it.

mod queries;

use contracts::affiliate::ConversionId;
use platform::Tx;

use super::{Shop, books, store};
use crate::{Affiliate, AffiliateError, commission::Funding};

/// A conversion whose customer is locked, or which is locked itself.
pub(crate) struct Again {
    id: ConversionId,
    shop: Shop,
    customers: Vec<[u8; 16]>,
    is_of_clicks: bool,
}

impl Again {
    /// Whether it is what the clicks of a day earn, rather than something that a shop told.
    pub(crate) const fn is_of_clicks(&self) -> bool {
        self.is_of_clicks
    }
}

impl Affiliate {
    /// Locks a conversion as a report does: before everything else.
    pub(crate) async fn lock_conversion_in(&self, tx: &mut Tx, id: ConversionId) -> Result<Again, AffiliateError> {
        let (program_id, is_of_clicks) = queries::program_of(tx, id).await?.ok_or(AffiliateError::NotFound)?;
        let shop = super::queries::shop(tx.conn(), program_id).await?.ok_or(AffiliateError::NotFound)?;
        let customers = store::lock_whose(tx, program_id, &[id]).await?;
        Ok(Again { id, shop, customers, is_of_clicks })
    }

    /// Decides it, and the customer's others, by everything that is known now. Comes last: accounts of the ledger are locked from here on.
    pub(crate) async fn decide_again_in(&self, tx: &mut Tx, again: &Again, funding: Funding) -> Result<(), AffiliateError> {
        let books = books(&again.shop, funding);
        if again.is_of_clicks {
            return self.settle_clicks_in(tx, books, again.id).await;
        }
        self.settle_in(tx, &books, &again.customers, &[again.id]).await
    }
}
