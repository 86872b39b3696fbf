//! Keeping what is told: in one statement for all sales and leads and one for all refunds, once their numbers are locked. What else there is to
//! do about some of them, and what was known before, takes one each more.

use std::collections::HashMap;

use contracts::{affiliate::RefundUncounted, identity::OrganisationId};
use platform::Tx;
use uuid::Uuid;

use super::{Reported, Shop, Told, gather::About, store};
use crate::{Affiliate, AffiliateError, commission::Funding, pixel, product::sku::products_by_sku_in};

/// When what is kept is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settling {
    /// In the transaction that keeps it.
    Now,
    /// After it, by a mark.
    Marked,
}

/// What was kept, or known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) reported: Reported<Uuid>,
    /// What is to be settled, if anything is.
    about: Option<About>,
    /// By which mark, if not in the same transaction.
    pub(super) mark: Option<i64>,
}

const UNANSWERED: AffiliateError = AffiliateError::Bug("a report that is neither kept nor known");

/// What became of a report: one that cannot be kept is no fault of the others.
pub(super) type Answer = Result<Kept, AffiliateError>;

impl Kept {
    /// What was told under this number before: the same, or something else.
    fn before(found: Option<&(Uuid, Vec<u8>)>, hash: &[u8; 32]) -> Option<Answer> {
        let (id, known) = found?;
        let reported = Reported { id: *id, replayed: true };
        let same = known == hash;
        Some(if same {
            Ok(Self { reported, about: None, mark: None })
        } else {
            Err(AffiliateError::Conflict("affiliate-told-otherwise"))
        })
    }
}

impl Affiliate {
    /// Keeps it and settles it in one transaction. Comes last: accounts of the ledger are locked from here on.
    pub(super) async fn tell_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        told: Told,
        funding: Funding,
    ) -> Result<Reported<Uuid>, AffiliateError> {
        store::lock_orders(tx, shop.program_id, &[told.number()]).await?;
        let kept = self.keep_in(tx, shop, &[&told], Settling::Now).await?.pop().ok_or(UNANSWERED)??;
        if let Some(about) = kept.about {
            self.settle_told_in(tx, shop, &[about], funding).await?;
        }
        Ok(kept.reported)
    }

    /// Keeps what was told, of each number one report, once these are locked; an answer for each, in their order.
    pub(super) async fn keep_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        told: &[&Told],
        settling: Settling,
    ) -> Result<Vec<Answer>, AffiliateError> {
        let conversions = told.iter().filter_map(|one| if let Told::Conversion(new) = one { Some(new.as_ref()) } else { None });
        let refunds = told.iter().filter_map(|one| if let Told::Refund(new) = one { Some(new) } else { None });
        let mut answers = self.keep_conversions_in(tx, shop, &conversions.collect::<Vec<_>>(), settling).await?;
        answers.extend(keep_refunds_in(tx, shop, &refunds.collect::<Vec<_>>(), settling).await?);
        told.iter().map(|one| answers.remove(&one.id()).ok_or(UNANSWERED)).collect()
    }

    async fn keep_conversions_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        new: &[&store::New],
        settling: Settling,
    ) -> Result<HashMap<Uuid, Answer>, AffiliateError> {
        if new.is_empty() {
            return Ok(HashMap::new());
        }
        let lines = named(tx, shop.merchant, new).await?;
        let kept = store::insert(tx, shop.program_id, &lines, settling).await?;
        let mut kept: HashMap<Uuid, store::Kept> = kept.into_iter().map(|one| (one.id.as_uuid(), one)).collect();
        let known = if kept.len() < new.len() { store::find(tx, shop.program_id, new).await? } else { HashMap::new() };
        self.welcome_in(tx, shop, new, &kept).await?;
        let mut answers = HashMap::new();
        for one in new {
            let answer = match kept.remove(&one.id.as_uuid()) {
                Some(kept) => {
                    let about = About { conversion_id: one.id, refund_id: None };
                    let reported = Reported { id: one.id.as_uuid(), replayed: false };
                    Ok(Kept { reported, about: Some(about), mark: kept.mark })
                }
                None => {
                    Kept::before(known.get(&(one.kind, one.checked.external_id.clone())), &one.checked.hash).ok_or(UNANSWERED)?
                }
            };
            answers.insert(one.id.as_uuid(), answer);
        }
        Ok(answers)
    }

    /// What else is to be done about conversions that were just kept.
    async fn welcome_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        new: &[&store::New],
        kept: &HashMap<Uuid, store::Kept>,
    ) -> Result<(), AffiliateError> {
        let new = new.iter().filter_map(|one| Some((*one, kept.get(&one.id.as_uuid())?)));
        let (mut uncounted, mut said, mut buyers) = (Vec::new(), Vec::new(), Vec::new());
        for (one, kept) in new {
            if kept.has_foreign_refunds {
                uncounted.push(RefundUncounted { conversion_id: one.id, organisation_id: shop.merchant });
            }
            if kept.was_said {
                said.push(one.checked.external_id.as_str());
            }
            buyers.push((one.id, &one.buyer, one.checked.customer.as_deref()));
        }
        tx.emit_all(&uncounted).await?;
        pixel::settle_in(tx, shop.program_id, &said).await?;
        self.keep_buyers_in(tx, shop.program_id, &buyers).await
    }
}

