//! Who is told that an account is gone.

use contracts::identity::AccountDeleted;
use kernel::{Actor, Currency};

use crate::{World, has, trade::Trade};

async fn erase(world: &World, trade: &Trade, who: &Actor) {
    let account_id = who.require_account().unwrap();
    let neutral =
        "UPDATE identity.account SET display_name = 'Compte supprimé', email = $1::text || '@deleted.invalid', locked_at = now(),
                   deleted_at = now(), bio = '' WHERE id = $1";
    sqlx::query(neutral).bind(account_id.as_uuid()).execute(trade.db.pool()).await.unwrap();
    let mut tx = trade.db.begin(&Actor::system("test")).await.unwrap();
    tx.emit(&AccountDeleted { account_id }).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
}

#[tokio::test]
async fn a_merchant_learns_that_a_partner_left_and_reads_no_name() {
    let world = World::new().await;
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(Currency::Mad).await).await;
    world.settle().await;
    erase(&world, &trade, &partner.actor).await;
    assert_eq!(world.noticed(&trade.owner, "est terminé").await, 1);
    assert_eq!(world.noticed(&trade.member, "est terminé").await, 0, "who only looks is not");
    let owner = trade.owner.require_account().unwrap().as_uuid().simple().to_string();
    let letters = world.letters(&owner).await;
    assert_eq!(
        (has(&letters, "Afi"), has(&letters, "Compte supprimé est terminé")),
        (1, 1),
        "she asked, nobody ended it: {letters:?}"
    );
    erase(&world, &trade, &partner.actor).await;
    assert_eq!(world.noticed(&trade.owner, "est terminé").await, 1, "once");
}
