//! What shops report, and what it earns: by the thousand, and mostly to nobody who listens. Taken many together, in no order: what is
//! asked is asked once for all of them, and read only for those who are told.

use std::collections::{HashMap, HashSet};

use affiliate::{CommissionNews, PartnershipNews};
use contracts::{
    affiliate::{CommissionMove, CommissionMoved, ConversionRefunded, ConversionReported},
    identity::OrganisationId,
};
use kernel::AccountId;
use notifications::{Addressee, Kind, Notice, Value};
use platform::jobs::Delivered;
use uuid::Uuid;
use webhooks::{Message, Owner, PostbackValues};

use super::{
    catalogue::{self, Side, commission_data, commission_values, conversion_data, refund_data},
    payouts::{owners, partner_page},
};
use crate::{
    Flows, FlowsError,
    funding::{system, text},
};

/// What is told because of an event: to the programs of an owner, or to a person.
struct Word<'a> {
    event_id: Uuid,
    to: To<'a>,
}

enum To<'a> {
    Programs(Owner, Box<Message>),
    Person(&'a Addressee, Notice),
}

impl Flows {
    /// Leads and sales are told to the programs of their merchants.
    pub(super) async fn on_conversions_reported(
        &self,
        name: &'static str,
        told: &[Delivered<ConversionReported>],
    ) -> Result<(), FlowsError> {
        let heard = self.heard(told, |event| event.organisation_id).await?;
        let ids: Vec<_> = heard.iter().map(|told| told.event.conversion_id).collect();
        let news = self.affiliate.conversions_news(&system(), &ids).await?;
        let word = |told: &Delivered<ConversionReported>| {
            let news = news.get(&told.event.conversion_id)?;
            let message = Message {
                id: told.event_id.to_string(),
                event_type: catalogue::of_conversion(&news.kind),
                occurred_at: news.occurred_at,
                data: conversion_data(news),
                values: PostbackValues { transaction_id: Some(news.order_id.clone()), ..PostbackValues::default() },
            };
            let to = To::Programs(Owner::Organisation(told.event.organisation_id), Box::new(message));
            Some(Word { event_id: told.event_id, to })
        };
        self.say(name, heard.into_iter().filter_map(word).collect()).await
    }

    /// What was given back is told to the programs of the merchants.
    pub(super) async fn on_conversions_refunded(
        &self,
        name: &'static str,
        told: &[Delivered<ConversionRefunded>],
    ) -> Result<(), FlowsError> {
        let heard = self.heard(told, |event| event.organisation_id).await?;
        let (sales, refunds): (Vec<_>, Vec<_>) =
            heard.iter().map(|told| (told.event.conversion_id, told.event.refund_id)).unzip();
        let sales = self.affiliate.conversions_news(&system(), &sales).await?;
        let refunds = self.affiliate.refunds_news(&system(), &refunds).await?;
        let word = |told: &Delivered<ConversionRefunded>| {
            let (sale, refund) = (sales.get(&told.event.conversion_id)?, refunds.get(&told.event.refund_id)?);
            let message = Message {
                id: told.event_id.to_string(),
                event_type: catalogue::SALE_REFUNDED,
                occurred_at: refund.occurred_at,
                data: refund_data(sale, refund),
                values: PostbackValues { transaction_id: Some(sale.order_id.clone()), ..PostbackValues::default() },
            };
            let to = To::Programs(Owner::Organisation(told.event.organisation_id), Box::new(message));
            Some(Word { event_id: told.event_id, to })
        };
        self.say(name, heard.into_iter().filter_map(word).collect()).await
    }

