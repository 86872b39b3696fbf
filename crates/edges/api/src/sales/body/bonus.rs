//! Bonuses outside.

use affiliate::{Bonus, Reach};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::funding::body::Amount;

/// A flat amount, once for a partnership and a month (UTC) whose credited sales reach this, less what was given back. Either `sales` or `revenue`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EarningBonus)]
pub(super) struct BonusBody {
    /// So many sales of which something is left.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    sales: Option<u32>,
    /// So much of the partner's part of what was paid.
    #[serde(default)]
    revenue: Option<Amount>,
    amount: Amount,
}

impl BonusBody {
    /// None where it says two things at once, or nothing.
    pub(super) fn read(self) -> Option<Bonus> {
        let reach = match (self.sales, self.revenue) {
            (Some(sales), None) => Reach::Sales(sales),
            (None, Some(revenue)) => Reach::Revenue(revenue.into()),
            _ => return None,
        };
        Some(Bonus { reach, amount: self.amount.into() })
    }
}

impl From<Bonus> for BonusBody {
    fn from(bonus: Bonus) -> Self {
        let (sales, revenue) = match bonus.reach {
            Reach::Sales(sales) => (Some(sales), None),
            Reach::Revenue(revenue) => (None, Some(revenue.into())),
        };
        Self { sales, revenue, amount: bonus.amount.into() }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Money};
    use serde_json::{Value, json};

    use super::*;

    fn read(body: Value) -> Option<Bonus> {
        serde_json::from_value::<BonusBody>(body).ok().and_then(BonusBody::read)
    }

    #[test]
    fn a_bonus_asks_for_sales_or_for_revenue_and_is_told_as_it_was_sent() {
        let amount = json!({ "amount_minor": 5_000, "currency": "MAD" });
        let dirhams = Money::new(5_000, Currency::Mad);
        let sales = json!({ "sales": 10, "revenue": null, "amount": amount });
        let revenue = json!({ "sales": null, "revenue": amount, "amount": amount });
        for (body, reach) in [(sales, Reach::Sales(10)), (revenue, Reach::Revenue(dirhams))] {
            let bonus = Bonus { reach, amount: dirhams };
            assert_eq!(read(body.clone()), Some(bonus));
            assert_eq!(serde_json::to_value(BonusBody::from(bonus)).ok(), Some(body));
        }
        for wrong in
            [json!({ "amount": amount }), json!({ "sales": 1, "revenue": amount, "amount": amount }), json!({ "sales": 1 })]
        {
            assert_eq!(read(wrong), None);
        }
    }
}
