//! Conversions and money outside.

use affiliate::{
    ConversionView, DepositRow, PayoutRow, WalletView, WhatIf,
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
pub(super) fn words_of(outcome: Outcome) -> (bool, String) {
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
