//! Deciding the conversions of customers, and making their commissions what they should be.
//!
//! A conversion with a commission that was made payable is decided no more: only what is given back changes it. Partners were told.

use std::collections::HashMap;

use contracts::affiliate::{ConversionId, TermsId, TouchId};
use jiff::{SignedDuration, Timestamp};
use kernel::Money;
use platform::Tx;

use super::{
    Kind,
    facts::{self, Fact, Told},
    store, touched,
};
use crate::{
    Affiliate, AffiliateError,
    attribution::{Credit, Decision, Policy, Touch, decide},
    commission::{self, Books, Commission, Wanted},
    earning::{Reversal, Sale, SaleLine, shares},
    fraud::Credited,
    program::Terms,
};

/// A conversion with its touches, ready to be decided.
struct Case {
    told: Told,
    touches: Vec<Fact>,
    version: i32,
    policy: Policy,
    /// When the customer's first one of its kind was, if this is not it.
    first_at: Option<Timestamp>,
}

impl Affiliate {
    /// Decides the conversions of customers by everything that is known now, and books the difference to what is booked. Whoever calls
    /// has locked the customers, and of the conversions that it is `about` those that are nobody's.
    pub(super) async fn settle_in(
        &self,
        tx: &mut Tx,
        books: &Books,
        customers: &[[u8; 16]],
        about: &[ConversionId],
    ) -> Result<(), AffiliateError> {
        let cases = cases(tx, books, customers, about).await?;
        let ids: Vec<ConversionId> = cases.iter().map(|case| case.told.id).collect();
        let existing = commission::queries::of_conversions(tx, &ids).await?;
        let all = cases.iter().flat_map(|case| case.touches.iter().map(|fact| fact.terms_id)).collect();
        let terms = facts::terms(tx, all).await?;
        let mut decided = Vec::new();
        let mut wanted = Vec::new();
        let mut credited = Vec::new();
        for case in &cases {
            let earned: Vec<&Commission> = existing.iter().filter(|one| one.conversion_id == case.told.id).collect();
            if earned.iter().any(|one| one.matured_at.is_some()) {
                wanted.extend(case.kept(&earned)?);
                continue;
            }
            let touches: Vec<_> = case.touches.iter().map(|fact| fact.touch.clone()).collect();
            let decision = decide(&case.policy, &touches, case.told.occurred_at);
            wanted.extend(case.wanted(&decision, &terms)?);
            credited.push(case.credited(touches, &decision));
            decided.push((case.told.id, decision, case.version));
        }
        store::set_decisions(tx, &decided).await?;
        self.weigh_in(tx, (books.program_id, books.merchant), about, &credited).await?;
        self.book_in(tx, *books, wanted, (&ids, &existing)).await
    }
}

async fn cases(tx: &mut Tx, books: &Books, customers: &[[u8; 16]], about: &[ConversionId]) -> Result<Vec<Case>, AffiliateError> {
    let touched = touched::touched(tx, books.program_id, customers, about).await?;
    let policies = facts::policies(tx, books.program_id).await?;
    let first = facts::first(tx, books.program_id, customers).await?;
    let mut cases = Vec::with_capacity(touched.len());
    for (told, touches) in touched {
        let in_force = policies.iter().rev().find(|(_, since, _)| *since <= told.occurred_at).or(policies.first());
        let (version, _, policy) = in_force.copied().ok_or(AffiliateError::Bug("a program without a policy"))?;
        let before = told.customer.and_then(|customer| first.get(&(customer, told.kind)));
        let first_at = before.filter(|(id, _)| *id != told.id).map(|(_, at)| *at);
        cases.push(Case { told, touches, version, policy, first_at });
    }
    Ok(cases)
}

impl Case {
    /// As it is weighed.
    fn credited(&self, touches: Vec<Touch>, decision: &Decision) -> Credited {
        Credited {
            conversion_id: self.told.id,
            customer: self.told.customer,
            occurred_at: self.told.occurred_at,
            touches,
            decision: decision.clone(),
        }
    }

