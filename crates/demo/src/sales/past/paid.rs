//! What Salma has earned is paid to her bank account: she asked for it the evening before; the staff makes the file for the bank, and says
//! that it was executed, when the demo starts.

use std::time::Duration;

use affiliate::AffiliateError;
use anyhow::Result;
use contracts::affiliate::PartnershipId;
use jiff::SignedDuration;
use kernel::{Actor, Currency};
use payments::{BankDetails, BatchId, Destination, NewBatch, Payments};

use super::{
    Hands, Past,
    plan::{self, DAYS},
};

/// A RIB whose key is right, of nobody.
const ACCOUNT: &str = "230450555000123456000162";
const REASON: &str = "Virement vu sur le relevé de la banque simulée.";
/// When she asked, on the last day.
const EVENING: SignedDuration = SignedDuration::from_hours(23);
const LOOK_EVERY: Duration = Duration::from_millis(500);
const IN_THE_QUEUE_WITHIN: Duration = Duration::from_secs(60);

/// Pays her, unless she was ever paid.
pub(in crate::sales) async fn pay_out(past: &Past, payments: &Payments, hands: &Hands<'_>) -> Result<()> {
    let program = hands.stand.program().await?.id;
    let Some(partnership) = past.affiliate.my_partnership_in(&hands.salma, program).await? else { return Ok(()) };
    if !past.affiliate.payouts(&hands.salma, partnership.id).await?.is_empty() || !ask(past, hands, partnership.id).await? {
        return Ok(());
    }
    if let Ok(executed) = tokio::time::timeout(IN_THE_QUEUE_WITHIN, execute(payments)).await {
        return executed;
    }
    tracing::warn!("the payout is not in the queue of the bank yet; a person of the staff can make its file");
    Ok(())
}

/// Whether there was something to ask for.
pub(super) async fn ask(past: &Past, hands: &Hands<'_>, id: PartnershipId) -> Result<bool> {
    past.go(plan::midnight(past.first(), DAYS - 1) + EVENING);
    let details = BankDetails { holder: "Salma El Idrissi".into(), account: ACCOUNT.into(), bic: String::new() };
    match past.affiliate.pay_out(&hands.salma, id, Destination::bank(&details)?).await {
        Ok(_) => Ok(true),
        // The wallet was filled too late for what she earned.
        Err(AffiliateError::Invalid(fields)) => {
            tracing::warn!(?fields, "there is nothing to pay out yet");
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Waits until it is in the bank's queue, makes the file, and says that the bank executed it.
async fn execute(payments: &Payments) -> Result<()> {
    let staff = Actor::system("demo");
    let waits = |currency: Currency| currency == Currency::Mad;
    while !payments.waiting_transfers(&staff).await?.iter().any(|transfer| waits(transfer.amount.currency)) {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let batch = payments.make_batch(&staff, &NewBatch { id: BatchId::generate(), currency: Currency::Mad }).await?;
    for transfer in batch.transfers {
        payments.confirm_transfer(&staff, transfer.id, REASON).await?;
    }
    Ok(())
}
