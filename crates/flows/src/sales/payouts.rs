//! What was paid out, and what a refund could not take back.

use affiliate::PartnershipNews;
use contracts::{
    affiliate::{PartnershipId, PayoutRefused, RefundUncounted},
    payments::{DisbursementId, DisbursementSucceeded, DisbursementUnclaimed, Purpose},
};
use jiff::SignedDuration;
use kernel::{Cursor, Money};
use notifications::{Kind, Notice, Value};
use platform::jobs::Delivered;
use webhooks::{Message, Owner, PostbackValues};

use super::{
    PAYOUT,
    catalogue::{self, payout_data},
};
use crate::{
    Flows, FlowsError,
    funding::{system, text},
};

impl Flows {
    /// What takes nothing back, because it is in another currency than its sale, is told to those who manage the merchant: the list of sales
    /// begins with it.
    pub(super) async fn on_refund_uncounted(
        &self,
        name: &'static str,
        told: &Delivered<RefundUncounted>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let Some(sale) = self.affiliate.conversion_news(&system(), event.conversion_id).await? else { return Ok(()) };
        let before = Cursor::after(&(sale.occurred_at + SignedDuration::from_micros(1), sale.id.as_uuid()));
        let page = format!("/marchand/{}/ventes?after={}", event.organisation_id, before.as_str());
        let notice = Notice::new(Kind::RefundUncounted, page)
            .with("reference", text(&sale.order_id))
            .with("amount", Value::Money(sale.amount));
        let managers = self.managers(event.organisation_id, None).await?;
        self.once(name, told.event_id, async |tx| {
            for manager in &managers {
                self.tell(tx, Some(manager), &notice).await?;
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn on_partner_paid(
        &self,
        name: &'static str,
        told: &Delivered<DisbursementSucceeded>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let Some(partnership) = self.paid(&event.purpose).await? else { return Ok(()) };
        let partner = self.account(partnership.account_id).await?;
        let notice = payout_notice(Kind::PartnerPaid, &partnership, event.amount);
        self.once(name, told.event_id, async |tx| {
            let message = payout_message(tx.now(), &partnership, event.disbursement_id, event.amount);
            for owner in owners(&partnership) {
                self.webhooks.publish_in(tx, owner, &message).await?;
            }
            self.tell(tx, partner.as_ref(), &notice).await
        })
        .await
    }

    pub(super) async fn on_partner_unpaid(
        &self,
        name: &'static str,
        told: &Delivered<DisbursementUnclaimed>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let Some(partnership) = self.paid(&event.purpose).await? else { return Ok(()) };
        let partner = self.account(partnership.account_id).await?;
        let notice = payout_notice(Kind::PartnerUnpaid, &partnership, event.amount);
        self.once(name, told.event_id, async |tx| self.tell(tx, partner.as_ref(), &notice).await).await
    }

    /// Of one that they need not ask for.
    pub(super) async fn on_payout_refused(&self, name: &'static str, told: &Delivered<PayoutRefused>) -> Result<(), FlowsError> {
        let event = &told.event;
        let Some(partnership) = self.affiliate.partnership_news(&system(), event.partnership_id).await? else { return Ok(()) };
        let partner = self.account(partnership.account_id).await?;
        let notice = payout_notice(Kind::PartnerUnpaid, &partnership, event.amount);
        self.once(name, told.event_id, async |tx| self.tell(tx, partner.as_ref(), &notice).await).await
    }

    /// Whose payout this is; none of other money.
    async fn paid(&self, purpose: &Purpose) -> Result<Option<PartnershipNews>, FlowsError> {
        if purpose.kind != PAYOUT {
            return Ok(None);
        }
        Ok(self.affiliate.partnership_news(&system(), PartnershipId::from_uuid(purpose.id)).await?)
    }
}

pub(super) fn owners(partnership: &PartnershipNews) -> [Owner; 2] {
    [Owner::Organisation(partnership.organisation_id), Owner::Account(partnership.account_id)]
}

/// Where an influencer sees what they earned in a partnership.
pub(super) fn partner_page(id: PartnershipId) -> String {
    format!("/influenceur/partenariats/{id}")
}

fn payout_notice(kind: Kind, partnership: &PartnershipNews, amount: Money) -> Notice {
    Notice::new(kind, partner_page(partnership.id))
        .with("program", text(&partnership.program_title))
        .with("name", text(&partnership.merchant_name))
        .with("amount", Value::Money(amount))
}

fn payout_message(now: jiff::Timestamp, partnership: &PartnershipNews, id: DisbursementId, amount: Money) -> Message {
    Message {
        id: format!("payout:{id}"),
        event_type: catalogue::PAYOUT_SENT,
        occurred_at: now,
        data: payout_data(partnership, id, amount),
        values: PostbackValues { payout: Some(amount), status: Some("paid".into()), ..PostbackValues::default() },
    }
}
