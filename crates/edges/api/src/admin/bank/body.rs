//! Bank transfers as the staff sees them.

use jiff::{Timestamp, civil::Date};
use kernel::Currency;
use payments::{AttemptState, BatchDetailView, BatchId, BatchView, NewBatch, QueueView, TransferFormat, TransferView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{funding::body::Amount, words};

/// A batch to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBankBatch)]
pub(crate) struct NewBatchBody {
    /// Made by the caller: sent twice, it is one batch.
    #[schema(value_type = Uuid)]
    id: BatchId,
    /// Which queue.
    #[schema(schema_with = words::currencies)]
    currency: Currency,
}

impl From<NewBatchBody> for NewBatch {
    fn from(body: NewBatchBody) -> Self {
        Self { id: body.id, currency: body.currency }
    }
}

/// What waits for a batch in one currency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankQueue)]
pub(crate) struct QueueBody {
    payouts: i64,
    total: Amount,
    /// Since when the oldest waits.
    oldest_at: Timestamp,
    /// Whether there is an account of ours to pay it from.
    payable: bool,
}

impl From<QueueView> for QueueBody {
    fn from(view: QueueView) -> Self {
        Self { payouts: view.payouts, total: view.total.into(), oldest_at: view.oldest_at, payable: view.is_payable }
    }
}

/// A batch as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankBatch)]
pub(crate) struct BatchBody {
    id: Uuid,
    #[schema(schema_with = words::transfer_formats)]
    format: TransferFormat,
    payouts: i64,
    total: Amount,
    /// When the bank is asked to execute it.
    #[schema(value_type = String, format = Date)]
    execution_on: Date,
    created_at: Timestamp,
    /// How many of its payouts nobody has decided.
    open: i64,
    /// How many came back, or were never paid.
    failed: i64,
}

impl From<BatchView> for BatchBody {
    fn from(view: BatchView) -> Self {
        Self {
            id: view.id.as_uuid(),
            format: view.format,
            payouts: view.payouts,
            total: view.total.into(),
            execution_on: view.execution_on,
            created_at: view.created_at,
            open: view.open,
            failed: view.failed,
        }
    }
}

/// A payout by transfer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankTransfer)]
pub(crate) struct TransferBody {
    id: Uuid,
    #[schema(schema_with = words::attempt_states)]
    state: AttemptState,
    amount: Amount,
    /// The account it goes to, with most of it hidden.
    account: Option<String>,
    created_at: Timestamp,
    /// What the statement says was debited, when it differs from what was asked.
    debited: Option<Amount>,
    /// Why it failed: what the bank or the staff wrote.
    failure_detail: Option<String>,
    /// Whether the statement has its debit.
    settled: bool,
    /// Whether the statement has its return.
    returned: bool,
}

impl From<TransferView> for TransferBody {
    fn from(view: TransferView) -> Self {
        Self {
            id: view.id.as_uuid(),
            state: view.state,
            amount: view.amount.into(),
            account: view.masked,
            created_at: view.created_at,
            debited: view.received.map(Into::into),
            failure_detail: view.failure_detail,
            settled: view.is_settled,
            returned: view.is_returned,
        }
    }
}

/// A batch with what is in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BankBatchDetails)]
pub(crate) struct BatchDetailBody {
    batch: BatchBody,
    /// In the order of the file.
    transfers: Vec<TransferBody>,
}

impl From<BatchDetailView> for BatchDetailBody {
    fn from(view: BatchDetailView) -> Self {
        Self { batch: view.batch.into(), transfers: view.transfers.into_iter().map(Into::into).collect() }
    }
}
