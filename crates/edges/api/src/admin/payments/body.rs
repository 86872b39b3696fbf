//! Payments and reconciliation as the staff sees them.

use jiff::{Timestamp, civil::Date};
use payments::{AttemptKind, BreakKind, BreakView, ClearingView, Imported, ProviderName, Remedy, StuckView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{funding::body::Amount, words};

/// How a difference is closed, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseBreak {
    #[schema(inline)]
    remedy: RemedyWord,
    #[schema(min_length = 3, max_length = 500)]
    pub(crate) reason: String,
}

/// Where a difference goes.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RemedyWord {
    /// Money of somebody whom we do not know yet: kept apart.
    Suspense,
    /// Nobody's any more: our gain or our loss.
    Adjustment,
}

impl CloseBreak {
    pub(crate) const fn remedy(&self) -> Remedy {
        match self.remedy {
            RemedyWord::Suspense => Remedy::Suspense,
            RemedyWord::Adjustment => Remedy::Adjustment,
        }
    }
}

/// How many differences were opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    pub(crate) found: u64,
}

/// An order of which nothing is decided for long.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StuckAttempt)]
pub(crate) struct StuckBody {
    id: Uuid,
    #[schema(schema_with = words::attempt_kinds)]
    kind: AttemptKind,
    #[schema(schema_with = words::providers)]
    provider: ProviderName,
    amount: Amount,
    sent_at: Timestamp,
}

impl From<StuckView> for StuckBody {
    fn from(view: StuckView) -> Self {
        Self {
            id: view.id.as_uuid(),
            kind: view.kind,
            provider: view.provider,
            amount: view.amount.into(),
            sent_at: view.sent_at,
        }
    }
}

/// A difference with a statement that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationBreak)]
pub(crate) struct BreakBody {
    id: Uuid,
    #[schema(schema_with = words::providers)]
    provider: ProviderName,
    #[schema(schema_with = words::break_kinds)]
    kind: BreakKind,
    attempt_id: Option<Uuid>,
    /// The line of the statement.
    line_id: Option<String>,
    /// Settled less booked.
    difference: Amount,
    opened_at: Timestamp,
}

impl From<BreakView> for BreakBody {
    fn from(view: BreakView) -> Self {
        Self {
            id: view.id.as_uuid(),
            provider: view.provider,
            kind: view.kind,
            attempt_id: view.attempt_id.map(|id| id.as_uuid()),
            line_id: view.line_id,
            difference: view.difference.into(),
            opened_at: view.opened_at,
        }
    }
}

/// A day on which a clearing account does not come to zero.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClearingDay)]
pub(crate) struct ClearingBody {
    #[schema(schema_with = words::providers)]
    provider: ProviderName,
    /// `clearing` for what comes in, `payout_clearing` for what goes out.
    clearing: String,
    /// UTC.
    #[schema(value_type = String, format = Date)]
    day: Date,
    booked: Amount,
    settled: Amount,
    /// What was closed by journals with a reason.
    closed: Amount,
    /// Settled less booked less closed, in minor units.
    left_minor: i64,
}

impl From<ClearingView> for ClearingBody {
    fn from(view: ClearingView) -> Self {
        Self {
            left_minor: view.left_minor(),
            provider: view.provider,
            clearing: view.clearing,
            day: view.day,
            booked: view.booked.into(),
            settled: view.settled.into(),
            closed: view.closed.into(),
        }
    }
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportedStatement)]
pub(crate) struct ImportedBody {
    /// Lines that are new.
    new: u32,
    /// Lines that were there.
    known: u32,
    /// New lines that left a difference.
    breaks: u32,
}

impl From<Imported> for ImportedBody {
    fn from(done: Imported) -> Self {
        Self { new: done.new, known: done.known, breaks: done.breaks }
    }
}
