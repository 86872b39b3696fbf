//! What partners earn, outside.

use affiliate::{
    CommissionEntry, CommissionStanding, CommissionState, CommissionView, DayClicks, EarningsView, MonthBonus, Reach,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::conversion::words_of;
use crate::funding::body::Amount;

/// Where a commission stands: `waiting` for the merchant's wallet, `held`, `payable`, or `nothing` any more.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CommissionStateBody {
    Waiting,
    Held,
    Payable,
    Nothing,
}

impl From<CommissionState> for CommissionStateBody {
    fn from(state: CommissionState) -> Self {
        match state {
            CommissionState::Waiting => Self::Waiting,
            CommissionState::Held => Self::Held,
            CommissionState::Payable => Self::Payable,
            CommissionState::Nothing => Self::Nothing,
        }
    }
}

/// What a commission comes to, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionStanding)]
pub(super) struct StandingBody {
    /// What is due, less what a cap left out.
    due: Amount,
    /// What of it is in the ledger: the rest waits for the merchant's wallet.
    booked: Amount,
    #[schema(inline)]
    state: CommissionStateBody,
}

impl From<CommissionStanding> for StandingBody {
    fn from(one: CommissionStanding) -> Self {
        Self { due: one.due.into(), booked: one.booked.into(), state: one.state.into() }
    }
}

/// The clicks of a day that earn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionClicks)]
struct ClicksBody {
    /// Which day (UTC).
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// How many earned: of each visitor of a link one.
    count: i64,
    /// What each earned.
    each: Amount,
}

impl From<DayClicks> for ClicksBody {
    fn from(clicks: DayClicks) -> Self {
        Self { day: clicks.day, count: clicks.clicks, each: clicks.each.into() }
    }
}

/// The step of a month that a bonus is for: `sales` with what was to be reached, or `revenue`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionBonus)]
struct MonthBonusBody {
    /// The first day of the month (UTC).
    #[schema(value_type = String, format = Date)]
    month: Date,
    /// So many sales.
    sales: Option<u32>,
    /// So much of the partner's part of what was paid.
    revenue: Option<Amount>,
    /// How many sales there were, or minor units.
    reached: i64,
}

impl From<MonthBonus> for MonthBonusBody {
    fn from(bonus: MonthBonus) -> Self {
        let (sales, revenue) = match bonus.reach {
            Reach::Sales(sales) => (Some(sales), None),
            Reach::Revenue(revenue) => (None, Some(revenue.into())),
        };
        Self { month: bonus.month, sales, revenue, reached: bonus.reached }
    }
}

/// What a conversion, the clicks of a day or a month earns a partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Commission)]
pub(in crate::sales) struct CommissionBody {
    id: Uuid,
    conversion_id: Uuid,
    partnership_id: Uuid,
    /// `lead`, `sale`, `clicks` or `bonus`.
    kind: String,
    /// The shop's own number of the order: for its merchant.
    external_id: Option<String>,
    /// Which clicks, for `clicks`.
    clicks: Option<ClicksBody>,
    /// Of what, for `bonus`.
    bonus: Option<MonthBonusBody>,
    /// What was paid for the order; what all clicks earned.
    amount: Amount,
    /// In hundredths of a percent.
    share_bp: i32,
    /// What it was before refunds.
    earned: Amount,
    /// What of it is owed.
    owed: Amount,
    /// What of it a cap left out.
    capped: Amount,
    /// What of it is in the ledger.
    booked: Amount,
    #[schema(inline)]
    state: CommissionStateBody,
    /// Why this partner, as a word: `last`, `code` …
    why: Option<String>,
    occurred_at: Timestamp,
    /// From when it can be paid out.
    matures_at: Timestamp,
    matured_at: Option<Timestamp>,
}

impl From<CommissionView> for CommissionBody {
    fn from(view: CommissionView) -> Self {
        Self {
            id: view.id.as_uuid(),
            conversion_id: view.conversion_id.as_uuid(),
            partnership_id: view.partnership_id.as_uuid(),
            kind: view.kind,
            external_id: view.external_id,
            clicks: view.clicks.map(Into::into),
            bonus: view.bonus.map(Into::into),
            amount: view.amount.into(),
            share_bp: view.share_bp,
            earned: view.earned.into(),
            owed: view.owed.into(),
            capped: view.capped.into(),
            booked: view.booked.into(),
            state: view.state.into(),
            why: view.why.map(|outcome| words_of(outcome).1),
            occurred_at: view.occurred_at,
            matures_at: view.matures_at,
            matured_at: view.matured_at,
        }
    }
}

/// A journal of a commission.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionEntry)]
pub(in crate::sales) struct EntryBody {
    journal_id: Uuid,
    /// `commission-earned`, `commission-reversed`, `commission-matured`.
    kind: String,
    amount: Amount,
    created_at: Timestamp,
}

impl From<CommissionEntry> for EntryBody {
    fn from(entry: CommissionEntry) -> Self {
        let (journal_id, amount) = (entry.journal_id.as_uuid(), entry.amount.into());
        Self { journal_id, kind: entry.kind, amount, created_at: entry.created_at }
    }
}

/// What a partner has with a merchant, by the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Earnings)]
pub(in crate::sales) struct EarningsBody {
    /// Held until orders cannot be given back any more.
    held: Amount,
    payable: Amount,
    /// Paid out, or on its way.
    paid: Amount,
    /// Owed for orders that were given back after they were paid out.
    debt: Amount,
}

impl From<EarningsView> for EarningsBody {
    fn from(view: EarningsView) -> Self {
        Self { held: view.held.into(), payable: view.payable.into(), paid: view.paid.into(), debt: view.debt.into() }
    }
}

#[cfg(test)]
mod tests {
    use contracts::affiliate::{CommissionId, ConversionId, PartnershipId};
    use kernel::{Currency, Money};
    use serde_json::json;

    use super::*;

    #[test]
    fn clicks_of_a_day_are_told_so_that_their_commission_can_be_computed() {
        let (at, money) = (Timestamp::UNIX_EPOCH, |minor| Money::new(minor, Currency::Mad));
        let view = CommissionView {
            id: CommissionId::generate(),
            conversion_id: ConversionId::generate(),
            partnership_id: PartnershipId::generate(),
            kind: "clicks".into(),
            external_id: None,
            clicks: Some(DayClicks { day: jiff::civil::date(2026, 11, 22), clicks: 12, each: money(50) }),
            bonus: None,
            amount: money(600),
            share_bp: 10_000,
            earned: money(600),
            owed: money(600),
            capped: money(0),
            booked: money(600),
            state: CommissionState::Held,
            why: None,
            occurred_at: at,
            matures_at: at,
            matured_at: None,
        };
        let body = serde_json::to_value(CommissionBody::from(view)).unwrap_or_default();
        let clicks = json!({ "day": "2026-11-22", "count": 12, "each": { "amount_minor": 50, "currency": "MAD" } });
        assert_eq!((&body["kind"], &body["clicks"], &body["why"]), (&json!("clicks"), &clicks, &json!(null)));
    }
}
