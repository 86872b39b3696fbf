//! What whoever looks at a conversation, or at the list of theirs, hears: that something changed. What it is now, they ask.

use contracts::{identity::OrganisationId, messaging::ConversationId};
use kernel::{AccountId, Actor};
use platform::{DbError, Tx};
use serde_json::json;

use crate::{
    Messaging, MessagingError, Side,
    conversation::{participant, queries},
};

/// The most organisations whose lists somebody listens to.
const ORGANISATIONS: i64 = 50;

impl Messaging {
    /// The channel of the bus on which a conversation tells its two sides that somebody wrote, withdrew, read, or changed how it stands.
    pub async fn channel(&self, actor: &Actor, id: ConversationId) -> Result<String, MessagingError> {
        let account_id = participant(actor)?;
        queries::find(self.db().pool(), id, account_id).await?.ok_or(MessagingError::NotFound)?;
        Ok(channel_of(id))
    }

    /// The channels on which somebody's conversations tell that their list and its unread counts changed: one's own, and one
    /// for each organisation.
    pub async fn list_channels(&self, actor: &Actor) -> Result<Vec<String>, MessagingError> {
        let account_id = participant(actor)?;
        let organisations = queries::organisations(self.db().pool(), account_id, ORGANISATIONS).await?;
        let sides = organisations.into_iter().map(|id| Side::Organisation(OrganisationId::from_uuid(id)));
        Ok(std::iter::once(Side::Account(account_id)).chain(sides).map(list_channel).collect())
    }
}

fn channel_of(id: ConversationId) -> String {
    format!("messaging.conversation.{id}")
}

fn list_channel(side: Side) -> String {
    format!("messaging.list.{}.{}", side.kind(), side.id())
}

/// Tells both sides, when this transaction commits, that something in a conversation is not as it was.
pub(crate) async fn tell(tx: &mut Tx, id: ConversationId, sides: [Side; 2]) -> Result<(), DbError> {
    tx.notify(&channel_of(id), &json!({})).await?;
    for side in sides {
        tx.notify(&list_channel(side), &json!({})).await?;
    }
    Ok(())
}

/// Tells that somebody read: the other side sees it, and the reader's other windows count again.
pub(crate) async fn tell_read(tx: &mut Tx, id: ConversationId, account_id: AccountId) -> Result<(), DbError> {
    tx.notify(&channel_of(id), &json!({})).await?;
    tx.notify(&list_channel(Side::Account(account_id)), &json!({})).await
}
