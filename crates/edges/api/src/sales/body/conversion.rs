//! Conversions and money outside.

use affiliate::{
    ConversionView, CreditSum, CreditedPartner, DepositRow, PayoutRow, WalletView, WhatIf, WhatIfPartner, WhatIfView,
    attribution::{Outcome, Verdict},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{commission::StandingBody, terms::PolicyBody};
use crate::funding::body::Amount;

/// A partner's share of a conversion.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversionCredit)]
struct CreditBody {
    partnership_id: Uuid,
    influencer_name: String,
    /// The touch it is credited for.
    touch_id: Uuid,
    /// In hundredths of a percent.
    share_bp: u32,
    /// In lists of conversions: what it earns them.
    commission: Option<StandingBody>,
}

impl From<CreditedPartner> for CreditBody {
    fn from(one: CreditedPartner) -> Self {
        let (partnership_id, touch_id) = (one.partnership_id.as_uuid(), one.touch_id.as_uuid());
        let commission = one.commission.map(Into::into);
        Self { partnership_id, influencer_name: one.influencer_name, touch_id, share_bp: one.share_bp, commission }
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
    /// What of it was given back.
    refunded: Amount,
    /// What was told to be given back in another currency, before the sale was told: nothing is taken back for it. By currency.
    uncounted_refunds: Vec<Amount>,
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
        let verdicts = view.decision.map_or_else(Vec::new, |decision| decision.verdicts);
        Self {
            id: view.id.as_uuid(),
            kind: view.kind,
            external_id: view.external_id,
            amount: view.amount.into(),
            refunded: view.refunded.into(),
            uncounted_refunds: view.uncounted.into_iter().map(Into::into).collect(),
            occurred_at: view.occurred_at,
            received_at: view.received_at,
            policy_version: view.policy_version,
            credits: view.partners.into_iter().map(Into::into).collect(),
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
struct WhatIfBody {
    id: Uuid,
    /// `lead` or `sale`.
    kind: String,
    /// The shop's own number.
    external_id: String,
    amount: Amount,
    occurred_at: Timestamp,
    is: Vec<CreditBody>,
    would_be: Vec<CreditBody>,
}

impl From<WhatIf> for WhatIfBody {
    fn from(one: WhatIf) -> Self {
        let bodies = |partners: Vec<CreditedPartner>| partners.into_iter().map(Into::into).collect();
        Self {
            id: one.id.as_uuid(),
            kind: one.kind,
            external_id: one.external_id,
            amount: one.amount.into(),
            occurred_at: one.occurred_at,
            is: bodies(one.is),
            would_be: bodies(one.would_be),
        }
    }
}

/// What somebody is credited with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreditSum)]
struct SumBody {
    /// How many leads and sales; one that is shared is one of each partner.
    conversions: i64,
    /// Their part of what was paid, refunds not taken off, by currency.
    paid: Vec<Amount>,
}

impl From<CreditSum> for SumBody {
    fn from(sum: CreditSum) -> Self {
        Self { conversions: sum.conversions, paid: sum.paid.into_iter().map(Into::into).collect() }
    }
}

/// A partner, as they are credited and as they would be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfPartner)]
struct WhatIfPartnerBody {
    /// None for what nobody is credited with.
    partnership_id: Option<Uuid>,
    influencer_name: Option<String>,
    is: SumBody,
    would_be: SumBody,
}

impl From<WhatIfPartner> for WhatIfPartnerBody {
    fn from(one: WhatIfPartner) -> Self {
        let (is, would_be) = (one.is.into(), one.would_be.into());
        Self { partnership_id: one.partnership_id.map(|id| id.as_uuid()), influencer_name: one.influencer_name, is, would_be }
    }
}

/// A period under another policy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfReport)]
pub(in crate::sales) struct WhatIfReportBody {
    /// The conversions that would be somebody else's, in their order.
    items: Vec<WhatIfBody>,
    /// Everybody who is credited or would be.
    partners: Vec<WhatIfPartnerBody>,
    /// How many conversions were decided again.
    replayed: u64,
    /// Whether there are more in the period: the earliest were decided.
    is_cut: bool,
}

impl From<WhatIfView> for WhatIfReportBody {
    fn from(view: WhatIfView) -> Self {
        Self {
            items: view.changed.into_iter().map(Into::into).collect(),
            partners: view.partners.into_iter().map(Into::into).collect(),
            replayed: u64::try_from(view.replayed).unwrap_or(u64::MAX),
            is_cut: view.is_cut,
        }
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
