//! What is forgotten, and what is found again.

use contracts::identity::AccountDeleted;
use webhooks::DeliveryState;

use crate::{DAY, MINUTE, World, receiver::Answer};

pub(crate) async fn rows(world: &World, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM webhooks.{table}"));
    sqlx::query_scalar(sql).fetch_one(world.db.db().pool()).await.unwrap()
}

#[tokio::test]
async fn after_thirty_days_a_message_is_forgotten_with_its_attempts() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    world.publish(owner, "A-1").await;
    world.settle().await;
    world.after(DAY * 15).await;
    world.publish(owner, "A-2").await;
    world.settle().await;
    world.after(DAY * 15).await;
    assert_eq!(world.log(&afi, id).await.len(), 2);
    world.after(MINUTE * 30).await;
    assert_eq!(world.log(&afi, id).await.len(), 1);
    for table in ["messages", "deliveries", "attempts"] {
        assert_eq!(rows(&world, table).await, 1, "{table}");
    }
}

#[tokio::test]
async fn what_a_lost_job_left_behind_is_found_again() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    world.receiver.answer_next(Answer::status(500));
    world.publish(owner, "A-1").await;
    world.settle().await;
    world.db.script("DELETE FROM platform.jobs WHERE name = 'webhooks.deliver'".into()).await;
    world.after(MINUTE * 5).await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Pending]);
    world.after(MINUTE * 30).await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Delivered]);
}

#[tokio::test]
async fn of_an_erased_account_nothing_is_kept_and_of_others_everything() {
    let world = World::new().await;
    let ((afi, own), (kossi, other)) = (world.person("afi").await, world.person("kossi").await);
    world.endpoint(&afi, own, "/").await;
    let (kept, _) = world.endpoint(&kossi, other, "/").await;
    for owner in [own, other] {
        world.publish(owner, "A-1").await;
    }
    world.settle().await;
    let mut tx = world.db.db().begin(&kernel::Actor::system("test")).await.unwrap();
    tx.emit(&AccountDeleted { account_id: afi.account_id().unwrap() }).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    world.after(MINUTE * 30).await;
    for table in ["endpoints", "messages", "deliveries", "attempts"] {
        assert_eq!(rows(&world, table).await, 1, "{table}");
    }
    assert_eq!(world.log(&kossi, kept).await.len(), 1);
}

#[tokio::test]
async fn an_old_secret_is_forgotten_when_it_signs_no_more() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    world.webhooks.rotate_secret(&afi, id).await.unwrap();
    let kept = async || {
        let sql = "SELECT count(*) FROM webhooks.endpoints WHERE old_secret_sealed IS NOT NULL";
        sqlx::query_scalar::<_, i64>(sql).fetch_one(world.db.db().pool()).await.unwrap()
    };
    world.after(MINUTE * 30).await;
    assert_eq!(kept().await, 1);
    world.after(DAY).await;
    assert_eq!(kept().await, 0);
}
