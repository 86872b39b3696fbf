//! A side that does not want to hear from another: nobody of either writes to the other any more, in any conversation, and all stays readable.

pub(crate) mod store;

use contracts::messaging::ConversationId;
use kernel::Actor;
use serde_json::json;

use crate::{
    ConversationView, Messaging, MessagingError,
    conversation::{lock, participant},
    live,
};

impl Messaging {
    /// Blocks the other side of a conversation, in the name of one's own. A second time nothing changes.
    pub async fn block(&self, actor: &Actor, id: ConversationId) -> Result<ConversationView, MessagingError> {
        participant(actor)?;
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, id).await?;
        if store::insert(&mut tx, conversation.own(), conversation.other()).await? {
            tx.audit("messaging.blocked", id, json!({ "by": conversation.own(), "of": conversation.other() })).await?;
            live::tell(&mut tx, id, conversation.sides()).await?;
        }
        tx.commit().await?;
        self.conversation(actor, id).await
    }

    /// Lets the other side write again.
    pub async fn unblock(&self, actor: &Actor, id: ConversationId) -> Result<ConversationView, MessagingError> {
        participant(actor)?;
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, id).await?;
        if store::delete(&mut tx, conversation.own(), conversation.other()).await? {
            tx.audit("messaging.unblocked", id, json!({ "by": conversation.own(), "of": conversation.other() })).await?;
            live::tell(&mut tx, id, conversation.sides()).await?;
        }
        tx.commit().await?;
        self.conversation(actor, id).await
    }
}
