//! The conversation of a partnership, or of a program with somebody who is not in it yet: affiliate knows who stands on its sides, messaging
//! keeps it.

use affiliate::{Affiliate, Approach};
use contracts::{
    affiliate::{PartnershipId, ProgramId},
    identity::OrganisationId,
    messaging::ConversationId,
};
use kernel::{AccountId, Actor};
use messaging::{Messaging, OpenConversation, Side, Subject, SubjectKind};
use platform::{Db, Tx};

use crate::{FlowsError, funding::system};

/// Finds and opens conversations about what other contexts know. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Conversations {
    /// The database.
    pub db: Db,
    /// Who works with whom.
    pub affiliate: Affiliate,
    /// Where they talk.
    pub messaging: Messaging,
}

impl Conversations {
    /// The conversation of a partnership, opened if there is none: for the influencer and the members of the merchant. Whoever else asks is
    /// told that there is nothing.
    pub async fn of_partnership(&self, actor: &Actor, id: PartnershipId) -> Result<ConversationId, FlowsError> {
        let view = self.affiliate.partnership(actor, id).await?;
        let news = self.affiliate.partnership_news(&system(), id).await?.ok_or(FlowsError::NoConversation)?;
        let (influencer, merchant) = (Side::Account(news.account_id), Side::Organisation(news.organisation_id));
        let (opener, other) = if actor.is(view.account_id) { (influencer, merchant) } else { (merchant, influencer) };
        self.opened(actor, &OpenConversation { subject: subject(id), opener, other }).await
    }

    /// The conversation of a program with an influencer, opened if there is none: for those who manage the merchant. Where there is a
    /// partnership already, or there was one, it is that one's.
    pub async fn of_program(&self, actor: &Actor, id: ProgramId, influencer: AccountId) -> Result<ConversationId, FlowsError> {
        let merchant = match self.affiliate.approach(actor, id, influencer).await? {
            Approach::Partnership(id) => return self.of_partnership(actor, id).await,
            Approach::Program(merchant) => merchant,
        };
        let subject = Subject { kind: SubjectKind::Program, id: id.as_uuid() };
        let (opener, other) = (Side::Organisation(merchant), Side::Account(influencer));
        self.opened(actor, &OpenConversation { subject, opener, other }).await
    }

    async fn opened(&self, actor: &Actor, command: &OpenConversation) -> Result<ConversationId, FlowsError> {
        let mut tx = self.db.begin(actor).await?;
        let conversation_id = self.messaging.open_in(&mut tx, command).await?;
        tx.commit().await?;
        Ok(conversation_id)
    }
}

fn subject(id: PartnershipId) -> Subject {
    Subject { kind: SubjectKind::Partnership, id: id.as_uuid() }
}

/// Opens the conversation of a partnership for the program itself.
pub(crate) async fn open_in(
    messaging: &Messaging,
    tx: &mut Tx,
    id: PartnershipId,
    merchant: OrganisationId,
    influencer: AccountId,
) -> Result<(), FlowsError> {
    let (opener, other) = (Side::Organisation(merchant), Side::Account(influencer));
    match messaging.open_in(tx, &OpenConversation { subject: subject(id), opener, other }).await {
        // Whoever is a member of the merchant they promote has nobody to write to, and neither has one who is gone.
        Ok(_) | Err(messaging::MessagingError::Invalid(_) | messaging::MessagingError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
