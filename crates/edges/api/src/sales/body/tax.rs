//! Tax rules, and what they say, outside.

use affiliate::{ContractNeed, ContractState, TaxKind, TaxLine, TaxRule, TaxYearView};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{funding::body::Amount, sales::words};

/// What a rule says of an amount. Nothing of it is deducted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaxLine)]
pub(in crate::sales) struct TaxLineBody {
    rule_id: String,
    #[schema(schema_with = words::tax_kinds)]
    kind: TaxKind,
    base: Amount,
    /// In hundredths of a percent.
    rate_bp: Option<u32>,
    /// None where the rule's sum is in another currency.
    amount: Option<Amount>,
    legal_ref: String,
    source: String,
    #[schema(value_type = String, format = Date)]
    checked_on: Date,
    /// Whether it was read in a document, and is not from memory.
    is_documented: bool,
    /// The accountant who looked at the rule; none did yet.
    reviewer: Option<String>,
}

impl From<TaxLine> for TaxLineBody {
    fn from(line: TaxLine) -> Self {
        Self {
            rule_id: line.rule_id,
            kind: line.kind,
            base: line.base.into(),
            rate_bp: line.rate_bp,
            amount: line.amount.map(Into::into),
            legal_ref: line.legal_ref,
            source: line.source,
            checked_on: line.checked_on,
            is_documented: line.is_documented,
            reviewer: line.reviewer,
        }
    }
}

/// A rule that asks for a written contract.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContractNeed)]
pub(in crate::sales) struct ContractBody {
    rule_id: String,
    #[schema(schema_with = words::contract_states)]
    state: ContractState,
    /// From which sum in a year.
    threshold: Amount,
    legal_ref: String,
}

impl From<ContractNeed> for ContractBody {
    fn from(need: ContractNeed) -> Self {
        Self { rule_id: need.rule_id, state: need.state, threshold: need.threshold.into(), legal_ref: need.legal_ref }
    }
}

/// A year between a merchant and a partner until now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaxYear)]
pub(in crate::sales) struct TaxYearBody {
    year: i16,
    /// What became payable, less what was taken back.
    total: Amount,
    taxes: Vec<TaxLineBody>,
    contracts: Vec<ContractBody>,
}

impl From<TaxYearView> for TaxYearBody {
    fn from(view: TaxYearView) -> Self {
        Self {
            year: view.year,
            total: view.total.into(),
            taxes: view.taxes.into_iter().map(Into::into).collect(),
            contracts: view.contracts.into_iter().map(Into::into).collect(),
        }
    }
}

/// A tax rule with where it comes from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaxRule)]
pub(in crate::sales) struct TaxRuleBody {
    id: String,
    #[schema(schema_with = words::tax_kinds)]
    kind: TaxKind,
    /// Where the payer is; anywhere, if none.
    payer_country: Option<String>,
    regimes: Vec<String>,
    /// From which sum in a year of the calendar.
    threshold: Option<Amount>,
    rate_bp: Option<u32>,
    legal_ref: String,
    source: String,
    #[schema(value_type = String, format = Date)]
    checked_on: Date,
    is_documented: bool,
    reviewer: Option<String>,
    #[schema(value_type = String, format = Date)]
    valid_from: Date,
    /// That day not included.
    #[schema(value_type = Option<String>, format = Date)]
    valid_to: Option<Date>,
}

impl From<TaxRule> for TaxRuleBody {
    fn from(rule: TaxRule) -> Self {
        Self {
            id: rule.id,
            kind: rule.kind,
            payer_country: rule.payer_country,
            regimes: rule.regimes.iter().map(|regime| regime.as_str().to_owned()).collect(),
            threshold: rule.threshold.map(Into::into),
            rate_bp: rule.rate_bp,
            legal_ref: rule.legal_ref,
            source: rule.source,
            checked_on: rule.checked_on,
            is_documented: rule.is_documented,
            reviewer: rule.reviewer,
            valid_from: rule.valid_from,
            valid_to: rule.valid_to,
        }
    }
}
