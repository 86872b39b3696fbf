//! Messages as those see them who tell people of them. Never what a message says: a notice travels where a conversation does not.

use contracts::messaging::{ConversationId, MessageId};
use kernel::{AccountId, Actor, Forbidden, Principal};

use super::queries;
use crate::{Messaging, MessagingError, Subject};

/// The most people of an organisation who are told of a message.
const RECIPIENTS: i64 = 200;

/// A message that somebody can be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageNews {
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// What the conversation is about.
    pub subject: Subject,
    /// Who wrote it; none once their account was erased.
    pub author_id: Option<AccountId>,
    /// How they are called.
    pub author_name: String,
    /// Whom to tell: the people of the other side, 200 at most, for whom nothing before it is unread. Who was told of one message looks, or
    /// does not; who reads it while it arrives knows already. Nobody, where a side has blocked the other meanwhile.
    pub recipients: Vec<AccountId>,
}

impl Messaging {
    /// What there is to tell of a message; none once it cannot be read any more. For the program itself only.
    pub async fn message_news(&self, actor: &Actor, id: MessageId) -> Result<Option<MessageNews>, MessagingError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        Ok(queries::news(self.db().pool(), id, RECIPIENTS).await?)
    }
}
