//! Conversations about a sale: between whom, about which, and who learns its number.

use affiliate::{Answer, ReportSale};
use contracts::{
    affiliate::{ConversionId, PartnershipId},
    messaging::ConversationId,
};
use flows::{Conversations, FlowsError};
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};
use messaging::SubjectKind;

use crate::{
    World,
    books::sale,
    trade::{Partner, Trade, visitor},
};

/// A merchant with a partner, and their conversations.
struct Talk {
    world: World,
    trade: Trade,
    partner: Partner,
    conversations: Conversations,
}

impl Talk {
    async fn new() -> Self {
        let world = World::new().await;
        let trade = world.trade().await;
        let partner = trade.partner_in(trade.open_in(kernel::Currency::Mad).await).await;
        let (db, affiliate, messaging) = (trade.db.clone(), trade.affiliate.clone(), world.messaging.clone());
        Self { conversations: Conversations { db, affiliate, messaging }, world, trade, partner }
    }

    /// A sale; of the partner's if it comes from a click.
    async fn sold(&self, order: &str, clicks: Vec<String>) -> ConversionId {
        let told = ReportSale { clicks, ..sale(order, 100_000) };
        self.trade.affiliate.report_sale(&self.trade.owner, self.partner.program_id, &told).await.unwrap().id
    }

    async fn about(&self, actor: &Actor, id: PartnershipId, order: ConversionId) -> Result<ConversationId, FlowsError> {
        self.conversations.of_order(actor, id, order).await
    }
}

#[tokio::test]
async fn either_side_opens_the_conversation_of_a_sale_and_it_is_the_same_one() {
    let talk = Talk::new().await;
    let order = talk.sold("1001", vec![talk.trade.click("afi-the").await]).await;
    let (partner, id) = (&talk.partner.actor, talk.partner.id);
    let opened = talk.about(partner, id, order).await.unwrap();
    for actor in [partner, &talk.trade.owner, &talk.trade.member] {
        assert_eq!(talk.about(actor, id, order).await.unwrap(), opened);
    }
    let view = talk.world.messaging.conversation(partner, opened).await.unwrap();
    assert_eq!((view.subject.kind, view.subject.id), (SubjectKind::Order, order.as_uuid()));
    assert_ne!(talk.conversations.of_partnership(partner, id).await.unwrap(), opened, "beside that of the partnership");
    let another = talk.sold("1002", vec![talk.trade.click("afi-the").await]).await;
    assert_ne!(talk.about(&talk.trade.owner, id, another).await.unwrap(), opened, "each sale has its own");
}

#[tokio::test]
async fn only_the_merchant_reads_the_number_of_the_order_there() {
    let talk = Talk::new().await;
    let order = talk.sold("1001", vec![talk.trade.click("afi-the").await]).await;
    let (partner, id) = (&talk.partner.actor, talk.partner.id);
    let opened = talk.about(partner, id, order).await.unwrap();
    for (actor, number) in [(partner, None), (&talk.trade.owner, Some("1001")), (&talk.trade.member, Some("1001"))] {
        let seen = talk.conversations.order_of(actor, opened).await.unwrap().unwrap();
        assert_eq!((seen.number.as_deref(), seen.partnership.id, seen.id), (number, id, order));
    }
    for actor in [&talk.trade.stranger().await, &visitor()] {
        assert!(talk.conversations.order_of(actor, opened).await.is_err());
    }
    let plain = talk.conversations.of_partnership(partner, id).await.unwrap();
    assert_eq!(talk.conversations.order_of(partner, plain).await.unwrap(), None, "it is about no order");
    let page = talk.world.messaging.conversations(partner, &PageRequest::first()).await.unwrap();
    let listed = serde_json::to_string(&page.items).unwrap();
    assert!(!listed.contains("1001"), "{listed}");
}

#[tokio::test]
async fn nobody_opens_it_about_a_sale_that_is_not_the_partners_or_between_others() {
    let talk = Talk::new().await;
    let theirs = talk.sold("1001", vec![talk.trade.click("afi-the").await]).await;
    let nobodys = talk.sold("1002", Vec::new()).await;
    let (partner, id) = (&talk.partner.actor, talk.partner.id);
    let second = talk.trade.influencer("Ama", "GH", 900).await;
    let others = talk.trade.affiliate.ask(&second, talk.partner.program_id, "").await.unwrap();
    talk.trade.affiliate.answer(&talk.trade.owner, others, Answer::Accept(None), "").await.unwrap();
    let stranger = talk.trade.stranger().await;
    for (who, actor, id, order, kind) in [
        ("of nobody's sale", partner, id, nobodys, ErrorKind::NotFound),
        ("of none", partner, id, ConversionId::generate(), ErrorKind::NotFound),
        ("of another partner's sale", &second, others, theirs, ErrorKind::NotFound),
        ("as another partner", &second, id, theirs, ErrorKind::NotFound),
        ("the merchant with another partner", &talk.trade.owner, others, theirs, ErrorKind::NotFound),
        ("a stranger", &stranger, id, theirs, ErrorKind::NotFound),
        ("nobody", &visitor(), id, theirs, ErrorKind::Unauthenticated),
    ] {
        assert_eq!(talk.about(actor, id, order).await.unwrap_err().kind(), kind, "{who}");
    }
    let page = talk.world.messaging.conversations(partner, &PageRequest::first()).await.unwrap();
    assert!(page.items.iter().all(|view| view.subject.kind != SubjectKind::Order), "nothing was opened");
}
