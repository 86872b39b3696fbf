//! What each person has read: a marker for each conversation, which only moves forward, and what is left after it.

mod queries;
mod store;

use contracts::messaging::{ConversationId, ConversationRead};
use kernel::Actor;
use serde::Serialize;

use crate::{
    ConversationView, Messaging, MessagingError,
    conversation::{lock, participant},
    live,
};

/// Up to how many unread messages are counted together.
const COUNTED: i64 = 99;

/// How many messages somebody has not read, in all their conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UnreadCount {
    /// How many, 99 at most.
    pub count: i64,
    /// Whether there are more.
    pub more: bool,
}

impl Messaging {
    /// Notes that who acts read a conversation up to this number. A lower number than before, or one that is not there yet, does no harm.
    pub async fn mark_read(&self, actor: &Actor, id: ConversationId, number: i64) -> Result<ConversationView, MessagingError> {
        let account_id = participant(actor)?;
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, id).await?;
        let number = number.min(conversation.last_number);
        if number > 0 && store::advance(&mut tx, account_id, id, conversation.place, number).await? {
            tx.emit(&ConversationRead { conversation_id: id, account_id }).await?;
            live::tell_read(&mut tx, id, account_id).await?;
        }
        tx.commit().await?;
        self.conversation(actor, id).await
    }

    /// How many messages of others who acts has not read, in all conversations together.
    pub async fn unread(&self, actor: &Actor) -> Result<UnreadCount, MessagingError> {
        let account_id = participant(actor)?;
        let count = queries::unread(self.db().pool(), account_id, COUNTED + 1).await?;
        Ok(UnreadCount { count: count.min(COUNTED), more: count > COUNTED })
    }
}
