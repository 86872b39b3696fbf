//! What the rules say of an amount. Pure: the same rules and facts give the same lines.
//!
//! Rules are data with a source, a date and a reviewer; nothing here knows a rate. Amounts of a year are rounded on what they add up to, so
//! that what the months say adds up to what the year says. No currency is converted: a threshold in another one says nothing.

use jiff::civil::Date;
use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::TaxRegime;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxKind {
    /// The payer keeps a part and pays it to the state.
    Withholding,
    /// The payee adds VAT.
    Vat,
    /// The payee adds none, and must say why.
    NoVat,
    /// There must be a written contract.
    Contract,
}

impl TaxKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Withholding, Self::Vat, Self::NoVat, Self::Contract];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Withholding => "withholding",
            Self::Vat => "vat",
            Self::NoVat => "no_vat",
            Self::Contract => "contract",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The key of its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withholding => "affiliate-tax-withholding",
            Self::Vat => "affiliate-tax-vat",
            Self::NoVat => "affiliate-tax-no-vat",
            Self::Contract => "affiliate-tax-contract",
        }
    }
}

/// One rule, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxRule {
    /// Its name.
    pub id: String,
    /// What it is about.
    pub kind: TaxKind,
    /// Where the payer is; anywhere, if none.
    pub payer_country: Option<String>,
    /// Which payees it is about.
    pub regimes: Vec<TaxRegime>,
    /// From which sum in a year of the calendar, between one payer and one payee.
    pub threshold: Option<Money>,
    /// In hundredths of a percent: of what is above the threshold, or of everything where there is none.
    pub rate_bp: Option<u32>,
    /// From which part of the threshold on it is said that it comes near, in hundredths of a percent: of contracts.
    pub warn_bp: Option<u32>,
    /// The law.
    pub legal_ref: String,
    /// Where it was read.
    pub source: String,
    /// When.
    pub checked_on: Date,
    /// Whether in a document, not from memory.
    pub is_documented: bool,
    /// Which accountant looked at it; none yet.
    pub reviewer: Option<String>,
    /// From when.
    pub valid_from: Date,
    /// Until when, that day not included.
    pub valid_to: Option<Date>,
}

/// What is known of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxFacts {
    /// Where the payer is.
    pub payer_country: String,
    /// How the payee pays tax.
    pub regime: TaxRegime,
    /// On which day.
    pub day: Date,
    /// How much; less than nothing where more was taken back than earned.
    pub amount_minor: i64,
    /// How much between the two earlier in the same year.
    pub before_minor: i64,
    /// In which currency.
    pub currency: Currency,
}

/// What a rule says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxLine {
    /// The rule.
    pub rule_id: String,
    /// What it is about.
    pub kind: TaxKind,
    /// Of which part of the amount.
    pub base: Money,
    /// In hundredths of a percent.
    pub rate_bp: Option<u32>,
    /// How much; none where the threshold is in another currency.
    pub amount: Option<Money>,
    /// The law.
    pub legal_ref: String,
    /// Where it was read.
    pub source: String,
    /// When.
    pub checked_on: Date,
    /// Whether in a document, not from memory.
    pub is_documented: bool,
    /// Which accountant looked at the rule; none yet.
    pub reviewer: Option<String>,
}

/// How near what was earned in a year is to the sum from which there must be a written contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractState {
    /// Far below.
    Far,
    /// Near.
    Near,
    /// There.
    Reached,
    /// Nobody can say: it is in another currency.
    OtherCurrency,
}

impl ContractState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Far, Self::Near, Self::Reached, Self::OtherCurrency];

    /// The word outside.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Far => "far",
            Self::Near => "near",
            Self::Reached => "reached",
            Self::OtherCurrency => "other_currency",
        }
    }
}

/// A rule that asks for a written contract, and how near it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContractNeed {
    /// The rule.
    pub rule_id: String,
    /// How near.
    pub state: ContractState,
    /// From which sum in a year.
    pub threshold: Money,
    /// The sum of the year until now.
    pub total: Money,
    /// The law.
    pub legal_ref: String,
}

