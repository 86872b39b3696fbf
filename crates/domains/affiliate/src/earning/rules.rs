//! What a program pays: for which event, for what, how much, how often.

use contracts::affiliate::{CategoryId, ProductId};
use jiff::{SignedDuration, Timestamp};
use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::{Sale, SaleLine};

/// The most rules of one program.
const RULES_MAX: usize = 100;
/// A whole, in hundredths of a percent.
const WHOLE_BP: u32 = 10_000;
/// The longest that a customer's orders go on earning, in months: ten years.
const MONTHS_MAX: u16 = 120;

/// Which lines of an order a rule is for. The most specific rule of a line is the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything the merchant sells.
    Everything,
    /// A category.
    Category(CategoryId),
    /// A product.
    Product(ProductId),
}

/// What a fixed amount is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The order, once, whatever it contains.
    Order,
    /// Each piece.
    Piece,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pay {
    /// Of what was paid, in hundredths of a percent.
    Percent(u32),
    /// A fixed amount.
    Flat(Money, Per),
}

/// Which orders of the same customer earn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// The first one.
    First,
    /// Those of so many months from the first one, of thirty days each.
    Months(u16),
    /// All of them.
    Always,
}

impl Repeat {
    /// Whether an order earns that came so long after the customer's first one; none is the first.
    pub fn covers(self, since_first: Option<SignedDuration>) -> bool {
        match (self, since_first) {
            (_, None) | (Self::Always, _) => true,
            (Self::First, Some(_)) => false,
            (Self::Months(months), Some(since)) => since < SignedDuration::from_hours(24 * 30 * i64::from(months)),
        }
    }
}

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// For which lines.
    pub scope: Scope,
    /// How much.
    pub pay: Pay,
    /// How often.
    pub repeat: Repeat,
}

/// The rules of a program for sales: frozen with its terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Rules {
    currency: Currency,
    rules: Vec<Rule>,
}

/// Rules as they are stored and sent.
#[derive(Debug, Deserialize)]
struct Written {
    currency: Currency,
    rules: Vec<Rule>,
}

impl TryFrom<Written> for Rules {
    type Error = InvalidRules;

    fn try_from(written: Written) -> Result<Self, InvalidRules> {
        Self::try_new(written.currency, written.rules)
    }
}

/// Why rules cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRules {
    /// None, or more than a hundred.
    #[error("a program has 1 to 100 rules")]
    Count,
    /// Two for the same thing: nobody could say which counts.
    #[error("two rules for the same thing")]
    Twice,
    /// More than everything, less than nothing, or in another currency.
    #[error("a rule pays more than everything, nothing, or in another currency")]
    Pay,
    /// A fixed amount for each order that is not for everything: an order with three such products would have three first ones.
    #[error("a fixed amount for an order is a rule for everything")]
    OrderOfPart,
    /// No months, or more than ten years.
    #[error("orders earn for 1 to 120 months")]
    Months,
}

impl InvalidRules {
    /// The key of its text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Count => "affiliate-rules-count",
            Self::Twice => "affiliate-rules-twice",
            Self::Pay => "affiliate-rules-pay",
            Self::OrderOfPart => "affiliate-rules-order-of-part",
            Self::Months => "affiliate-rules-months",
        }
    }
}

impl Rules {
    /// Rules that pay in this currency.
    pub fn try_new(currency: Currency, rules: Vec<Rule>) -> Result<Self, InvalidRules> {
        if !(1..=RULES_MAX).contains(&rules.len()) {
            return Err(InvalidRules::Count);
        }
        let mut scopes: Vec<Scope> = rules.iter().map(|rule| rule.scope).collect();
        scopes.sort_unstable();
        if scopes.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(InvalidRules::Twice);
        }
        for rule in &rules {
            check(rule, currency)?;
        }
        Ok(Self { currency, rules })
    }

    /// In which currency they pay.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What an order earns: none in another currency than the program's, which has no rate of its own. `first_at` is when the customer's
    /// first order was, if this is not it.
    pub fn earned(&self, sale: &Sale, occurred_at: Timestamp, first_at: Option<Timestamp>) -> Option<Money> {
        if sale.currency() != self.currency {
            return None;
        }
        let since_first = first_at.map(|first_at| occurred_at.duration_since(first_at).max(SignedDuration::ZERO));
        let mut parts_bp: i128 = 0;
        let mut flat: i128 = 0;
        let mut for_order: Option<i64> = None;
        for line in sale.lines() {
            let Some(rule) = self.rule_for(line).filter(|rule| rule.repeat.covers(since_first)) else { continue };
            match rule.pay {
                Pay::Percent(bp) => parts_bp += i128::from(line.amount_minor) * i128::from(bp),
                Pay::Flat(amount, Per::Piece) => flat += i128::from(amount.amount_minor) * i128::from(line.quantity),
                Pay::Flat(amount, Per::Order) => for_order = Some(amount.amount_minor),
            }
        }
        let whole = i128::from(WHOLE_BP);
        let sum = (parts_bp + whole / 2) / whole + flat + i128::from(for_order.unwrap_or(0));
        // Nobody earns more than was paid: a fixed amount on a reduced price would.
        let paid = i128::from(sale.amount().amount_minor);
        i64::try_from(sum.min(paid)).ok().map(|amount_minor| Money::new(amount_minor, self.currency))
    }

    fn rule_for(&self, line: &SaleLine) -> Option<&Rule> {
        let of = |scope: Scope| self.rules.iter().find(|rule| rule.scope == scope);
        let by_product = line.product_id.and_then(|id| of(Scope::Product(id)));
        let by_category = || line.category_id.and_then(|id| of(Scope::Category(id)));
        by_product.or_else(by_category).or_else(|| of(Scope::Everything))
    }
}

fn check(rule: &Rule, currency: Currency) -> Result<(), InvalidRules> {
    let pays = match rule.pay {
        Pay::Percent(bp) => (1..=WHOLE_BP).contains(&bp),
        Pay::Flat(amount, _) => amount.is_positive() && amount.currency == currency,
    };
    if !pays {
        return Err(InvalidRules::Pay);
    }
    if matches!(rule.pay, Pay::Flat(_, Per::Order)) && rule.scope != Scope::Everything {
        return Err(InvalidRules::OrderOfPart);
    }
    match rule.repeat {
        Repeat::Months(months) if !(1..=MONTHS_MAX).contains(&months) => Err(InvalidRules::Months),
        _ => Ok(()),
    }
}
