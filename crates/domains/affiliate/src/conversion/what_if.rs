//! What conversions would have been under another policy. Nothing is changed.

use std::collections::{BTreeMap, HashMap};

use contracts::affiliate::{ConversionId, PartnershipId, ProgramId};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Money};
use platform::Db;
use serde::Serialize;

use super::{
    queries, touched,
    view::{CreditedPartner, credited, names},
};
use crate::{
    Affiliate, AffiliateError,
    attribution::{Credit, Policy, WHOLE_BP, decide},
};

/// The longest period that is replayed.
const REPLAY_MAX: SignedDuration = SignedDuration::from_hours(24 * 92);
/// How many are decided together.
const TOGETHER: usize = 200;
/// The most conversions of one replay.
const REPLAYED: usize = 2_000;

/// A conversion that would be somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIf {
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
    /// Who is credited.
    pub is: Vec<CreditedPartner>,
    /// Who would be.
    pub would_be: Vec<CreditedPartner>,
}

/// What somebody is credited with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CreditSum {
    /// How many leads and sales; one that is shared is one of each partner.
    pub conversions: i64,
    /// Their part of what was paid for them, refunds not taken off, by currency.
    pub paid: Vec<Money>,
}

/// A partner, as they are credited and as they would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIfPartner {
    /// The partner; none for what nobody is credited with.
    pub partnership_id: Option<PartnershipId>,
    /// What the influencer is called.
    pub influencer_name: Option<String>,
    /// As it is.
    pub is: CreditSum,
    /// As it would be.
    pub would_be: CreditSum,
}

/// A period under another policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIfView {
    /// How many conversions were decided again.
    pub replayed: usize,
    /// Whether there are more in the period than one replay decides: the earliest were.
    pub is_cut: bool,
    /// Everybody who is credited or would be, by name; nobody last.
    pub partners: Vec<WhatIfPartner>,
    /// The conversions that would be somebody else's, in their order.
    pub changed: Vec<WhatIf>,
}

/// A conversion of the period, as it was decided.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) id: ConversionId,
    pub(super) kind: String,
    pub(super) external_id: String,
    pub(super) customer: Option<[u8; 16]>,
    pub(super) occurred_at: Timestamp,
    pub(super) amount: Money,
    pub(super) is: Vec<Credit>,
}

impl Affiliate {
    /// What the conversions of a period would have been under another policy: by partner, and those that would be somebody else's. Nothing is
    /// changed. At most three months and two thousand conversions.
    pub async fn what_if(
        &self,
        actor: &Actor,
        id: ProgramId,
        policy: &Policy,
        (since, until): (Timestamp, Timestamp),
    ) -> Result<WhatIfView, AffiliateError> {
        self.require_reader(actor, id).await?;
        if since < Timestamp::UNIX_EPOCH || until <= since || until.duration_since(since) > REPLAY_MAX {
            return Err(AffiliateError::field("until", "affiliate-period"));
        }
        let mut conn = self.conn().await?;
        let mut found = queries::in_period(&mut conn, id, (since, until), REPLAYED + 1).await?;
        drop(conn);
        let is_cut = found.len() > REPLAYED;
        found.truncate(REPLAYED);
        let again = replay(self.db(), actor, id, policy, &found).await?;
        let credits: Vec<_> = again.iter().flat_map(|(past, would_be)| past.is.iter().chain(would_be).copied()).collect();
        let names = names(&mut *self.conn().await?, &credits).await?;
        Ok(view(&again, &names, is_cut))
    }
}

fn view(again: &[(&Past, Vec<Credit>)], names: &HashMap<PartnershipId, String>, is_cut: bool) -> WhatIfView {
    let changed = again.iter().filter(|(past, would_be)| past.is != *would_be).map(|(past, would_be)| WhatIf {
        id: past.id,
        kind: past.kind.clone(),
        external_id: past.external_id.clone(),
        amount: past.amount,
        occurred_at: past.occurred_at,
        is: credited(names, &past.is),
        would_be: credited(names, would_be),
    });
    let mut partners: Vec<WhatIfPartner> = sums(again)
        .into_iter()
        .map(|(partnership_id, (is, would_be))| WhatIfPartner {
            partnership_id,
            influencer_name: partnership_id.and_then(|id| names.get(&id).cloned()),
            is,
            would_be,
        })
        .collect();
    partners.sort_by(|one, other| {
        let key = |partner: &WhatIfPartner| (partner.partnership_id.is_none(), partner.influencer_name.clone());
        key(one).cmp(&key(other))
    });
    WhatIfView { replayed: again.len(), is_cut, partners, changed: changed.collect() }
}

