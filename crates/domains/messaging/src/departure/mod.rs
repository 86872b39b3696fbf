//! What messaging forgets of an account that was erased, and what it forgets with time.
//!
//! What was written stays with the other side, for a year: it may be what two sides agreed on. Its author is nobody from then on, its
//! files go with the account, and nobody writes there any more.

mod store;

use jiff::SignedDuration;
use kernel::{AccountId, Actor};

use crate::{Messaging, MessagingError};

/// How long one can send the same message again and get the first result.
const DIGESTS: SignedDuration = SignedDuration::from_hours(2 * 24);
/// How long what was reported is kept after a decision.
const SAID: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long a conversation stays to be read after a side is gone.
const CLOSED: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How long it is known who was barred, after their time.
const BARS: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Rows of one statement.
const BATCH: i64 = 2000;

impl Messaging {
    /// Forgets an account: what it read, blocked and was barred from, and its name on what it wrote and reported. Its own
    /// conversations close. A second time there is nothing left to forget.
    pub(crate) async fn forget_account(&self, account_id: AccountId) -> Result<(), MessagingError> {
        let mut tx = self.db().begin(&Actor::system("messaging")).await?;
        // Whoever writes holds the conversation's lock: closed first, nothing is written after.
        store::close(&mut tx, account_id).await?;
        store::forget_writing(&mut tx, account_id).await?;
        store::forget_reading(&mut tx, account_id).await?;
        store::forget_staff_matters(&mut tx, account_id).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets what its time is over of; a batch of each, which the next run goes on with.
    pub(crate) async fn tidy(&self) -> Result<(), MessagingError> {
        let mut tx = self.db().begin(&Actor::system("messaging")).await?;
        let now = tx.now();
        store::forget_digests(&mut tx, now - DIGESTS, BATCH).await?;
        store::forget_said(&mut tx, now - SAID, BATCH).await?;
        store::delete_closed(&mut tx, now - CLOSED, BATCH).await?;
        store::delete_bars(&mut tx, now - BARS, BATCH).await?;
        Ok(tx.commit().await?)
    }
}
