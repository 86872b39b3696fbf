//! Deciding the conversions of a customer, and making their commissions what they should be.
//!
//! A conversion with a commission that was made payable is decided no more: only what is given back changes it. Partners were told.

use std::collections::{HashMap, HashSet};

use contracts::affiliate::{ClickId, ConversionId, PartnershipId, TermsId, TouchId};
use jiff::{SignedDuration, Timestamp};
use kernel::Money;
use platform::Tx;

use super::{
    Kind,
    facts::{self, Fact, Told},
    store,
};
use crate::{
    Affiliate, AffiliateError,
    attribution::{Credit, Decision, Fault, Policy, SKEW, Touch, decide},
    commission::{self, Books, Commission, Wanted},
    earning::{Reversal, Sale, SaleLine, shares},
    fraud::{self, Credited},
    program::Terms,
};

/// The most clicks of other conversions that are touches of one: the latest.
const OTHERS: usize = 200;

/// Whose conversions are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// A customer's: all of them.
    Customer([u8; 16]),
    /// One that is nobody's.
    Nobody(ConversionId),
}

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
    /// Decides the conversions of a customer by everything that is known now, and books the difference to what is booked. Whoever calls
    /// has locked the customer, or the conversion, that it is `about`.
    pub(super) async fn settle_in(
        &self,
        tx: &mut Tx,
        books: &Books,
        whose: Whose,
        about: ConversionId,
    ) -> Result<(), AffiliateError> {
        let cases = cases(tx, books, &whose, about).await?;
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
            credited.push(case.credited(whose, touches, &decision));
            decided.push((case.told.id, decision, case.version));
        }
        store::set_decisions(tx, &decided).await?;
        self.weigh_in(tx, (books.program_id, books.merchant), about, &credited).await?;
        self.book_in(tx, *books, wanted, (&ids, &existing)).await
    }
}

async fn cases(tx: &mut Tx, books: &Books, whose: &Whose, about: ConversionId) -> Result<Vec<Case>, AffiliateError> {
    let told = facts::told(tx, books.program_id, whose, Some(about)).await?;
    let ids: HashSet<ClickId> = told.iter().flat_map(|one| one.clicks.iter().copied()).collect();
    let ids: Vec<ClickId> = ids.into_iter().collect();
    let clicks = facts::clicks(tx, books.program_id, &ids).await?;
    let policies = facts::policies(tx, books.program_id).await?;
    let ids: Vec<ConversionId> = told.iter().map(|one| one.id).collect();
    let faults = fraud::faults(tx, &ids).await?;
    let first = match whose {
        Whose::Customer(customer) => facts::first(tx, books.program_id, customer).await?,
        Whose::Nobody(_) => Vec::new(),
    };
    let mut cases = Vec::with_capacity(told.len());
    for one in told {
        let mut touches = touches_of(&one, &clicks);
        for code in &one.codes {
            touches.extend(facts::code(tx, books.program_id, code, one.occurred_at).await?);
        }
        judged(&one, &mut touches, &faults);
        let in_force = policies.iter().rev().find(|(_, since, _)| *since <= one.occurred_at).or(policies.first());
        let (version, _, policy) = in_force.copied().ok_or(AffiliateError::Bug("a program without a policy"))?;
        let before = first.iter().find(|(kind, id, _)| *kind == one.kind && *id != one.id);
        let first_at = before.map(|(.., at)| *at);
        cases.push(Case { told: one, touches, version, policy, first_at });
    }
    Ok(cases)
}

/// The clicks that are touches of a conversion: all that came with it, and of the customer's others those that could count.
pub(super) fn touches_of(told: &Told, clicks: &[Fact]) -> Vec<Fact> {
    let is_own = |fact: &&Fact| told.clicks.iter().any(|click| click.as_uuid() == fact.touch.id.as_uuid());
    let could = |fact: &&Fact| {
        let age = told.occurred_at.duration_since(fact.touch.at);
        age >= -SKEW && age <= fact.touch.window
    };
    let mut touches: Vec<Fact> = clicks.iter().filter(is_own).cloned().collect();
    // By their ids, which grow with time.
    let others: Vec<&Fact> = clicks.iter().filter(|fact| !is_own(fact) && could(fact)).collect();
    if others.len() > OTHERS {
        tracing::warn!(conversion_id = %told.id, clicks = others.len(), "a customer with more clicks than are looked at");
    }
    touches.extend(others.into_iter().rev().take(OTHERS).cloned());
    touches
}

/// What somebody decided of a partner's touches in a conversion: they count no more.
pub(super) fn judged(told: &Told, touches: &mut [Fact], faults: &[(ConversionId, PartnershipId, Fault)]) {
    for (_, partnership_id, fault) in faults.iter().filter(|(id, ..)| *id == told.id) {
        for fact in touches.iter_mut().filter(|fact| fact.touch.partnership_id == *partnership_id) {
            fact.touch.fault = fact.touch.fault.or(Some(*fault));
        }
    }
}

impl Case {
    /// As it is weighed.
    fn credited(&self, whose: Whose, touches: Vec<Touch>, decision: &Decision) -> Credited {
        Credited {
            conversion_id: self.told.id,
            customer: match whose {
                Whose::Customer(customer) => Some(customer),
                Whose::Nobody(_) => None,
            },
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
