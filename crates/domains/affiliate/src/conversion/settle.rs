//! Deciding the conversions of a customer, and making their commissions what they should be.

use std::collections::HashMap;

use contracts::affiliate::{ConversionId, TermsId};
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
    attribution::{Credit, Decision, Policy, decide},
    commission::{self, Books, Wanted},
    earning::{Reversal, Sale, SaleLine, shares},
    program::Terms,
};

/// The most clicks of one customer that are looked at: the latest.
const CLICKS_TOGETHER: usize = 500;

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
    /// has locked the customer, or the conversion.
    pub(super) async fn settle_in(&self, tx: &mut Tx, books: &Books, whose: Whose) -> Result<(), AffiliateError> {
        let cases = cases(tx, books, &whose).await?;
        let all = cases.iter().flat_map(|case| case.touches.iter().map(|fact| fact.terms_id));
        let terms = facts::terms(tx, all).await?;
        let mut decided = Vec::new();
        let mut wanted = Vec::new();
        for case in &cases {
            let touches: Vec<_> = case.touches.iter().map(|fact| fact.touch.clone()).collect();
            let decision = decide(&case.policy, &touches, case.told.occurred_at);
            wanted.extend(case.wanted(&decision, &terms)?);
            decided.push((case.told.id, decision, case.version));
        }
        store::set_decisions(tx, &decided).await?;
        let ids: Vec<ConversionId> = cases.iter().map(|case| case.told.id).collect();
        let existing = commission::queries::of_conversions(tx, &ids).await?;
        self.book_in(tx, *books, wanted, existing).await
    }
}

async fn cases(tx: &mut Tx, books: &Books, whose: &Whose) -> Result<Vec<Case>, AffiliateError> {
    let told = facts::told(tx, books.program_id, whose).await?;
    let mut ids: Vec<_> = told.iter().flat_map(|one| one.clicks.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let latest = ids.len().saturating_sub(CLICKS_TOGETHER);
    let clicks = facts::clicks(tx, books.program_id, &ids[latest..]).await?;
    let mut first: HashMap<&'static str, Timestamp> = HashMap::new();
    let mut cases = Vec::with_capacity(told.len());
    for one in told {
        let mut touches = clicks.clone();
        for code in &one.codes {
            touches.extend(facts::code(tx, books.program_id, code, one.occurred_at).await?);
        }
        let found = facts::policy(tx, books.program_id, one.occurred_at).await?;
        let (version, policy) = found.ok_or(AffiliateError::Bug("a program without a policy"))?;
        let first_at = first.get(one.kind.as_str()).copied();
        first.entry(one.kind.as_str()).or_insert(one.occurred_at);
        cases.push(Case { told: one, touches, version, policy, first_at });
    }
    Ok(cases)
}

impl Case {
    /// What each partner who is credited earns.
    fn wanted(&self, decision: &Decision, terms: &HashMap<TermsId, Terms>) -> Result<Vec<Wanted>, AffiliateError> {
        let mut wanted = Vec::new();
        for (place, credit) in decision.credits.iter().enumerate() {
            let fact = self.touches.iter().find(|fact| fact.touch.id == credit.touch_id);
            let fact = fact.ok_or(AffiliateError::Bug("a credit for no touch"))?;
            let by = terms.get(&fact.terms_id).ok_or(AffiliateError::Bug("a touch without terms"))?;
            let Some(whole) = self.earned(by)? else { continue };
            let earned = shares(whole, &decision.credits).get(place).copied().unwrap_or(Money::zero(whole.currency));
            wanted.push(self.one(credit, fact.terms_id, by, earned)?);
        }
        Ok(wanted)
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

    fn one(&self, credit: &Credit, terms_id: TermsId, terms: &Terms, earned: Money) -> Result<Wanted, AffiliateError> {
        let sale = self.told.amount;
        let owed = match self.told.kind {
            Kind::Lead => earned,
            Kind::Sale => Reversal { sale, refunded: Money::new(self.told.refunded_minor, sale.currency) }
                .owed(earned)
                .map_err(|_larger| AffiliateError::Bug("more was given back than was paid"))?,
        };
        Ok(Wanted {
            conversion_id: self.told.id,
            partnership_id: credit.partnership_id,
            terms_id,
            touch_id: credit.touch_id.as_uuid(),
            share_bp: credit.share_bp,
            earned_minor: earned.amount_minor,
            owed_minor: owed.amount_minor,
            occurred_at: self.told.occurred_at,
            matures_at: self.told.occurred_at + SignedDuration::from_hours(24 * i64::from(terms.holding_days)),
            cap: terms.cap,
        })
    }
}
