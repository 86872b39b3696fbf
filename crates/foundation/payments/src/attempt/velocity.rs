//! How fast somebody may try to pay: counted over the attempts themselves, in the transaction that adds one, under a lock of the
//! payer, so that tries at the same time count each other.
//!
//! Card testing is many tries from one address, each with another card, which we never see: it is stopped by the address.

mod store;

use platform::Tx;

use crate::{PaymentsError, VelocityConfig};

/// Who tries, as keyed hashes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Trier {
    pub(crate) party: Option<[u8; 16]>,
    pub(crate) address: Option<[u8; 16]>,
}

/// Refuses one try too many.
pub(crate) async fn require_slow(
    tx: &mut Tx,
    trier: Trier,
    amount_minor: i64,
    limits: &VelocityConfig,
) -> Result<(), PaymentsError> {
    for mark in [trier.party, trier.address].into_iter().flatten() {
        store::lock(tx, mark).await?;
    }
    if let Some(party) = trier.party {
        let tried = store::of_party(tx, party).await?;
        if tried.short >= limits.tries_per_10_min || tried.day >= limits.tries_per_day {
            return Err(PaymentsError::TooFast { retry_after_s: 600 });
        }
        if tried.paid_minor.saturating_add(amount_minor) > limits.paid_minor_per_day {
            return Err(PaymentsError::OverDailyLimit);
        }
    }
    if let Some(address) = trier.address {
        let tried = store::of_address(tx, address).await?;
        let many = tried.failed >= limits.failures_per_address_10_min || tried.payers >= limits.payers_per_address_10_min;
        if many || tried.cards >= limits.cards_per_address_10_min {
            return Err(PaymentsError::TooFast { retry_after_s: 600 });
        }
    }
    Ok(())
}
