//! Conversions: what shops report, attributed and booked.
//!
//! Invariants: an order of a shop is one conversion, however often it is told, and told differently it is refused; sales, leads and refunds
//! may come in any order and give the same books; a decision keeps every touch with what became of it. A customer's conversions are
//! decided together, because a click that one of them brings is a touch of the others.

mod again;
mod facts;
mod gather;
mod import;
mod keep;
pub(crate) mod model;
mod queries;
mod reporter;
mod settle;
mod store;
mod touched;
mod tries;
mod view;
mod what_if;
mod within;

use contracts::{
    affiliate::{ConversionId, ProgramId, RefundId},
    identity::OrganisationId,
};
use kernel::{Actor, Currency, FieldError, Id, Money};
use uuid::Uuid;

use self::model::Checked;
pub(crate) use self::{gather::Lines, model::Kind, tries::Tries};
pub use self::{
    model::{ReportLead, ReportRefund, ReportSale, ReportedLine},
    view::{ConversionView, CreditedPartner},
    what_if::{CreditSum, WhatIf, WhatIfPartner, WhatIfView},
};
use crate::{
    Affiliate, AffiliateError,
    commission::{Books, Funding},
    fraud::Buyer,
    program::ProgramState,
};

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported<I> {
    /// The conversion, or the refund.
    pub id: I,
    /// Whether it was told before, and nothing was done now.
    pub replayed: bool,
}

impl<T> Reported<Id<T>> {
    fn plain(self) -> Reported<Uuid> {
        Reported { id: self.id.as_uuid(), replayed: self.replayed }
    }
}

impl Reported<Uuid> {
    fn named<T>(self) -> Reported<Id<T>> {
        Reported { id: self.id.into(), replayed: self.replayed }
    }
}

/// What a shop tells, ready to be kept.
#[derive(Clone, Copy)]
enum Told<'t> {
    Conversion { id: ConversionId, kind: Kind, checked: &'t Checked, amount: Money, lines: &'t [ReportedLine], buyer: &'t Buyer },
    Refund(store::NewRefund<'t>),
}

/// A program, as its shop reports to it.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub(crate) program_id: ProgramId,
    pub(crate) merchant: OrganisationId,
    pub(crate) currency: Currency,
    pub(crate) state: ProgramState,
}

impl Affiliate {
    /// A sale. Told again it is the same one; told differently it is refused.
    pub async fn report_sale(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        sale: &ReportSale,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        self.report_sale_by(actor, program_id, sale, &Buyer::default()).await
    }

    /// The same, with what the checkout knows of the buyer.
    pub async fn report_sale_by(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        sale: &ReportSale,
        buyer: &Buyer,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        let shop = self.shop(actor, program_id).await?;
        let checked = self.checked(&shop, sale.check(self.db().now()))?;
        let (kind, id) = (Kind::Sale, ConversionId::generate());
        let told = Told::Conversion { id, kind, checked: &checked, amount: sale.amount, lines: &sale.lines, buyer };
        self.tell(actor, &shop, told).await.map(Reported::named)
    }

    /// A lead. Told again it is the same one; told differently it is refused.
    pub async fn report_lead(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        lead: &ReportLead,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        self.report_lead_by(actor, program_id, lead, &Buyer::default()).await
    }

    /// The same, with what the shop knows of the person.
    pub async fn report_lead_by(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        lead: &ReportLead,
        buyer: &Buyer,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        let shop = self.shop(actor, program_id).await?;
        let checked = self.checked(&shop, lead.check(self.db().now()))?;
        let (kind, id) = (Kind::Lead, ConversionId::generate());
        let told = Told::Conversion { id, kind, checked: &checked, amount: Money::zero(shop.currency), lines: &[], buyer };
        self.tell(actor, &shop, told).await.map(Reported::named)
    }

    /// An order, or a part of it, was given back. Told before its sale it waits for it. More than the sale is refused, and so is another
    /// currency than its own: told before the sale it takes nothing back, and the merchant is told once the sale is there.
    pub async fn report_refund(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        refund: &ReportRefund,
    ) -> Result<Reported<RefundId>, AffiliateError> {
        let shop = self.shop(actor, program_id).await?;
        let (refund_id, order_id, occurred_at, hash) = refund.check(self.db().now()).map_err(AffiliateError::Invalid)?;
        let (refund_id, order_id) = (refund_id.as_str(), order_id.as_str());
        let new = store::NewRefund { id: RefundId::generate(), refund_id, order_id, amount: refund.amount, occurred_at, hash };
        self.tell(actor, &shop, Told::Refund(new)).await.map(Reported::named)
    }

    /// Keeps what is told, then settles it, with what others tell at the same moment.
    async fn tell(&self, actor: &Actor, shop: &Shop, told: Told<'_>) -> Result<Reported<Uuid>, AffiliateError> {
        let mut tries = Tries::default();
        loop {
            let (kept, mark) = match self.keep(actor, shop, told).await {
                Err(error) if tries.again(&error) => continue,
                kept => kept?,
            };
            if let Some(mark) = mark {
                self.settled(shop.program_id, mark).await;
            }
            return Ok(kept);
        }
    }

    /// A report that can be kept, its customer made nobody's name.
    fn checked(&self, shop: &Shop, read: Result<Checked, Vec<FieldError>>) -> Result<Checked, AffiliateError> {
        let checked = read.map_err(AffiliateError::Invalid)?;
        let customer = self.customer(shop, &checked);
        Ok(checked.of_customer(customer.as_ref()))
    }

    /// Somebody as a merchant's shop calls them, as a keyed hash: another one in every program.
    fn customer(&self, shop: &Shop, checked: &Checked) -> Option<[u8; 16]> {
        let name = checked.customer.as_ref()?;
        Some(self.customers().of(shop.program_id.as_uuid().as_bytes(), name.as_bytes()))
    }
}

fn books(shop: &Shop, funding: Funding) -> Books {
    Books { program_id: shop.program_id, merchant: shop.merchant, currency: shop.currency, funding }
}
