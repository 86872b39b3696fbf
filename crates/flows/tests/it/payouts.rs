//! Who is told of payouts that nobody asked for.

use contracts::affiliate::PayoutRefused;
use kernel::Actor;

use crate::{World, trade::dirham};

#[tokio::test]
async fn a_partner_is_told_that_they_could_not_be_paid_and_nobody_else_is() {
    let world = World::new().await;
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(kernel::Currency::Mad).await).await;
    world.settle().await;
    let mut tx = trade.db.begin(&Actor::system("test")).await.unwrap();
    tx.emit(&PayoutRefused { partnership_id: partner.id, amount: dirham(12_300) }).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    let words = "Votre versement de 123";
    assert_eq!((world.noticed(&partner.actor, words).await, world.noticed(&trade.owner, words).await), (1, 0));
}
