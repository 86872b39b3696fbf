//! The conversation of a partnership, of one of its leads and sales, or of a program with somebody who is not in it yet: affiliate knows who
//! stands on its sides, messaging keeps it.

use affiliate::{Affiliate, Approach, ConversionNews, PartnershipView};
use contracts::{
    affiliate::{ConversionId, PartnershipId, ProgramId},
    identity::OrganisationId,
    messaging::ConversationId,
};
use jiff::Timestamp;
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

/// The lead or sale that a conversation is about, as somebody on one of its sides reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSeen {
    /// The lead or sale.
    pub id: ConversionId,
    /// The partner's partnership.
    pub partnership: PartnershipView,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The shop's own number: its merchant's alone.
    pub number: Option<String>,
}

impl Conversations {
    /// The conversation of a partnership, opened if there is none: for the influencer and the members of the merchant. Whoever else asks is
    /// told that there is nothing.
    pub async fn of_partnership(&self, actor: &Actor, id: PartnershipId) -> Result<ConversationId, FlowsError> {
        let (opener, other) = sides(actor, &self.affiliate.partnership(actor, id).await?);
        self.opened(actor, &OpenConversation { subject: subject(id), opener, other }).await
    }

    /// The conversation of a partnership about a lead or a sale that its influencer is credited with, opened if there is none: for the same.
    pub async fn of_order(&self, actor: &Actor, id: PartnershipId, order: ConversionId) -> Result<ConversationId, FlowsError> {
        let (opener, other) = sides(actor, &self.affiliate.partnership(actor, id).await?);
        self.told(order).await?.filter(|told| told.partnerships.contains(&id)).ok_or(FlowsError::NoConversation)?;
        let subject = Subject { kind: SubjectKind::Order, id: order.as_uuid() };
        self.opened(actor, &OpenConversation { subject, opener, other }).await
    }

    /// What a conversation about a lead or a sale is about, for whoever reads it; none where its influencer is credited no more.
    pub async fn order_of(&self, actor: &Actor, id: ConversationId) -> Result<Option<OrderSeen>, FlowsError> {
        let view = self.messaging.conversation(actor, id).await?;
        let ((Side::Account(influencer), merchant) | (merchant, Side::Account(influencer))) = (view.own, view.other) else {
            return Ok(None);
        };
        let id = ConversionId::from_uuid(view.subject.id);
        let Some(told) = self.told(id).await?.filter(|_told| view.subject.kind == SubjectKind::Order) else { return Ok(None) };
        for partnership_id in told.partnerships {
            let news = self.affiliate.partnership_news(&system(), partnership_id).await?;
            let is_theirs =
                news.is_some_and(|news| (news.account_id, Side::Organisation(news.organisation_id)) == (influencer, merchant));
            if is_theirs {
                let partnership = self.affiliate.partnership(actor, partnership_id).await?;
                let number = (!actor.is(influencer)).then_some(told.order_id);
                return Ok(Some(OrderSeen { id, partnership, occurred_at: told.occurred_at, number }));
            }
        }
        Ok(None)
    }

    /// What a shop told: not the clicks of a day, nor a bonus.
    async fn told(&self, id: ConversionId) -> Result<Option<ConversionNews>, FlowsError> {
        let told = self.affiliate.conversion_news(&system(), id).await?;
        Ok(told.filter(|told| matches!(told.kind.as_str(), "lead" | "sale")))
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

/// Who asks, and whom they talk with.
fn sides(actor: &Actor, partnership: &PartnershipView) -> (Side, Side) {
    let (influencer, merchant) = (Side::Account(partnership.account_id), Side::Organisation(partnership.organisation_id));
    if actor.is(partnership.account_id) { (influencer, merchant) } else { (merchant, influencer) }
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
