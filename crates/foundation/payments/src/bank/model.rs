//! Words and views of transfers by a bank.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{Currency, Id, Money};
use serde::{Deserialize, Serialize};

use super::account::{self, AccountNumber};
use crate::{AttemptId, AttemptState};

/// Marks the ids of batches.
#[derive(Debug)]
pub struct BatchMark;
/// The id of a batch.
pub type BatchId = Id<BatchMark>;

/// The form of a batch's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransferFormat {
    /// `pain.001.001.09` (ISO 20022).
    #[serde(rename = "pain_001")]
    Pain001,
    /// A table (RFC 4180).
    #[serde(rename = "csv")]
    Csv,
}

impl TransferFormat {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Pain001, Self::Csv];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pain001 => "pain_001",
            Self::Csv => "csv",
        }
    }

    /// The format of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// The media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pain001 => "application/xml",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Pain001 => "xml",
            Self::Csv => "csv",
        }
    }
}

/// An account of ours from which transfers are paid, and whose statements are read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAccount {
    /// What it is held in; one account per currency.
    pub currency: Currency,
    /// In whose name it is.
    pub holder: String,
    /// IBAN, or RIB of 24 characters.
    pub account: AccountNumber,
    /// The BIC of the bank, if it wants it in files.
    #[serde(default)]
    pub bic: Option<String>,
    /// What the bank reads: by default `pain.001` in euros and a table elsewhere. In euros it is always `pain.001`.
    #[serde(default)]
    pub format: Option<TransferFormat>,
}

impl OwnAccount {
    pub(super) fn format(&self) -> TransferFormat {
        match (self.currency, self.format) {
            (Currency::Eur, _) => TransferFormat::Pain001,
            (Currency::Xof | Currency::Mad, format) => format.unwrap_or(TransferFormat::Csv),
        }
    }

    pub(super) fn bic(&self) -> Option<String> {
        self.bic.as_deref().and_then(account::bic)
    }
}

/// A batch to be made of everything that waits in a currency.
#[derive(Debug, Clone, Copy)]
pub struct NewBatch {
    /// Made by the caller: sent twice, it is one batch.
    pub id: BatchId,
    /// Which queue.
    pub currency: Currency,
}

/// What waits for a batch in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct QueueView {
    /// How many payouts.
    pub payouts: i64,
    /// How much together.
    pub total: Money,
    /// Since when the oldest waits.
    pub oldest_at: Timestamp,
    /// Whether there is an account of ours to pay it from.
    pub is_payable: bool,
}

/// A batch as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct BatchView {
    /// The batch.
    pub id: BatchId,
    /// The form of its file.
    pub format: TransferFormat,
    /// How many payouts are in it.
    pub payouts: i64,
    /// How much together.
    pub total: Money,
    /// When the bank is asked to execute it.
    pub execution_on: Date,
    /// When it was made.
    pub created_at: Timestamp,
    /// How many of its payouts nobody has decided.
    pub open: i64,
    /// How many came back, or were never paid.
    pub failed: i64,
}

/// A payout by transfer, as the staff sees it.
#[derive(Debug, Clone, Serialize)]
pub struct TransferView {
    /// The attempt.
    pub id: AttemptId,
    /// Where it stands.
    pub state: AttemptState,
    /// How much.
    pub amount: Money,
    /// The account it goes to, most of it hidden; none when it cannot be opened any more.
    pub masked: Option<String>,
    /// Since when it waits.
    pub created_at: Timestamp,
    /// What the statement says was debited, when it differs from what was asked.
    pub received: Option<Money>,
    /// Why it failed: what the bank or the staff wrote.
    pub failure_detail: Option<String>,
    /// Whether the statement has its debit.
    pub is_settled: bool,
    /// Whether the statement has its return.
    pub is_returned: bool,
}

impl TransferView {
    /// Whether the staff may say that it arrived.
    pub const fn may_be_confirmed(&self) -> bool {
        may_confirm(self.state)
    }

    /// Whether the staff may say that it came back, or was never paid.
    pub const fn may_be_returned(&self) -> bool {
        may_return(self.state, self.is_settled, self.is_returned)
    }
}

/// A batch with what is in it.
#[derive(Debug, Clone, Serialize)]
pub struct BatchDetailView {
    /// The batch.
    pub batch: BatchView,
    /// Its payouts, in the order of the file.
    pub transfers: Vec<TransferView>,
}

/// The file of a batch.
#[derive(Debug, Clone)]
pub struct BatchFile {
    /// The name under which it is saved.
    pub name: String,
    /// Its form.
    pub format: TransferFormat,
    /// Its bytes: the same at every download.
    pub bytes: Vec<u8>,
}

/// What the bank has and nobody has decided.
pub(super) const fn may_confirm(state: AttemptState) -> bool {
    matches!(state, AttemptState::Sent | AttemptState::Unknown | AttemptState::Pending | AttemptState::IntegrityFailure)
}

/// What the statement says was debited is returned only once the statement says so too.
pub(super) const fn may_return(state: AttemptState, is_settled: bool, is_returned: bool) -> bool {
    match state {
        AttemptState::Charged => is_returned,
        AttemptState::Failed => false,
        _ => !is_settled || is_returned,
    }
}

/// The next day on which banks work; holidays they know themselves.
pub(super) fn next_working_day(now: Timestamp) -> Option<Date> {
    use jiff::civil::Weekday::{Saturday, Sunday};
    let mut day = now.to_zoned(TimeZone::UTC).date().tomorrow().ok()?;
    while matches!(day.weekday(), Saturday | Sunday) {
        day = day.tomorrow().ok()?;
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_do_not_work_at_weekends() {
        for (now, day) in [
            ("2026-11-19T09:00:00Z", "2026-11-20"),
            ("2026-11-20T23:00:00Z", "2026-11-23"),
            ("2026-11-22T00:00:00Z", "2026-11-23"),
        ] {
            assert_eq!(next_working_day(now.parse().unwrap()).unwrap().to_string(), day, "{now}");
        }
    }

    #[test]
    fn what_was_debited_is_returned_only_when_the_statement_says_so() {
        use AttemptState::{Charged, Created, Failed, IntegrityFailure, Unknown};
        for (state, settled, returned, may) in [
            (Created, false, false, true),
            (Unknown, false, false, true),
            (IntegrityFailure, true, false, false),
            (IntegrityFailure, true, true, true),
            (Charged, false, false, false),
            (Charged, true, false, false),
            (Charged, true, true, true),
            (Failed, true, true, false),
        ] {
            assert_eq!(may_return(state, settled, returned), may, "{state:?} {settled} {returned}");
        }
        assert!(!may_confirm(Created) && !may_confirm(Charged) && may_confirm(Unknown));
    }
}
