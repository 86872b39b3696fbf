//! Who is told what becomes of partnerships, sales, commissions and messages: people by notices, programs by webhooks.

mod bursts;
mod catalogue;
mod domains;
mod endpoints;
mod partnerships;
mod payouts;
mod reviews;
mod statements;

use contracts::{
    affiliate::{
        CommissionMoved, ConversionRefunded, ConversionReported, FraudCaseChanged, LinkDomainChanged, PartnershipChanged,
        PayoutRefused, RefundUncounted, StatementIssued,
    },
    identity::OrganisationId,
    messaging::MessageSent,
    payments::{DisbursementSucceeded, DisbursementUnclaimed},
    webhooks::{EndpointDisabled, EndpointFailing},
};
use kernel::AccountId;
use notifications::{Addressee, Kind, Notice};
use platform::jobs::{Delivered, JobError, Registry};

pub use self::catalogue::WEBHOOK_EVENTS;
use crate::{
    Flows, FlowsError,
    funding::{system, text},
};

/// The word under which affiliate pays partners out.
const PAYOUT: &str = "affiliate-payout";

pub(crate) fn register(flows: &Flows, registry: &mut Registry) {
    macro_rules! consume {
        ($name:literal, $event:ty, $method:ident) => {
            let each = flows.clone();
            registry.consumer($name, move |told: Delivered<$event>, _run| {
                let flows = each.clone();
                async move { flows.$method($name, &told).await.map_err(JobError::retry) }
            });
        };
    }
    consume!("flows.partnership-changed", PartnershipChanged, on_partnership_changed);
    consume!("flows.refund-uncounted", RefundUncounted, on_refund_uncounted);
    consume!("flows.fraud-case-changed", FraudCaseChanged, on_fraud_case_changed);
    consume!("flows.partner-paid", DisbursementSucceeded, on_partner_paid);
    consume!("flows.partner-unpaid", DisbursementUnclaimed, on_partner_unpaid);
    consume!("flows.payout-refused", PayoutRefused, on_payout_refused);
    consume!("flows.statement-issued", StatementIssued, on_statement_issued);
    consume!("flows.link-domain-changed", LinkDomainChanged, on_link_domain_changed);
    consume!("flows.message-sent", MessageSent, on_message_sent);
    consume!("flows.endpoint-failing", EndpointFailing, on_endpoint_failing);
    consume!("flows.endpoint-disabled", EndpointDisabled, on_endpoint_disabled);
    macro_rules! consume_many {
        ($name:literal, $event:ty, $method:ident) => {
            let each = flows.clone();
            registry.consumer_of_many($name, move |told: Vec<Delivered<$event>>, _run| {
                let flows = each.clone();
                async move { flows.$method($name, &told).await.map_err(JobError::retry) }
            });
        };
    }
    consume_many!("flows.conversion-reported", ConversionReported, on_conversions_reported);
    consume_many!("flows.conversion-refunded", ConversionRefunded, on_conversions_refunded);
    consume_many!("flows.commission-moved", CommissionMoved, on_commissions_moved);
}

impl Flows {
    /// Those who manage an organisation, except for whoever did it.
    async fn managers(&self, id: OrganisationId, except: Option<AccountId>) -> Result<Vec<Addressee>, FlowsError> {
        let managers = self.identity.managers(&system(), id).await?.into_iter();
        let told = managers.filter(|manager| Some(manager.account_id) != except);
        let addressee =
            told.map(|manager| Addressee { account_id: Some(manager.account_id), email: manager.email, locale: manager.locale });
        Ok(addressee.collect())
    }

    /// Of a message are told those for whom it is the first that they have not read.
    async fn on_message_sent(&self, name: &'static str, told: &Delivered<MessageSent>) -> Result<(), FlowsError> {
        let Some(news) = self.messaging.message_news(&system(), told.event.message_id).await? else { return Ok(()) };
        let notice = Notice::new(Kind::MessageReceived, format!("/messages/{}", news.conversation_id))
            .with("name", text(&news.author_name));
        let mut readers = Vec::new();
        for account_id in news.recipients {
            readers.extend(self.account(account_id).await?);
        }
        self.once(name, told.event_id, async |tx| {
            for reader in &readers {
                self.tell(tx, Some(reader), &notice).await?;
            }
            Ok(())
        })
        .await
    }
}
