//! Conversions as merchants read them, and what they would have been under another policy.

use contracts::affiliate::{ConversionId, ProgramId};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Money, Page, PageRequest};
use platform::Db;
use serde::Serialize;

use super::{
    facts, queries,
    settle::{Whose, judged, touches_of},
};
use crate::{
    Affiliate, AffiliateError, MerchantRight,
    attribution::{Credit, Decision, Policy, decide},
    fraud, member,
};

/// A conversion, with why it is whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversionView {
    /// The conversion.
    pub id: ConversionId,
    /// Whether a `lead` or a `sale`.
    pub kind: String,
    /// The shop's own number.
    pub external_id: String,
    /// What was paid.
    pub amount: Money,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was told.
    pub received_at: Timestamp,
    /// How it was attributed: every touch, and what became of it.
    pub decision: Option<Decision>,
    /// By which version of the program's policy.
    pub policy_version: Option<i32>,
}

/// What a conversion is, and what it would be under another policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    /// The conversion.
    pub id: ConversionId,
    /// Who is credited.
    pub is: Vec<Credit>,
    /// Who would be.
    pub would_be: Vec<Credit>,
}

/// The longest period that is replayed.
const REPLAY_MAX: SignedDuration = SignedDuration::from_hours(24 * 92);
/// The most conversions of one replay.
const REPLAYED: i64 = 2_000;

impl Affiliate {
    /// The conversions of a program, the latest first: for the members of its merchant.
    pub async fn conversions(
        &self,
        actor: &Actor,
        id: ProgramId,
        page: &PageRequest,
    ) -> Result<Page<ConversionView>, AffiliateError> {
        self.require_reader(actor, id).await?;
        let mut conn = self.conn().await?;
        let rows = queries::conversions(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |view| (view.occurred_at, view.id.as_uuid())))
    }

    /// What the conversions of a period would have been under another policy: those that would be somebody else's, in their order.
    /// Nothing is changed. At most three months and two thousand conversions.
    pub async fn what_if(
        &self,
        actor: &Actor,
        id: ProgramId,
        policy: &Policy,
        (since, until): (Timestamp, Timestamp),
    ) -> Result<Vec<WhatIf>, AffiliateError> {
        self.require_reader(actor, id).await?;
        if since < Timestamp::UNIX_EPOCH || until <= since || until.duration_since(since) > REPLAY_MAX {
            return Err(AffiliateError::field("until", "affiliate-period"));
        }
        let mut conn = self.conn().await?;
        let found = queries::in_period(&mut conn, id, (since, until), REPLAYED).await?;
        drop(conn);
        replay(self.db(), actor, id, policy, found).await
    }

    async fn require_reader(&self, actor: &Actor, id: ProgramId) -> Result<(), AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let shop = queries::shop(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, shop.merchant, MerchantRight::Read).await?;
        Ok(())
    }
}

async fn replay(
    db: &Db,
    actor: &Actor,
    id: ProgramId,
    policy: &Policy,
    found: Vec<(ConversionId, Option<[u8; 16]>, Vec<Credit>)>,
) -> Result<Vec<WhatIf>, AffiliateError> {
    let mut tx = db.begin_snapshot(actor).await?;
    let mut changed = Vec::new();
    for (conversion_id, customer, is) in found {
        let whose = customer.map_or(Whose::Nobody(conversion_id), Whose::Customer);
        let told = facts::told(&mut tx, id, &whose, Some(conversion_id)).await?;
        let clicks: Vec<_> = told.iter().flat_map(|one| one.clicks.iter().copied()).collect();
        let clicks = facts::clicks(&mut tx, id, &clicks).await?;
        let Some(one) = told.into_iter().find(|one| one.id == conversion_id) else { continue };
        let mut touches = touches_of(&one, &clicks);
        for code in &one.codes {
            touches.extend(facts::code(&mut tx, id, code, one.occurred_at).await?);
        }
        judged(&one, &mut touches, &fraud::faults(&mut tx, &[conversion_id]).await?);
        let touches: Vec<_> = touches.into_iter().map(|fact| fact.touch).collect();
        let would_be = decide(policy, &touches, one.occurred_at).credits;
        if would_be != is {
            changed.push(WhatIf { id: conversion_id, is, would_be });
        }
    }
    Ok(changed)
}
