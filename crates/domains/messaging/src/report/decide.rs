//! What the staff decides.

use contracts::messaging::{MessageHidden, MessageReportId};
use kernel::{AccountId, Actor, Permission};
use platform::Tx;
use serde_json::json;

use super::{Decision, checked_until, store};
use crate::{Messaging, MessagingError, live, message, required_reason};

impl Messaging {
    /// Decides on a report, and with it on every open one of the same message.
    pub async fn decide(&self, actor: &Actor, id: MessageReportId, decision: &Decision) -> Result<(), MessagingError> {
        actor.require(Permission::CommentModerate)?;
        let mut tx = self.db().begin(actor).await?;
        let report = store::lock(&mut tx, id).await?.ok_or(MessagingError::NotFound)?;
        if !report.open {
            return Err(MessagingError::Decided);
        }
        match decision {
            Decision::Dismiss => {}
            Decision::Hide { reason } => hide(&mut tx, &report, &required_reason(reason)?).await?,
            Decision::Bar { reason, until } => {
                let (reason, until) = (required_reason(reason)?, checked_until(&tx, *until)?);
                hide(&mut tx, &report, &reason).await?;
                // Whose account was erased writes no more.
                if let Some(author_id) = report.author_id {
                    store::bar(&mut tx, author_id, &reason, until).await?;
                }
            }
        }
        let state = if matches!(decision, Decision::Dismiss) { "dismissed" } else { "upheld" };
        let closed = store::close(&mut tx, report.message_id, state).await?;
        let details = json!({ "report": id, "decision": decision, "author": report.author_id, "reports": closed });
        tx.audit("messaging.report-decided", report.message_id, details).await?;
        Ok(tx.commit().await?)
    }

    /// Lets somebody write again before their time.
    pub async fn lift_bar(&self, actor: &Actor, account_id: AccountId) -> Result<(), MessagingError> {
        actor.require(Permission::CommentModerate)?;
        let mut tx = self.db().begin(actor).await?;
        if store::lift_bars(&mut tx, account_id).await? == 0 {
            return Err(MessagingError::NotFound);
        }
        tx.audit("messaging.bar-lifted", account_id, json!({})).await?;
        Ok(tx.commit().await?)
    }
}

/// Hides the reported message; one that its author took back meanwhile is gone already.
async fn hide(tx: &mut Tx, report: &store::Report, reason: &str) -> Result<(), MessagingError> {
    if message::store::hide(tx, report.message_id, reason).await? {
        tx.emit(&MessageHidden { message_id: report.message_id, conversation_id: report.conversation_id }).await?;
        live::tell(tx, report.conversation_id, report.sides).await?;
    }
    Ok(())
}
