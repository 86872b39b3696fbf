//! Payouts by bank transfer: they wait in a queue, a person of the staff makes a file of them, the bank executes it, and its statement
//! says what became of each.
//!
//! A payout is in one batch at most, and is sent from the moment the batch exists: from then on only the statement, or a person with
//! a reason, decides it. The file is kept as it was written, sealed, for it holds names and accounts.

mod account;
mod file;
mod model;
mod payee;
mod queries;
mod settle;
mod store;

use kernel::{Actor, Currency, FieldError, Money, Permission};
use platform::Tx;
use sha2::{Digest as _, Sha256};

pub(crate) use self::{
    account::countries_of,
    payee::{Payee, mask},
};
pub use self::{
    account::{AccountNumber, NoAccount},
    model::{
        BatchDetailView, BatchFile, BatchId, BatchMark, BatchView, NewBatch, OwnAccount, QueueView, TransferFormat, TransferView,
    },
    payee::BankDetails,
};
use self::{
    file::{Content, Order},
    model::next_working_day,
    store::Waiting,
};
use crate::{Payments, PaymentsError, Rail, attempt::short};

/// The most payouts of one file.
const BATCH_MAX: i64 = 500;

/// The purpose of the key that seals files.
const PURPOSE: &str = "payments.bank-batch";

impl Payments {
    /// Whether somebody who is paid in this currency may name a bank account, and the countries whose accounts can be reached.
    pub fn bank_countries(&self, currency: Currency) -> Vec<String> {
        let reached = |country: &&str| self.config().route(Rail::Bank, country, currency).is_some();
        countries_of(currency).filter(reached).map(str::to_owned).collect()
    }

    /// What waits for a batch, by currency.
    pub async fn bank_queue(&self, actor: &Actor) -> Result<Vec<QueueView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let mut queue = queries::queue(self.db().pool()).await?;
        for view in &mut queue {
            view.is_payable = self.config().own_account(view.total.currency).is_some();
        }
        Ok(queue)
    }

    /// The payouts that wait for a batch, the oldest first; at most two hundred.
    pub async fn waiting_transfers(&self, actor: &Actor) -> Result<Vec<TransferView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let rows = queries::waiting(self.db().pool()).await?;
        Ok(rows.into_iter().map(|row| self.transfer(row)).collect())
    }

    /// Batches, the newest first; at most a hundred.
    pub async fn batches(&self, actor: &Actor) -> Result<Vec<BatchView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        Ok(queries::batches(self.db().pool()).await?)
    }

    /// A batch with its payouts.
    pub async fn batch(&self, actor: &Actor, id: BatchId) -> Result<BatchDetailView, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let batch = queries::find(self.db().pool(), id).await?.ok_or(PaymentsError::NotFound)?;
        let rows = queries::transfers(self.db().pool(), id).await?;
        Ok(BatchDetailView { batch, transfers: rows.into_iter().map(|row| self.transfer(row)).collect() })
    }

    /// The file of a batch, byte for byte as it was made. Who takes it is noted: it names accounts.
    pub async fn batch_file(&self, actor: &Actor, id: BatchId) -> Result<BatchFile, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let mut tx = self.db().begin(actor).await?;
        let kept = store::file(tx.conn(), id).await?.ok_or(PaymentsError::NotFound)?;
        let bytes = self.inner.secrets.open(PURPOSE, id.as_uuid().as_bytes(), &kept.sealed)?;
        if Sha256::digest(&bytes).as_slice() != kept.sha256 {
            return Err(PaymentsError::Bug("the file of a batch is not the one that was made"));
        }
        tx.audit("payments.take-batch-file", id, serde_json::json!({})).await?;
        tx.commit().await?;
        let name = format!("griot-{}-{}.{}", kept.currency.code(), id.as_uuid().simple(), kept.format.extension());
        Ok(BatchFile { name, format: kept.format, bytes })
    }

    /// Makes a batch of what waits in a currency, the oldest first, at most five hundred: from here on it is sent. The same batch
    /// again gives the first result.
    pub async fn make_batch(&self, actor: &Actor, new: &NewBatch) -> Result<BatchDetailView, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let from = self.config().own_account(new.currency).ok_or(PaymentsError::NotConfigured("payments.bank"))?;
        let mut tx = self.db().begin(actor).await?;
        store::lock_queue(&mut tx, new.currency).await?;
        if let Some(known) = store::currency(tx.conn(), new.id).await? {
            drop(tx);
            return if known == new.currency { self.batch(actor, new.id).await } else { Err(wrong("payments-batch-changed")) };
        }
        let waiting = store::lock_waiting(&mut tx, new.currency, BATCH_MAX).await?;
        if waiting.is_empty() {
            return Err(wrong("payments-batch-empty"));
        }
        self.write_batch(&mut tx, new, from, &waiting).await?;
        tx.commit().await?;
        self.batch(actor, new.id).await
    }

    async fn write_batch(
        &self,
        tx: &mut Tx,
        new: &NewBatch,
        from: &OwnAccount,
        waiting: &[Waiting],
    ) -> Result<(), PaymentsError> {
        let orders = waiting.iter().map(|row| self.order_of(row)).collect::<Result<Vec<_>, _>>()?;
        let sum = |sum: Money, order: &Order| sum.checked_add(order.amount);
        let total =
            orders.iter().try_fold(Money::zero(new.currency), sum).ok_or(PaymentsError::Bug("a batch beyond what fits"))?;
        let execution_on = next_working_day(tx.now()).ok_or(PaymentsError::Bug("no day after today"))?;
        let id = new.id.as_uuid();
        let content = Content { id, created_at: tx.now(), execution_on, from, orders: &orders, total };
        let text = file::write(from.format(), &content)?;
        let sealed = self.inner.secrets.seal(PURPOSE, id.as_bytes(), text.as_bytes(), self.db().rng())?;
        let sha256 = Sha256::digest(text.as_bytes());
        let row =
            store::NewRow { id: new.id, format: from.format(), total, execution_on, sealed: &sealed, sha256: sha256.as_slice() };
        let attempts: Vec<_> = waiting.iter().map(|row| row.id).collect();
        store::insert(tx, &row, &attempts).await?;
        store::set_sent(tx, &attempts).await?;
        let details =
            serde_json::json!({ "payouts": attempts.len(), "total_minor": total.amount_minor, "currency": new.currency.code() });
        Ok(tx.audit("payments.make-batch", new.id, details).await?)
    }

    fn order_of(&self, row: &Waiting) -> Result<Order, PaymentsError> {
        let party = self.unseal(row.id.as_uuid(), &row.party_sealed)?;
        let payee = Payee::of_party(&party, row.amount.currency)?;
        Ok(Order { id: row.id.as_uuid(), amount: row.amount, payee, reason: format!("Griot {}", short(row.id)) })
    }

    fn transfer(&self, row: queries::TransferRow) -> TransferView {
        let party = row.party_sealed.and_then(|sealed| self.unseal(row.id.as_uuid(), &sealed).ok());
        TransferView {
            id: row.id,
            state: row.state,
            amount: row.amount,
            masked: party.and_then(|party| mask(&party)),
            created_at: row.created_at,
            received: row.received_minor.map(|minor| Money::new(minor, row.amount.currency)),
            failure_detail: row.failure_detail,
            is_settled: row.is_settled,
            is_returned: row.is_returned,
        }
    }
}

fn wrong(code: &'static str) -> PaymentsError {
    PaymentsError::Invalid(vec![FieldError::new("currency", code)])
}
