//! When personal data is not masked any more: one side offers, the other accepts, either ends it.

use contracts::messaging::ConversationId;
use kernel::Actor;
use serde_json::json;

use super::{Conversation, ConversationView, Filter, Sharing, lock, participant, store};
use crate::{Messaging, MessagingError, live, values::Place};

impl Messaging {
    /// Offers the other side to share personal data; where it has offered, that is agreed.
    pub async fn offer_sharing(&self, actor: &Actor, id: ConversationId) -> Result<ConversationView, MessagingError> {
        participant(actor)?;
        self.share(actor, id, |conversation| match conversation.sharing() {
            Sharing::Masked | Sharing::Offered => Ok((Filter::On, Some(conversation.place), "messaging.sharing-offered")),
            Sharing::Proposed => Ok((Filter::Off, None, "messaging.sharing-agreed")),
            Sharing::Shared => Err(MessagingError::SharingState),
        })
        .await
    }

    /// Accepts what the other side offered: from now on nothing is masked.
    pub async fn accept_sharing(&self, actor: &Actor, id: ConversationId) -> Result<ConversationView, MessagingError> {
        participant(actor)?;
        self.share(actor, id, |conversation| match conversation.sharing() {
            Sharing::Proposed => Ok((Filter::Off, None, "messaging.sharing-agreed")),
            Sharing::Masked | Sharing::Offered | Sharing::Shared => Err(MessagingError::SharingState),
        })
        .await
    }

    /// Takes one's offer back, declines the other's, or ends the sharing: from now on personal data is masked again.
    pub async fn stop_sharing(&self, actor: &Actor, id: ConversationId) -> Result<ConversationView, MessagingError> {
        participant(actor)?;
        self.share(actor, id, |conversation| match conversation.sharing() {
            Sharing::Masked => Err(MessagingError::SharingState),
            Sharing::Offered | Sharing::Proposed | Sharing::Shared => Ok((Filter::On, None, "messaging.sharing-stopped")),
        })
        .await
    }

    async fn share(
        &self,
        actor: &Actor,
        id: ConversationId,
        decide: impl FnOnce(&Conversation) -> Result<(Filter, Option<Place>, &'static str), MessagingError>,
    ) -> Result<ConversationView, MessagingError> {
        let mut tx = self.db().begin(actor).await?;
        let conversation = lock(&mut tx, id).await?;
        let (filter, offered_by, action) = decide(&conversation)?;
        // A block stops talk, and agreements with it; it does not keep anybody from ending one.
        if action != "messaging.sharing-stopped" {
            conversation.require_open()?;
        }
        store::set_sharing(&mut tx, id, filter, offered_by).await?;
        tx.audit(action, id, json!({ "side": conversation.own() })).await?;
        live::tell(&mut tx, id, conversation.sides()).await?;
        tx.commit().await?;
        self.conversation(actor, id).await
    }
}
