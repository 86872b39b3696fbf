//! Conversions, commissions and money outside.

use affiliate::{
    CommissionEntry, CommissionState, CommissionView, ConversionView, DepositRow, EarningsView, PayoutRow, WalletView, WhatIf,
    attribution::{Credit, Outcome, Verdict},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::terms::PolicyBody;
use crate::funding::body::Amount;

/// A partner's share of a conversion.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversionCredit)]
struct CreditBody {
    partnership_id: Uuid,
    /// The touch it is credited for.
    touch_id: Uuid,
    /// In hundredths of a percent.
    share_bp: u32,
}

impl From<Credit> for CreditBody {
    fn from(credit: Credit) -> Self {
        let (partnership_id, touch_id) = (credit.partnership_id.as_uuid(), credit.touch_id.as_uuid());
        Self { partnership_id, touch_id, share_bp: credit.share_bp }
    }
}

/// A touch, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversionTouch)]
struct TouchBody {
    touch_id: Uuid,
    /// Whether its partner is credited for it.
    credited: bool,
    /// Why, or why not: `last`, `code_before`, `too_old`, `robot` …
    why: String,
}

impl From<Verdict> for TouchBody {
    fn from(verdict: Verdict) -> Self {
        let (credited, why) = words_of(verdict.outcome);
        Self { touch_id: verdict.touch_id.as_uuid(), credited, why }
    }
}

/// The word that the rules have for it; of what cannot count at all, the fault.
fn words_of(outcome: Outcome) -> (bool, String) {
    let value = match outcome {
        Outcome::Credited(why) => serde_json::to_value(why),
        Outcome::Passed(passed) => serde_json::to_value(passed),
    };
    let word = match value.unwrap_or_default() {
        Value::String(word) => word,
        Value::Object(members) => members.values().find_map(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    (matches!(outcome, Outcome::Credited(_)), word)
}

/// A conversion, with why it is whose.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversion)]
pub(in crate::sales) struct ConversionBody {
    id: Uuid,
    /// `lead` or `sale`.
    kind: String,
    /// The shop's own number.
    external_id: String,
    amount: Amount,
    occurred_at: Timestamp,
    received_at: Timestamp,
    /// By which version of the program's policy it was attributed.
    policy_version: Option<i32>,
    /// Who is credited: nobody when no touch counts.
    credits: Vec<CreditBody>,
    /// Every touch, in its order.
    touches: Vec<TouchBody>,
}

impl From<ConversionView> for ConversionBody {
    fn from(view: ConversionView) -> Self {
        let (credits, verdicts) = view.decision.map_or_else(Default::default, |decision| (decision.credits, decision.verdicts));
        Self {
            id: view.id.as_uuid(),
            kind: view.kind,
            external_id: view.external_id,
            amount: view.amount.into(),
            occurred_at: view.occurred_at,
            received_at: view.received_at,
            policy_version: view.policy_version,
            credits: credits.into_iter().map(Into::into).collect(),
            touches: verdicts.into_iter().map(Into::into).collect(),
        }
    }
}

/// Which conversions would be whose under another policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct WhatIfQuestion {
    pub(in crate::sales) policy: PolicyBody,
    pub(in crate::sales) since: Timestamp,
    /// At most 92 days later.
    pub(in crate::sales) until: Timestamp,
}

/// A conversion that would be somebody else's.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIf)]
pub(in crate::sales) struct WhatIfBody {
    id: Uuid,
    is: Vec<CreditBody>,
    would_be: Vec<CreditBody>,
}

impl From<WhatIf> for WhatIfBody {
    fn from(one: WhatIf) -> Self {
        let bodies = |credits: Vec<Credit>| credits.into_iter().map(Into::into).collect();
        Self { id: one.id.as_uuid(), is: bodies(one.is), would_be: bodies(one.would_be) }
    }
}

/// Where a commission stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CommissionStateBody {
    Waiting,
    Held,
    Payable,
    Nothing,
}

/// What a conversion earns a partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Commission)]
pub(in crate::sales) struct CommissionBody {
    id: Uuid,
    conversion_id: Uuid,
    partnership_id: Uuid,
    /// `lead` or `sale`.
    kind: String,
    /// What was paid for the order.
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
    /// `waiting` for the merchant's wallet, `held`, `payable`, or `nothing` any more.
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
            amount: view.amount.into(),
            share_bp: view.share_bp,
            earned: view.earned.into(),
            owed: view.owed.into(),
            capped: view.capped.into(),
            booked: view.booked.into(),
            state: match view.state {
                CommissionState::Waiting => CommissionStateBody::Waiting,
                CommissionState::Held => CommissionStateBody::Held,
                CommissionState::Payable => CommissionStateBody::Payable,
                CommissionState::Nothing => CommissionStateBody::Nothing,
            },
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
    /// Owed for orders that were given back after they were paid out.
    debt: Amount,
}

impl From<EarningsView> for EarningsBody {
    fn from(view: EarningsView) -> Self {
        Self { held: view.held.into(), payable: view.payable.into(), debt: view.debt.into() }
    }
}

/// What a merchant has for commissions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Wallet)]
pub(in crate::sales) struct WalletBody {
    balance: Amount,
    /// What partners earned and the wallet did not have.
    waiting: Amount,
    /// What partners owe.
    claims: Amount,
}

impl From<WalletView> for WalletBody {
    fn from(view: WalletView) -> Self {
        Self { balance: view.balance.into(), waiting: view.waiting.into(), claims: view.claims.into() }
    }
}

/// Money on its way in or out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WalletMove)]
pub(in crate::sales) struct MoveBody {
    /// The payment, or the disbursement.
    id: Uuid,
    amount: Amount,
    created_at: Timestamp,
}

impl From<DepositRow> for MoveBody {
    fn from(row: DepositRow) -> Self {
        Self { id: row.intent_id.as_uuid(), amount: row.amount.into(), created_at: row.created_at }
    }
}

impl From<PayoutRow> for MoveBody {
    fn from(row: PayoutRow) -> Self {
        Self { id: row.id.as_uuid(), amount: row.amount.into(), created_at: row.created_at }
    }
}
