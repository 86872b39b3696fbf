//! Who is told of a sale that is held, rejected or argued about.

use affiliate::{Buyer, FraudCaseView, FraudGround, FraudMode, FraudVerdict, ReportSale};
use kernel::{Actor, Currency, PageRequest};

use crate::{
    World,
    books::sale,
    has,
    trade::{Partner, Trade, dirham},
};

/// A program that holds what speaks against a sale, with a sale that its partner made to themselves.
async fn held(world: &World) -> (Trade, Partner) {
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(Currency::Mad).await).await;
    trade.deposit(dirham(1_000_000)).await;
    let mut policy = trade.affiliate.fraud_policy(&trade.owner, partner.program_id).await.unwrap().policy;
    policy.mode = FraudMode::Enforce;
    trade.affiliate.set_fraud_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
    let clicks = vec![trade.click("afi-the").await];
    let email = format!("{}@example.org", partner.actor.require_account().unwrap().as_uuid().simple());
    let buyer = Buyer { email: Some(email), country: None };
    let told = ReportSale { clicks, ..sale("1001", 100_000) };
    trade.affiliate.report_sale_by(&trade.owner, partner.program_id, &told, &buyer).await.unwrap();
    world.settle().await;
    (trade, partner)
}

async fn case(trade: &Trade, partner: &Partner) -> FraudCaseView {
    let found = trade.affiliate.my_fraud_cases(&partner.actor, partner.id, &PageRequest::first()).await.unwrap();
    found.items.into_iter().next().unwrap()
}

impl World {
    /// The pages of which somebody was told in these words.
    async fn pages_told(&self, actor: &Actor, words: &str) -> Vec<String> {
        let page = self.notifications.notices(actor, &PageRequest::new(Some(50), None)).await.unwrap();
        page.items.into_iter().filter(|notice| notice.title.contains(words)).map(|notice| notice.path).collect()
    }
}

#[tokio::test]
async fn whose_sale_is_held_or_rejected_is_told_and_whoever_decides_is_told_of_it_and_of_the_answer() {
    let world = World::new().await;
    let (trade, partner) = held(&world).await;
    let held = case(&trade, &partner).await;
    let (mine, desk) = (format!("/influenceur/fraude/{}", held.id), format!("/marchand/{}/fraude/{}", trade.merchant, held.id));
    assert_eq!(world.pages_told(&partner.actor, "Une vente est contrôlée chez Thés de l’Atlas").await, [mine.as_str()]);
    assert_eq!(world.pages_told(&trade.owner, "Une vente attend votre décision").await, [desk.as_str()]);
    assert_eq!(world.noticed(&trade.member, "Une vente").await, 0, "who does not decide is not asked to");
    let owner = trade.owner.require_account().unwrap().as_uuid().simple().to_string();
    assert_eq!(has(&world.letters(&owner).await, "attend votre décision"), 1, "by letter too");

    let verdict = FraudVerdict::Reject(FraudGround::OwnPurchase);
    trade.affiliate.decide_fraud_case(&trade.owner, held.id, held.version, verdict, "Après vérification").await.unwrap();
    world.settle().await;
    assert_eq!(world.pages_told(&partner.actor, "ne vous est pas comptée").await, [mine.as_str()]);
    assert_eq!(world.pages_told(&trade.owner, "Une vente").await.len(), 1, "what one decided is no news");

    trade.affiliate.dispute_fraud_case(&partner.actor, held.id, "Ma sœur a payé avec mon adresse.").await.unwrap();
    world.settle().await;
    assert_eq!(world.pages_told(&trade.owner, "Afi répond").await, [desk.as_str()]);
    assert_eq!(world.pages_told(&partner.actor, "vente").await.len(), 2, "who answered knows");
    assert_eq!(world.noticed(&trade.member, "répond").await, 0);
}
