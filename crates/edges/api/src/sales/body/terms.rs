//! What partners earn and how conversions are attributed, outside: flat, so that every member can be described truthfully.

use affiliate::{
    Bonus, Cap, CapPeriod, Terms,
    attribution::{CouponRule, Model, Policy, Shares},
    earning::{Pay, Per, Repeat, Rule, Rules, Scope},
};
use contracts::affiliate::{CategoryId, ProductId};
use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::bonus::BonusBody;
use crate::{Problem, funding::body::Amount, sales::words};

/// Which of several partners a conversion belongs to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ModelBody {
    Last,
    First,
    Position,
}

/// How a program attributes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AttributionPolicy)]
pub(in crate::sales) struct PolicyBody {
    #[schema(inline)]
    model: ModelBody,
    /// For `position`: what the first gets, in hundredths of a percent.
    #[serde(default)]
    #[schema(maximum = 10_000)]
    first_bp: Option<u32>,
    /// For `position`: what the last gets. Those between share the rest.
    #[serde(default)]
    #[schema(maximum = 10_000)]
    last_bp: Option<u32>,
    /// A code `wins` over links, `touches` like one, or counts only where no link does (`else`).
    #[schema(schema_with = words::coupon_rules)]
    coupon: CouponRule,
}

impl PolicyBody {
    pub(in crate::sales) fn read(self) -> Result<Policy, Problem> {
        let model = match (self.model, self.first_bp, self.last_bp) {
            (ModelBody::Last, None, None) => Model::Last,
            (ModelBody::First, None, None) => Model::First,
            (ModelBody::Position, Some(first), Some(last)) => Model::Position(
                Shares::try_new(first, last).map_err(|_too_much| Problem::field("first_bp", "affiliate-policy-shares"))?,
            ),
            _ => return Err(Problem::field("first_bp", "affiliate-policy-shares")),
        };
        Ok(Policy { model, coupon: self.coupon })
    }
}

impl From<Policy> for PolicyBody {
    fn from(policy: Policy) -> Self {
        let (model, shares) = match policy.model {
            Model::Last => (ModelBody::Last, None),
            Model::First => (ModelBody::First, None),
            Model::Position(shares) => (ModelBody::Position, Some(shares)),
        };
        Self { model, first_bp: shares.map(Shares::first_bp), last_bp: shares.map(Shares::last_bp), coupon: policy.coupon }
    }
}

/// Which orders of the same customer earn.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RepeatBody {
    First,
    Months,
    Always,
}

/// What a fixed amount is paid for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PerBody {
    Order,
    Piece,
}

/// What sales of something earn: a percentage, or a fixed amount. For everything, or one category, or one product.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EarningRule)]
struct RuleBody {
    #[serde(default)]
    product_id: Option<Uuid>,
    #[serde(default)]
    category_id: Option<Uuid>,
    /// Of what was paid, in hundredths of a percent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000)]
    percent_bp: Option<u32>,
    /// A fixed amount in the program's currency.
    #[serde(default)]
    #[schema(minimum = 1)]
    flat_minor: Option<i64>,
    /// For a fixed amount: `order` is for rules about everything.
    #[serde(default)]
    #[schema(inline)]
    per: Option<PerBody>,
    #[schema(inline)]
    repeat: RepeatBody,
    /// For `months`: 1 to 120 of thirty days from the customer's first order.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 120)]
    months: Option<u16>,
}

impl RuleBody {
    /// None where it says two things at once, or half of one.
    fn read(self, currency: Currency) -> Option<Rule> {
        let scope = match (self.product_id, self.category_id) {
            (None, None) => Scope::Everything,
            (Some(id), None) => Scope::Product(ProductId::from_uuid(id)),
            (None, Some(id)) => Scope::Category(CategoryId::from_uuid(id)),
            (Some(_), Some(_)) => return None,
        };
        let pay = match (self.percent_bp, self.flat_minor, self.per) {
            (Some(percent), None, None) => Pay::Percent(percent),
            (None, Some(minor), Some(PerBody::Order)) => Pay::Flat(Money::new(minor, currency), Per::Order),
            (None, Some(minor), Some(PerBody::Piece)) => Pay::Flat(Money::new(minor, currency), Per::Piece),
            _ => return None,
        };
        let repeat = match (self.repeat, self.months) {
            (RepeatBody::First, None) => Repeat::First,
            (RepeatBody::Always, None) => Repeat::Always,
            (RepeatBody::Months, Some(months)) => Repeat::Months(months),
            _ => return None,
        };
        Some(Rule { scope, pay, repeat })
    }
}