    /// What each partner who is credited earns.
    fn wanted(&self, decision: &Decision, terms: &HashMap<TermsId, Terms>) -> Result<Vec<Wanted>, AffiliateError> {
        let mut wanted = Vec::new();
        for (place, credit) in decision.credits.iter().enumerate() {
            let terms_id = self.terms_of(credit.touch_id)?;
            let by = terms.get(&terms_id).ok_or(AffiliateError::Bug("a touch without terms"))?;
            let Some(whole) = self.earned(by)? else { continue };
            let earned = shares(whole, &decision.credits).get(place).copied().unwrap_or(Money::zero(whole.currency));
            wanted.push(self.one(credit, terms_id, by, earned)?);
        }
        Ok(wanted)
    }

    /// What was made payable, less what was given back since.
    fn kept(&self, earned: &[&Commission]) -> Result<Vec<Wanted>, AffiliateError> {
        let kept = earned.iter().map(|one| {
            let whole = Money::new(one.earned_minor, self.told.amount.currency);
            Ok(Wanted {
                conversion_id: self.told.id,
                partnership_id: one.partnership_id,
                terms_id: one.terms_id,
                touch_id: one.touch_id,
                share_bp: one.share_bp,
                earned_minor: one.earned_minor,
                owed_minor: self.owed(whole)?,
                occurred_at: self.told.occurred_at,
                matures_at: one.matures_at,
                cap: one.cap,
            })
        });
        kept.collect()
    }

    fn terms_of(&self, id: TouchId) -> Result<TermsId, AffiliateError> {
        let fact = self.touches.iter().find(|fact| fact.touch.id == id);
        fact.map(|fact| fact.terms_id).ok_or(AffiliateError::Bug("a credit for no touch"))
    }

    /// What the whole conversion earns by these terms; nothing where they are in another currency.
    fn earned(&self, terms: &Terms) -> Result<Option<Money>, AffiliateError> {
        match self.told.kind {
            // A customer becomes one once.
            Kind::Lead => Ok(terms.lead.filter(|_| self.first_at.is_none())),
            Kind::Sale => {
                let Some(rules) = &terms.sales else { return Ok(None) };
                Ok(rules.earned(&self.sale()?, self.told.occurred_at, self.first_at))
            }
        }
    }

    fn sale(&self) -> Result<Sale, AffiliateError> {
        let lines = self.told.lines.iter().map(|line| SaleLine {
            product_id: line.product_id,
            category_id: line.category_id,
            quantity: line.quantity,
            amount_minor: line.amount_minor,
        });
        let lines: Vec<_> = lines.collect();
        let sale = if lines.is_empty() { Sale::whole(self.told.amount) } else { Sale::try_new(self.told.amount.currency, lines) };
        sale.map_err(|_unbelievable| AffiliateError::Bug("a sale that was kept and cannot be"))
    }

    /// What of an earning is owed after refunds.
    fn owed(&self, earned: Money) -> Result<i64, AffiliateError> {
        let sale = self.told.amount;
        let owed = match self.told.kind {
            Kind::Lead => earned,
            Kind::Sale => Reversal { sale, refunded: Money::new(self.told.refunded_minor, sale.currency) }
                .owed(earned)
                .map_err(|_larger| AffiliateError::Bug("more was given back than was paid"))?,
        };
        Ok(owed.amount_minor)
    }

    fn one(&self, credit: &Credit, terms_id: TermsId, terms: &Terms, earned: Money) -> Result<Wanted, AffiliateError> {
        Ok(Wanted {
            conversion_id: self.told.id,
            partnership_id: credit.partnership_id,
            terms_id,
            touch_id: credit.touch_id.as_uuid(),
            share_bp: credit.share_bp,
            earned_minor: earned.amount_minor,
            owed_minor: self.owed(earned)?,
            occurred_at: self.told.occurred_at,
            matures_at: self.told.occurred_at + SignedDuration::from_hours(24 * i64::from(terms.holding_days)),
            cap: terms.cap,
        })
    }
}
