//! What was overlooked: a job that was given up, an event that was lost. Every ten minutes the rows themselves say what should be
//! happening, and it is queued again.

use kernel::Actor;
use platform::{Tx, jobs::Enqueue};

use crate::{
    Payments, PaymentsError, ProviderName, attempt, callback, disbursement, intent,
    jobs::{DisburseJob, ExpireIntentJob, ReadCallbackJob},
};

impl Payments {
    pub(crate) async fn sweep(&self) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let now = tx.now();
        for id in attempt::queries::overdue(&mut tx).await? {
            self.enqueue_check(&mut tx, id, now).await?;
        }
        for callback_id in callback::store::unread(&mut tx).await? {
            tx.enqueue(&ReadCallbackJob { callback_id }, once_more(callback_id)).await?;
        }
        for intent_id in intent::store::overdue(&mut tx).await? {
            tx.enqueue(&ExpireIntentJob { intent_id }, once_more(intent_id)).await?;
        }
        for disbursement_id in disbursement::store::idle(&mut tx).await? {
            tx.enqueue(&DisburseJob { disbursement_id }, once_more(disbursement_id)).await?;
        }
        delete_old(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Looks for what no statement has, at every provider.
    pub(crate) async fn find_all_missing(&self) -> Result<(), PaymentsError> {
        for provider in ProviderName::ALL.into_iter().filter(|name| name.has_statements()) {
            self.find_missing(&Actor::system("payments"), provider).await?;
        }
        Ok(())
    }
}

async fn delete_old(tx: &mut Tx) -> Result<(), PaymentsError> {
    Ok(callback::store::delete_old(tx).await?)
}

/// One that waits or runs is left alone, with its pause.
fn once_more(key: impl std::fmt::Display) -> Enqueue {
    Enqueue { unique_key: Some(key.to_string()), only_if_absent: true, ..Enqueue::default() }
}