async fn replay<'p>(
    db: &Db,
    actor: &Actor,
    id: ProgramId,
    policy: &Policy,
    found: &'p [Past],
) -> Result<Vec<(&'p Past, Vec<Credit>)>, AffiliateError> {
    let mut tx = db.begin_snapshot(actor).await?;
    let mut again = Vec::with_capacity(found.len());
    for some in found.chunks(TOGETHER) {
        let mut customers: Vec<[u8; 16]> = some.iter().filter_map(|past| past.customer).collect();
        customers.sort_unstable();
        customers.dedup();
        let ids: Vec<ConversionId> = some.iter().map(|past| past.id).collect();
        let touched = touched::touched(&mut tx, id, &customers, &ids).await?;
        let touched: HashMap<_, _> = touched.into_iter().map(|(told, touches)| (told.id, (told, touches))).collect();
        for past in some {
            let Some((told, touches)) = touched.get(&past.id) else { continue };
            let touches: Vec<_> = touches.iter().map(|fact| fact.touch.clone()).collect();
            again.push((past, decide(policy, &touches, told.occurred_at).credits));
        }
    }
    Ok(again)
}

type Sums = BTreeMap<Option<PartnershipId>, (CreditSum, CreditSum)>;

/// What everybody is credited with and would be.
fn sums(again: &[(&Past, Vec<Credit>)]) -> Sums {
    let mut sums = Sums::new();
    for (past, would_be) in again {
        for (partner, part) in parts(past.amount, &past.is) {
            sums.entry(partner).or_default().0.add(part);
        }
        for (partner, part) in parts(past.amount, would_be) {
            sums.entry(partner).or_default().1.add(part);
        }
    }
    sums
}

/// A conversion split by shares: each has the whole times what it and those before it have, rounded down, less the same of those before it.
fn parts(amount: Money, credits: &[Credit]) -> Vec<(Option<PartnershipId>, Money)> {
    if credits.is_empty() {
        return vec![(None, amount)];
    }
    let upto = |bp: u32| {
        let part = i128::from(amount.amount_minor) * i128::from(bp) / i128::from(WHOLE_BP);
        i64::try_from(part).unwrap_or(amount.amount_minor)
    };
    let mut before = 0;
    let part = |credit: &Credit| {
        let (from, to) = (upto(before), upto(before + credit.share_bp));
        before += credit.share_bp;
        (Some(credit.partnership_id), Money::new(to - from, amount.currency))
    };
    credits.iter().map(part).collect()
}

impl CreditSum {
    fn add(&mut self, part: Money) {
        self.conversions += 1;
        match self.paid.iter_mut().find(|sum| sum.currency == part.currency) {
            Some(sum) => sum.amount_minor = sum.amount_minor.saturating_add(part.amount_minor),
            None => self.paid.push(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::affiliate::TouchId;
    use kernel::Currency;

    use super::*;

    fn credit(partnership_id: PartnershipId, share_bp: u32) -> Credit {
        Credit { partnership_id, touch_id: TouchId::generate(), share_bp }
    }

    #[test]
    fn a_sale_is_split_by_its_shares_and_nothing_of_it_is_lost() {
        let (one, other) = (PartnershipId::generate(), PartnershipId::generate());
        let paid = |minor| Money::new(minor, Currency::Mad);
        let split = parts(paid(10_001), &[credit(one, 3_333), credit(other, 6_667)]);
        assert_eq!(split, [(Some(one), paid(3_333)), (Some(other), paid(6_668))]);
        assert_eq!(parts(paid(10_001), &[]), [(None, paid(10_001))], "nobody's");
    }

    #[test]
    fn money_of_several_currencies_is_not_added() {
        let one = PartnershipId::generate();
        let past = |minor, currency| Past {
            id: ConversionId::generate(),
            kind: "sale".into(),
            external_id: "1001".into(),
            customer: None,
            occurred_at: Timestamp::UNIX_EPOCH,
            amount: Money::new(minor, currency),
            is: vec![credit(one, WHOLE_BP)],
        };
        let pasts = [past(100, Currency::Mad), past(50, Currency::Eur), past(7, Currency::Mad)];
        let again: Vec<_> = pasts.iter().map(|past| (past, Vec::new())).collect();
        let sums = sums(&again);
        let kept = &sums[&Some(one)].0;
        assert_eq!(
            (kept.conversions, kept.paid.as_slice()),
            (3, &[Money::new(107, Currency::Mad), Money::new(50, Currency::Eur)][..])
        );
        assert_eq!(sums[&None].1.conversions, 3);
    }
}