/// What the rules say, in their order.
pub fn apply(rules: &[TaxRule], facts: &TaxFacts) -> Vec<TaxLine> {
    rules.iter().filter(|rule| rule.is_about(facts)).filter_map(|rule| rule.line(facts)).collect()
}

/// What the rules say of written contracts.
pub fn contracts(rules: &[TaxRule], facts: &TaxFacts) -> Vec<ContractNeed> {
    rules.iter().filter(|rule| rule.is_about(facts)).filter_map(|rule| rule.contract(facts)).collect()
}

/// Whether a statement may be an invoice in the payee's name: something is owed, and a rule says why there is no VAT on it. Where VAT is due
/// or nothing is known of it, an invoice would name an amount that is not paid here.
pub fn can_be_invoice(lines: &[TaxLine], total_minor: i64) -> bool {
    let speaks = |kind| lines.iter().any(|line| line.kind == kind);
    total_minor > 0 && speaks(TaxKind::NoVat) && !speaks(TaxKind::Vat)
}

impl TaxRule {
    fn is_about(&self, facts: &TaxFacts) -> bool {
        self.payer_country.as_ref().is_none_or(|country| *country == facts.payer_country)
            && self.regimes.contains(&facts.regime)
            && self.valid_from <= facts.day
            && self.valid_to.is_none_or(|end| facts.day < end)
    }

    fn line(&self, facts: &TaxFacts) -> Option<TaxLine> {
        let money = |amount_minor| Money::new(amount_minor, facts.currency);
        let line = |base_minor: i64, amount_minor: Option<i64>| TaxLine {
            rule_id: self.id.clone(),
            kind: self.kind,
            base: money(base_minor),
            rate_bp: self.rate_bp,
            amount: amount_minor.map(money),
            legal_ref: self.legal_ref.clone(),
            source: self.source.clone(),
            checked_on: self.checked_on,
            is_documented: self.is_documented,
            reviewer: self.reviewer.clone(),
        };
        let (before, after) = (facts.before_minor, facts.before_minor.checked_add(facts.amount_minor)?);
        if self.threshold.is_some_and(|threshold| threshold.currency != facts.currency) {
            return Some(line(0, None));
        }
        let threshold = self.threshold.map(|threshold| threshold.amount_minor);
        if self.kind == TaxKind::Contract {
            return threshold.is_some_and(|least| after >= least).then(|| line(after, Some(0)));
        }
        let above = |sum: i64| threshold.map_or(sum, |least| sum.saturating_sub(least).max(0));
        let rate = i64::from(self.rate_bp.unwrap_or(0));
        let (base, amount) = (above(after) - above(before), part(above(after), rate) - part(above(before), rate));
        (self.kind == TaxKind::NoVat || base != 0).then(|| line(base, Some(amount)))
    }

    fn contract(&self, facts: &TaxFacts) -> Option<ContractNeed> {
        let threshold = self.threshold.filter(|_sum| self.kind == TaxKind::Contract)?;
        let total = Money::new(facts.before_minor.checked_add(facts.amount_minor)?, facts.currency);
        let near = part(threshold.amount_minor, i64::from(self.warn_bp.unwrap_or(10_000)));
        let state = match total.amount_minor {
            _ if threshold.currency != facts.currency => ContractState::OtherCurrency,
            sum if sum >= threshold.amount_minor => ContractState::Reached,
            sum if sum >= near => ContractState::Near,
            _ => ContractState::Far,
        };
        Some(ContractNeed { rule_id: self.id.clone(), state, threshold, total, legal_ref: self.legal_ref.clone() })
    }
}

/// So many hundredths of a percent, rounded half away from nothing.
fn part(amount: i64, rate_bp: i64) -> i64 {
    let product = i128::from(amount) * i128::from(rate_bp);
    let rounded = (product.abs() + 5_000) / 10_000 * product.signum();
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}