async fn keep_refunds_in(
    tx: &mut Tx,
    shop: &Shop,
    new: &[&store::NewRefund],
    settling: Settling,
) -> Result<HashMap<Uuid, Answer>, AffiliateError> {
    if new.is_empty() {
        return Ok(HashMap::new());
    }
    let kept = store::insert_refunds(tx, shop, new, settling).await?;
    let all = kept.iter().all(|one| one.is_kept);
    let known = if all { HashMap::new() } else { store::find_refunds(tx, shop.program_id, new).await? };
    let mut kept: HashMap<Uuid, store::KeptRefund> = kept.into_iter().map(|one| (one.id, one)).collect();
    let mut answers = HashMap::new();
    for one in new {
        let kept = kept.remove(&one.id.as_uuid()).ok_or(UNANSWERED)?;
        let answer = match Kept::before(known.get(&one.refund_id), &one.hash) {
            _ if kept.is_kept => {
                let about = kept.conversion_id.map(|id| About { conversion_id: id.into(), refund_id: Some(one.id) });
                Ok(Kept { reported: Reported { id: kept.id, replayed: false }, about, mark: kept.mark })
            }
            Some(before) => before,
            None if kept.is_in_currency => Err(AffiliateError::field("amount", "affiliate-refund-too-large")),
            None => Err(AffiliateError::field("amount", "affiliate-refund-currency")),
        };
        answers.insert(kept.id, answer);
    }
    Ok(answers)
}

/// Their lines with the products that the merchant's catalogue has under their SKUs now.
async fn named<'n>(
    tx: &mut Tx,
    merchant: OrganisationId,
    new: &[&'n store::New],
) -> Result<Vec<(&'n store::New, Vec<store::Line>)>, AffiliateError> {
    let mut skus: Vec<String> = new.iter().flat_map(|one| &one.lines).filter_map(|line| line.sku.clone()).collect();
    skus.sort_unstable();
    skus.dedup();
    let found = products_by_sku_in(tx.conn(), merchant, &skus).await?;
    let named = new.iter().map(|one| {
        let lines = one.lines.iter().map(|line| {
            let product = line.sku.as_ref().and_then(|sku| found.get(sku));
            store::Line {
                product_id: product.map(|named| named.product_id),
                category_id: product.map(|named| named.category_id),
                sku: line.sku.clone(),
                quantity: line.quantity,
                amount_minor: line.amount_minor,
            }
        });
        (*one, lines.collect())
    });
    Ok(named.collect())
}
