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
    reporter::ReportTo,
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

impl Reported<Uuid> {
    fn named<T>(self) -> Reported<Id<T>> {
        Reported { id: self.id.into(), replayed: self.replayed }
    }
}

/// What a shop tells, ready to be kept.
#[derive(Debug, Clone)]
enum Told {
    Conversion(Box<store::New>),
    Refund(store::NewRefund),
}

impl Told {
    /// What it is called here once it is kept.
    fn id(&self) -> Uuid {
        match self {
            Self::Conversion(new) => new.id.as_uuid(),
            Self::Refund(new) => new.id.as_uuid(),
        }
    }

    /// The number of the order, or of the lead, that it is about: one report of it is kept at a time.
    fn number(&self) -> &str {
        match self {
            Self::Conversion(new) => &new.checked.external_id,
            Self::Refund(new) => &new.order_id,
        }
    }
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
        to: impl Into<ReportTo>,
        sale: &ReportSale,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        self.report_sale_by(actor, to, sale, &Buyer::default()).await
    }

    /// The same, with what the checkout knows of the buyer.
    pub async fn report_sale_by(
        &self,
        actor: &Actor,
        to: impl Into<ReportTo>,
        sale: &ReportSale,
        buyer: &Buyer,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        let shop = self.shop(actor, &to.into()).await?;
        let told = self.sold(&shop, sale, buyer)?;
        self.tell(&shop, told).await.map(Reported::named)
    }

    /// A lead. Told again it is the same one; told differently it is refused.
    pub async fn report_lead(
        &self,
        actor: &Actor,
        to: impl Into<ReportTo>,
        lead: &ReportLead,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        self.report_lead_by(actor, to, lead, &Buyer::default()).await
    }

    /// The same, with what the shop knows of the person.
    pub async fn report_lead_by(
        &self,
        actor: &Actor,
        to: impl Into<ReportTo>,
        lead: &ReportLead,
        buyer: &Buyer,
    ) -> Result<Reported<ConversionId>, AffiliateError> {
        let shop = self.shop(actor, &to.into()).await?;
        let told = self.led(&shop, lead, buyer)?;
        self.tell(&shop, told).await.map(Reported::named)
    }

    /// An order, or a part of it, was given back. Told before its sale it waits for it. More than the sale is refused, and so is another
    /// currency than its own: told before the sale it takes nothing back, and the merchant is told once the sale is there.
    pub async fn report_refund(
        &self,
        actor: &Actor,
        to: impl Into<ReportTo>,
        refund: &ReportRefund,
    ) -> Result<Reported<RefundId>, AffiliateError> {
        let shop = self.shop(actor, &to.into()).await?;
        let told = self.given_back(refund)?;
        self.tell(&shop, told).await.map(Reported::named)
    }

    /// Keeps what is told, then settles it, each together with what others tell at the same moment.
    async fn tell(&self, shop: &Shop, told: Told) -> Result<Reported<Uuid>, AffiliateError> {
        let kept = self.received(shop, told).await?;
        if let Some(mark) = kept.mark {
            self.settled(shop.program_id, mark).await;
        }
        Ok(kept.reported)
    }

    fn sold(&self, shop: &Shop, sale: &ReportSale, buyer: &Buyer) -> Result<Told, AffiliateError> {
        let (checked, customer) = self.checked(shop, sale.check(self.db().now()))?;
        let (kind, id, lines, buyer) = (Kind::Sale, ConversionId::generate(), sale.lines.clone(), buyer.clone());
        Ok(Told::Conversion(Box::new(store::New { id, kind, checked, customer, amount: sale.amount, lines, buyer })))
    }

    fn led(&self, shop: &Shop, lead: &ReportLead, buyer: &Buyer) -> Result<Told, AffiliateError> {
        let (checked, customer) = self.checked(shop, lead.check(self.db().now()))?;
        let (kind, id, lines, buyer) = (Kind::Lead, ConversionId::generate(), Vec::new(), buyer.clone());
        Ok(Told::Conversion(Box::new(store::New {
            id,
            kind,
            checked,
            customer,
            amount: Money::zero(shop.currency),
            lines,
            buyer,
        })))
    }

    fn given_back(&self, refund: &ReportRefund) -> Result<Told, AffiliateError> {
        let (refund_id, order_id, occurred_at, hash) = refund.check(self.db().now()).map_err(AffiliateError::Invalid)?;
        let (id, amount) = (RefundId::generate(), refund.amount);
        Ok(Told::Refund(store::NewRefund { id, refund_id, order_id, amount, occurred_at, hash }))
    }

    /// A report that can be kept, its customer made nobody's name.
    fn checked(
        &self,
        shop: &Shop,
        read: Result<Checked, Vec<FieldError>>,
    ) -> Result<(Checked, Option<[u8; 16]>), AffiliateError> {
        let checked = read.map_err(AffiliateError::Invalid)?;
        let customer = self.customer(shop, &checked);
        Ok((checked.of_customer(customer.as_ref()), customer))
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