    /// What became of commissions is told to the programs of both sides, and what was earned to the partners.
    pub(super) async fn on_commissions_moved(
        &self,
        name: &'static str,
        told: &[Delivered<CommissionMoved>],
    ) -> Result<(), FlowsError> {
        let ids: Vec<_> = told.iter().map(|told| told.event.partnership_id).collect();
        let partnerships = self.affiliate.partnerships_news(&system(), &ids).await?;
        let moves: Vec<(&Delivered<CommissionMoved>, &PartnershipNews)> =
            told.iter().filter_map(|told| Some((told, partnerships.get(&told.event.partnership_id)?))).collect();
        let both: Vec<Owner> = partnerships.values().flat_map(owners).collect();
        let listening = self.webhooks.listeners(&both).await?;
        let heard = moves.iter().filter(|(_, partnership)| owners(partnership).iter().any(|owner| listening.contains(owner)));
        let journals: Vec<Uuid> = heard.map(|(told, _)| told.event.journal_id).collect();
        let commissions = self.affiliate.commissions_news(&system(), &journals).await?;
        let earned = moves.iter().filter(|(told, _)| told.event.what == CommissionMove::Earned);
        let earners: Vec<AccountId> = earned.map(|(_, partnership)| partnership.account_id).collect();
        let partners = self.accounts(&earners).await?;
        let mut words = Vec::new();
        for (told, partnership) in moves {
            if let Some(commission) = commissions.get(&told.event.journal_id) {
                let owners = owners(partnership).into_iter().filter(|owner| listening.contains(owner));
                words.extend(owners.map(|owner| to_programs(told, partnership, commission, owner)));
            }
            words.extend(to_partner(told, partnership, &partners));
        }
        self.say(name, words).await
    }

    /// Those of merchants whose programs listen.
    async fn heard<'a, E>(
        &self,
        told: &'a [Delivered<E>],
        merchant: fn(&E) -> OrganisationId,
    ) -> Result<Vec<&'a Delivered<E>>, FlowsError> {
        let owner = |told: &Delivered<E>| Owner::Organisation(merchant(&told.event));
        let listening = self.webhooks.listeners(&told.iter().map(owner).collect::<Vec<_>>()).await?;
        Ok(told.iter().filter(|told| listening.contains(&owner(told))).collect())
    }

    /// In one transaction, of events that are delivered for the first time. Without a word there is nothing to note either: a second
    /// delivery finds nobody again, or whoever came meanwhile.
    async fn say(&self, name: &'static str, words: Vec<Word<'_>>) -> Result<(), FlowsError> {
        if words.is_empty() {
            return Ok(());
        }
        let ids: HashSet<Uuid> = words.iter().map(|word| word.event_id).collect();
        let mut tx = self.db.begin(&system()).await?;
        let new = tx.first_deliveries(name, &Vec::from_iter(ids)).await?;
        let mut notices = Vec::new();
        for word in words.iter().filter(|word| new.contains(&word.event_id)) {
            match &word.to {
                To::Programs(owner, message) => {
                    self.webhooks.publish_in(&mut tx, *owner, message).await?;
                }
                To::Person(person, notice) => notices.push((*person, notice)),
            }
        }
        self.notifications.notify_many_in(&mut tx, &notices).await?;
        Ok(tx.commit().await?)
    }
}

/// What became of a commission, as one of the two is told.
fn to_programs(
    told: &Delivered<CommissionMoved>,
    partnership: &PartnershipNews,
    commission: &CommissionNews,
    owner: Owner,
) -> Word<'static> {
    let CommissionMoved { what, amount, .. } = told.event;
    let side = match owner {
        Owner::Organisation(_) => Side::Merchant,
        Owner::Account(_) => Side::Partner,
    };
    let message = Message {
        id: told.event_id.to_string(),
        event_type: catalogue::of_commission(what),
        occurred_at: commission.at,
        data: commission_data(partnership, commission, amount, side),
        values: commission_values(commission, what, amount, side),
    };
    Word { event_id: told.event_id, to: To::Programs(owner, Box::new(message)) }
}

/// What was earned, unless its partner is gone.
fn to_partner<'a>(
    told: &Delivered<CommissionMoved>,
    partnership: &PartnershipNews,
    partners: &'a HashMap<AccountId, Addressee>,
) -> Option<Word<'a>> {
    let partner = partners.get(&partnership.account_id).filter(|_partner| told.event.what == CommissionMove::Earned)?;
    let notice = Notice::new(Kind::CommissionEarned, partner_page(partnership.id))
        .with("program", text(&partnership.program_title))
        .with("name", text(&partnership.merchant_name))
        .with("amount", Value::Money(told.event.amount));
    Some(Word { event_id: told.event_id, to: To::Person(partner, notice) })
}
