//! Keeping what is told: in one statement for each, once its number is locked.

use contracts::{
    affiliate::{ConversionId, RefundId, RefundUncounted},
    identity::OrganisationId,
};
use kernel::Actor;
use platform::Tx;
use uuid::Uuid;

use super::{Reported, ReportedLine, Shop, Told, gather::About, store};
use crate::{Affiliate, AffiliateError, commission::Funding, fraud::Buyer, pixel, product::sku::products_by_sku_in};

/// When what is kept is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settling {
    /// In the transaction that keeps it.
    Now,
    /// After it, by a mark.
    Marked,
}

/// What was kept, or known before.
struct Kept<I> {
    reported: Reported<I>,
    /// What is to be settled, with its mark.
    about: Option<(About, Option<i64>)>,
}

impl<I> Kept<I> {
    fn before(reported: Reported<I>) -> Self {
        Self { reported, about: None }
    }
}

impl Affiliate {
    /// Keeps it, for it to be settled: by its mark, where there is anything to settle.
    pub(super) async fn keep(
        &self,
        actor: &Actor,
        shop: &Shop,
        told: Told<'_>,
    ) -> Result<(Reported<Uuid>, Option<i64>), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let kept = self.keep_in(&mut tx, shop, told, Settling::Marked).await?;
        tx.commit().await?;
        Ok((kept.reported, kept.about.and_then(|(_, mark)| mark)))
    }

    /// Keeps it and settles it in one transaction. Comes last: accounts of the ledger are locked from here on.
    pub(super) async fn tell_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        told: Told<'_>,
        funding: Funding,
    ) -> Result<Reported<Uuid>, AffiliateError> {
        let kept = self.keep_in(tx, shop, told, Settling::Now).await?;
        if let Some((about, _)) = kept.about {
            self.settle_told_in(tx, shop, &[about], funding).await?;
        }
        Ok(kept.reported)
    }

    async fn keep_in(&self, tx: &mut Tx, shop: &Shop, told: Told<'_>, settling: Settling) -> Result<Kept<Uuid>, AffiliateError> {
        match told {
            Told::Refund(new) => {
                let kept = refund_in(tx, shop, &new, settling).await?;
                Ok(Kept { reported: kept.reported.plain(), about: kept.about })
            }
            Told::Conversion { id, kind, checked, amount, lines, buyer } => {
                let lines = named(tx, shop.merchant, lines).await?;
                let new = store::New { id, kind, checked, amount, lines };
                let kept = self.report_in(tx, shop, &new, (buyer, settling)).await?;
                Ok(Kept { reported: kept.reported.plain(), about: kept.about })
            }
        }
    }

    async fn report_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        new: &store::New<'_>,
        (buyer, settling): (&Buyer, Settling),
    ) -> Result<Kept<ConversionId>, AffiliateError> {
        store::lock_order(tx, shop.program_id, &new.checked.external_id).await?;
        let customer = self.customer(shop, new.checked);
        let Some(kept) = store::insert(tx, shop.program_id, new, (customer.as_ref(), settling)).await? else {
            let known = store::find(tx, shop.program_id, new.kind, &new.checked.external_id).await?;
            return Ok(Kept::before(replayed(known, &new.checked.hash)?));
        };
        if kept.has_foreign_refunds {
            tx.emit(&RefundUncounted { conversion_id: new.id, organisation_id: shop.merchant }).await?;
        }
        if kept.was_said {
            pixel::settle_in(tx, shop.program_id, &new.checked.external_id).await?;
        }
        self.keep_buyer_in(tx, shop.program_id, new.id, buyer, new.checked.customer.as_deref()).await?;
        let about = About { conversion_id: new.id, refund_id: None };
        Ok(Kept { reported: Reported { id: new.id, replayed: false }, about: Some((about, kept.mark)) })
    }
}

async fn refund_in(
    tx: &mut Tx,
    shop: &Shop,
    new: &store::NewRefund<'_>,
    settling: Settling,
) -> Result<Kept<RefundId>, AffiliateError> {
    store::lock_order(tx, shop.program_id, new.order_id).await?;
    let Some(kept) = store::insert_refund(tx, shop, new, settling).await? else {
        let known = store::find_refund(tx, shop.program_id, new.refund_id).await?;
        return Ok(Kept::before(replayed(known, &new.hash)?));
    };
    let reported = Reported { id: new.id, replayed: false };
    let Some(sale) = kept.sale else { return Ok(Kept { reported, about: None }) };
    if let Some(amount) = new.amount {
        if amount.currency != sale.amount.currency {
            return Err(AffiliateError::field("amount", "affiliate-refund-currency"));
        }
        if i128::from(kept.before_minor) + i128::from(amount.amount_minor) > i128::from(sale.amount.amount_minor) {
            return Err(AffiliateError::field("amount", "affiliate-refund-too-large"));
        }
    }
    let about = About { conversion_id: sale.id, refund_id: Some(new.id) };
    Ok(Kept { reported, about: Some((about, kept.mark)) })
}

/// The lines with the products that the merchant's catalogue has under their SKUs now.
async fn named(tx: &mut Tx, merchant: OrganisationId, told: &[ReportedLine]) -> Result<Vec<store::Line>, AffiliateError> {
    let skus: Vec<String> = told.iter().filter_map(|line| line.sku.clone()).collect();
    let found = products_by_sku_in(tx.conn(), merchant, &skus).await?;
    let lines = told.iter().map(|line| {
        let product = line.sku.as_ref().and_then(|sku| found.get(sku));
        store::Line {
            product_id: product.map(|named| named.product_id),
            category_id: product.map(|named| named.category_id),
            sku: line.sku.clone(),
            quantity: line.quantity,
            amount_minor: line.amount_minor,
        }
    });
    Ok(lines.collect())
}

/// What was told under this number before: the same, or something else.
fn replayed<I>(found: Option<(I, Vec<u8>)>, hash: &[u8; 32]) -> Result<Reported<I>, AffiliateError> {
    match found {
        Some((id, known)) if known == hash => Ok(Reported { id, replayed: true }),
        Some(_) => Err(AffiliateError::Conflict("affiliate-told-otherwise")),
        None => Err(AffiliateError::Bug("a number that is taken by nothing")),
    }
}
