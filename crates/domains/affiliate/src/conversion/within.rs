//! Sales that are told in a transaction in which something else is decided about them.

use contracts::affiliate::{ClickId, ConversionId, ProgramId};
use kernel::{Actor, Money};
use platform::Tx;

use super::{ReportSale, Reported, queries, store};
use crate::{Affiliate, AffiliateError, commission::Funding, fraud::Buyer};

impl Affiliate {
    /// What is wrong with a sale before it is told; its clicks and codes, if nothing is.
    pub(crate) async fn check_sale(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        sale: &ReportSale,
    ) -> Result<(Vec<ClickId>, Vec<String>), AffiliateError> {
        let shop = self.shop(actor, &program_id.into()).await?;
        let (checked, _customer) = self.checked(&shop, sale.check(self.db().now()))?;
        Ok((checked.clicks, checked.codes))
    }

    /// Locks a number of a shop's as a report of it does, and says what was paid, if it was told.
    pub(crate) async fn lock_order_in(
        &self,
        tx: &mut Tx,
        program_id: ProgramId,
        order_id: &str,
    ) -> Result<Option<Money>, AffiliateError> {
        store::lock_orders(tx, program_id, &[order_id]).await?;
        Ok(store::paid(tx, program_id, order_id).await?)
    }

    /// Tells a sale, for somebody who was asked whether they may. Comes last: accounts of the ledger are locked from here on.
    pub(crate) async fn report_sale_in(
        &self,
        tx: &mut Tx,
        program_id: ProgramId,
        sale: &ReportSale,
        funding: Funding,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        let shop = queries::shop(tx.conn(), program_id).await?.ok_or(AffiliateError::NotFound)?;
        let told = self.sold(&shop, sale, &Buyer::default())?;
        self.tell_in(tx, &shop, told, funding).await.map(Reported::named)
    }
}
