//! Cases of fraud outside.

use affiliate::{Finding, FraudCaseView, FraudEntry, Signal};
use jiff::Timestamp;
use kernel::Page;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use web_kit::{Translator, Value};

use crate::{funding::body::Amount, sales::words, view::Paged};

/// One thing that speaks against it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FraudFinding)]
struct FindingBody {
    /// As a word: `own_mail`, `data_centre` …
    #[schema(value_type = String)]
    signal: Signal,
    /// What it adds to the score.
    weight: u16,
    /// The same in words, in the caller's language.
    words: String,
}

impl FindingBody {
    fn of(finding: &Finding, t: Translator) -> Self {
        let args: Vec<(&str, Value)> = finding.args.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
        Self { signal: finding.signal, weight: finding.weight, words: t.with(finding.signal.code(), &args) }
    }
}

/// What is known against a partner in a conversion.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FraudCase)]
pub(in crate::sales) struct CaseBody {
    id: Uuid,
    conversion_id: Uuid,
    program_id: Uuid,
    partnership_id: Uuid,
    influencer_name: String,
    merchant_name: String,
    /// `lead`, `sale`, or `clicks`: those of a day that earn.
    kind: String,
    /// The shop's own number.
    external_id: String,
    /// What was paid; what the clicks of a day earned.
    amount: Amount,
    occurred_at: Timestamp,
    /// 0 to 100.
    score: u16,
    /// What the score is the sum of, what weighs the most first.
    findings: Vec<FindingBody>,
    #[schema(schema_with = words::fraud_states)]
    state: &'static str,
    /// Until when nothing of the conversion becomes payable, if nobody decides before.
    blocks_until: Option<Timestamp>,
    /// Whether the partner answered and nobody decided since.
    is_disputed: bool,
    /// What the partner answered last.
    dispute: String,
    /// Why it was decided as it was.
    reason: String,
    /// On which ground it was rejected: `fraud`, `own_purchase`.
    ground: Option<&'static str>,
    /// Whether something of it is payable: then nothing but a refund changes it.
    is_payable: bool,
    created_at: Timestamp,
    decided_at: Option<Timestamp>,
    /// What a decision is taken on.
    version: i32,
}

impl CaseBody {
    fn of(case: FraudCaseView, t: Translator) -> Self {
        Self {
            id: case.id.as_uuid(),
            conversion_id: case.conversion_id.as_uuid(),
            program_id: case.program_id.as_uuid(),
            partnership_id: case.partnership_id.as_uuid(),
            influencer_name: case.influencer_name,
            merchant_name: case.merchant_name,
            kind: case.kind,
            external_id: case.external_id,
            amount: case.amount.into(),
            occurred_at: case.occurred_at,
            score: case.score,
            findings: case.findings.iter().map(|finding| FindingBody::of(finding, t)).collect(),
            state: case.state.as_str(),
            blocks_until: case.blocks_until,
            is_disputed: case.is_disputed,
            dispute: case.dispute,
            reason: case.reason,
            ground: case.ground.map(affiliate::FraudGround::as_str),
            is_payable: case.is_payable,
            created_at: case.created_at,
            decided_at: case.decided_at,
            version: case.version,
        }
    }

    pub(in crate::sales) fn page(page: Page<FraudCaseView>, t: Translator) -> Paged<Self> {
        let next = page.next.map(|cursor| cursor.as_str().to_owned());
        Paged { items: page.items.into_iter().map(|case| Self::of(case, t)).collect(), next }
    }
}

/// What became of a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FraudEntry)]
struct EntryBody {
    at: Timestamp,
    /// `shown`, `held`, `released`, `rejected`, `expired`, `disputed`, `settled`, `withdrawn`.
    what: String,
    /// Whether somebody did it, rather than time or weighing.
    by_somebody: bool,
    /// The score then.
    score: u16,
    /// On which ground: `fraud`, `own_purchase`.
    ground: Option<&'static str>,
    /// The reason of a decision, or what the partner answered.
    words: String,
}

impl From<FraudEntry> for EntryBody {
    fn from(entry: FraudEntry) -> Self {
        Self {
            at: entry.at,
            by_somebody: entry.actor.is_some(),
            score: entry.score,
            ground: entry.ground.map(affiliate::FraudGround::as_str),
            what: entry.what,
            words: entry.words,
        }
    }
}

/// A case, with what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FraudCaseDetails)]
pub(in crate::sales) struct CaseDetails {
    #[serde(flatten)]
    case: CaseBody,
    /// The oldest first.
    entries: Vec<EntryBody>,
}

impl CaseDetails {
    pub(in crate::sales) fn of(case: FraudCaseView, entries: Vec<FraudEntry>, t: Translator) -> Self {
        Self { case: CaseBody::of(case, t), entries: entries.into_iter().map(Into::into).collect() }
    }
}
