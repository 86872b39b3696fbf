//! Exchange: what is priced in one currency and charged in another, because the provider does not have the first.
//!
//! The payer is told the amount and the rate before they pay; both are kept with the attempt, and a refund gives back the very amount
//! that was charged. In the ledger it is a pair: the provider's currency against our liquidity, our liquidity against the price.

mod rate;

use jiff::civil::Date;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Movement, WrongOwner};
use serde::{Deserialize, Serialize};

pub use self::rate::{BadRate, Rate};

/// Parts of a whole in basis points.
const WHOLE_BPS: i128 = 10_000;

/// A rate that an operator answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRate {
    /// What things are priced in.
    pub priced: Currency,
    /// What is charged for it.
    pub charged: Currency,
    /// Units of the first for one unit of the second.
    pub rate: Rate,
    /// Whose rate it is, as payers read it.
    pub source: String,
    /// The last day on which it holds (UTC); without a day, always. A floating rate needs one.
    #[serde(default)]
    pub until: Option<Date>,
    /// What is charged on top, in hundredths of a percent.
    #[serde(default)]
    pub spread_bps: u16,
}

impl ExchangeRate {
    /// The parity of the CFA franc of the UEMOA: fixed since 1 January 1999 by the euro's own conversion rate of the French franc.
    fn parity() -> Self {
        let rate = Rate::of_millionths(655_957_000);
        let source = "BCEAO".to_owned();
        Self { priced: Currency::Xof, charged: Currency::Eur, rate, source, until: None, spread_bps: 0 }
    }

    fn is_for(&self, priced: Currency, charged: Currency) -> bool {
        (self.priced, self.charged) == (priced, charged)
    }

    /// What is charged for a price: rounded up, so that what comes in is never worth less; none beyond what fits.
    pub fn charge(&self, priced: Money) -> Option<Charge> {
        let minor = |currency: Currency| 10_i128.pow(currency.decimals());
        let above = i128::from(priced.amount_minor) * Rate::ONE * minor(self.charged);
        let below = i128::from(self.rate.millionths()) * minor(self.priced);
        let net = div_up(above, below);
        let gross = div_up(above * (WHOLE_BPS + i128::from(self.spread_bps)), below * WHOLE_BPS);
        let amount = Money::new(i64::try_from(gross).ok()?, self.charged);
        let spread_minor = i64::try_from(gross - net).ok()?;
        let exchange = Exchange { priced, spread_minor, rate: self.rate, source: self.source.clone() };
        Some(Charge { amount, exchange: Some(exchange) })
    }
}

/// The rate between two currencies on a day: an operator's, else the fixed parity. One that has run out is none.
pub(crate) fn find(known: &[ExchangeRate], priced: Currency, charged: Currency, today: Date) -> Option<ExchangeRate> {
    let mut theirs = known.iter().filter(|rate| rate.is_for(priced, charged)).peekable();
    if theirs.peek().is_some() {
        return theirs.find(|rate| rate.until.is_none_or(|until| today <= until)).cloned();
    }
    Some(ExchangeRate::parity()).filter(|rate| rate.is_for(priced, charged))
}

/// What a provider is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// How much.
    pub amount: Money,
    /// What it is charged for, if that is priced in another currency.
    pub exchange: Option<Exchange>,
}

impl Charge {
    /// What it moves between a provider's account and one of ours: one movement, or the two ends of an exchange.
    pub(crate) fn movements(&self, debit: &AccountKey, credit: &AccountKey) -> Result<Vec<Movement>, WrongOwner> {
        match &self.exchange {
            Some(exchange) => exchange.movements(self.amount, debit, credit),
            None => Ok(vec![Movement { debit: debit.clone(), credit: credit.clone(), amount: self.amount }]),
        }
    }
}

/// What an amount was charged for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// The price.
    pub priced: Money,
    /// What of the amount is our margin on the rate, in its minor unit.
    pub spread_minor: i64,
    /// Units of the price's currency for one of the charge's.
    pub rate: Rate,
    /// Whose rate it is.
    pub source: String,
}

/// An exchange as its columns have it: price and its currency, margin, rate, source.
pub(crate) type Stored<'a> = (Option<i64>, Option<&'a str>, Option<i64>, Option<&'a str>, Option<&'a str>);

impl Exchange {
    /// The exchange of a row, if it has one.
    pub(crate) fn stored((priced_minor, currency, spread_minor, rate, source): Stored<'_>) -> Result<Option<Self>, BadRate> {
        let Some(priced_minor) = priced_minor else { return Ok(None) };
        let (currency, rate) = (currency.and_then(Currency::parse).ok_or(BadRate)?, rate.ok_or(BadRate)?.parse()?);
        let (spread_minor, source) = (spread_minor.ok_or(BadRate)?, source.ok_or(BadRate)?.to_owned());
        Ok(Some(Self { priced: Money::new(priced_minor, currency), spread_minor, rate, source }))
    }

    /// How many movements it is.
    pub(crate) const fn lines(&self) -> i16 {
        if self.spread_minor > 0 { 3 } else { 2 }
    }

    /// What an exchange of `charged` moves from one account to another, one of which is in its currency and the other in the price's.
    fn movements(&self, charged: Money, debit: &AccountKey, credit: &AccountKey) -> Result<Vec<Movement>, WrongOwner> {
        let comes_in = debit.currency() == charged.currency;
        let (provider, price) = if comes_in { (debit, credit) } else { (credit, debit) };
        let spread = Money::new(self.spread_minor, charged.currency);
        let net = Money::new(charged.amount_minor - self.spread_minor, charged.currency);
        let ours = AccountKey::ours;
        let mut moved = vec![
            (provider.clone(), ours(AccountCode::Liquidity, charged.currency)?, net),
            (ours(AccountCode::Liquidity, self.priced.currency)?, price.clone(), self.priced),
        ];
        if spread.is_positive() {
            moved.push((provider.clone(), ours(AccountCode::FxSpread, charged.currency)?, spread));
        }
        let movement = |(from, to, amount)| {
            let (debit, credit) = if comes_in { (from, to) } else { (to, from) };
            Movement { debit, credit, amount }
        };
        Ok(moved.into_iter().map(movement).collect())
    }
}

/// Of two positive numbers.
const fn div_up(above: i128, below: i128) -> i128 {
    (above + below - 1) / below
}

#[cfg(test)]
mod tests;