impl From<&Rule> for RuleBody {
    fn from(rule: &Rule) -> Self {
        let (product_id, category_id) = match rule.scope {
            Scope::Everything => (None, None),
            Scope::Category(id) => (None, Some(id.as_uuid())),
            Scope::Product(id) => (Some(id.as_uuid()), None),
        };
        let (percent_bp, flat_minor, per) = match rule.pay {
            Pay::Percent(percent) => (Some(percent), None, None),
            Pay::Flat(amount, Per::Order) => (None, Some(amount.amount_minor), Some(PerBody::Order)),
            Pay::Flat(amount, Per::Piece) => (None, Some(amount.amount_minor), Some(PerBody::Piece)),
        };
        let (repeat, months) = match rule.repeat {
            Repeat::First => (RepeatBody::First, None),
            Repeat::Months(months) => (RepeatBody::Months, Some(months)),
            Repeat::Always => (RepeatBody::Always, None),
        };
        Self { product_id, category_id, percent_bp, flat_minor, per, repeat, months }
    }
}

/// The time over which a cap counts (UTC).
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CapPeriodBody {
    Day,
    Month,
    Ever,
}

/// The most that a group earns in a time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EarningCap)]
struct CapBody {
    amount: Amount,
    #[schema(inline)]
    per: CapPeriodBody,
}

/// What partners of a group earn.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Terms)]
pub(in crate::sales) struct TermsBody {
    /// In which all of it is.
    #[schema(schema_with = crate::words::currencies)]
    currency: Currency,
    /// What sales earn, the most specific rule of a line first; nothing without rules.
    #[serde(default)]
    #[schema(max_items = 100)]
    sales: Vec<RuleBody>,
    /// What a lead earns; nothing without.
    #[serde(default)]
    lead: Option<Amount>,
    /// What a click that counts earns, once a day (UTC) for a visitor, whichever link it was on; nothing without.
    #[serde(default)]
    click: Option<Amount>,
    /// What the sales of a month may reach.
    #[serde(default)]
    #[schema(max_items = 10)]
    bonuses: Vec<BonusBody>,
    /// For how many days a followed link counts.
    #[schema(minimum = 1, maximum = 365)]
    window_days: u16,
    /// How many days after an order its commission can be paid out.
    #[schema(maximum = 90)]
    holding_days: u16,
    /// The least that is paid out.
    minimum_payout: Amount,
    #[serde(default)]
    cap: Option<CapBody>,
}

impl TermsBody {
    pub(in crate::sales) fn read(self) -> Result<Terms, Problem> {
        let wrong = |code| Problem::field("sales", code);
        let rules: Option<Vec<Rule>> = self.sales.iter().map(|rule| rule.read(self.currency)).collect();
        let rules = rules.ok_or_else(|| wrong("affiliate-rules-half"))?;
        let sales = if rules.is_empty() {
            None
        } else {
            Some(Rules::try_new(self.currency, rules).map_err(|invalid| wrong(invalid.code()))?)
        };
        let period = |per| match per {
            CapPeriodBody::Day => CapPeriod::Day,
            CapPeriodBody::Month => CapPeriod::Month,
            CapPeriodBody::Ever => CapPeriod::Ever,
        };
        let bonuses: Option<Vec<Bonus>> = self.bonuses.into_iter().map(BonusBody::read).collect();
        let bonuses = bonuses.ok_or_else(|| Problem::field("bonuses", "affiliate-bonus-half"))?;
        Ok(Terms {
            sales,
            lead: self.lead.map(Into::into),
            click: self.click.map(Into::into),
            bonuses,
            window_days: self.window_days,
            holding_days: self.holding_days,
            minimum_payout: self.minimum_payout.into(),
            cap: self.cap.map(|cap| Cap { amount: cap.amount.into(), per: period(cap.per) }),
        })
    }
}

impl From<Terms> for TermsBody {
    fn from(terms: Terms) -> Self {
        let period = |per| match per {
            CapPeriod::Day => CapPeriodBody::Day,
            CapPeriod::Month => CapPeriodBody::Month,
            CapPeriod::Ever => CapPeriodBody::Ever,
        };
        Self {
            currency: terms.minimum_payout.currency,
            sales: terms.sales.iter().flat_map(|rules| rules.rules().iter().map(Into::into)).collect(),
            lead: terms.lead.map(Into::into),
            click: terms.click.map(Into::into),
            bonuses: terms.bonuses.into_iter().map(Into::into).collect(),
            window_days: terms.window_days,
            holding_days: terms.holding_days,
            minimum_payout: terms.minimum_payout.into(),
            cap: terms.cap.map(|cap| CapBody { amount: cap.amount.into(), per: period(cap.per) }),
        }
    }
}
