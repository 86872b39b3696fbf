//! What is forgotten with an account, and with time.

use contracts::identity::AccountDeleted;
use jiff::SignedDuration;
use kernel::{Actor, PageRequest};
use messaging::{Decision, MessagingError, SendMessage, Side};
use platform::jobs::run_due;

use crate::stage::{Stage, said, side, subject};

async fn erase(stage: &Stage, actor: &Actor) {
    let account_id = actor.account_id().unwrap();
    stage.execute("DELETE FROM identity.account WHERE id = $1", &[account_id.as_uuid()]).await;
    for _ in 0..2 {
        let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
        tx.emit(&AccountDeleted { account_id }).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&stage.db, &stage.registry()).await.unwrap();
    }
}

/// Lets hours pass, and what happens by itself happen.
async fn after(stage: &Stage, hours: i64) {
    stage.clock.advance(SignedDuration::from_hours(hours));
    run_due(&stage.db, &stage.registry()).await.unwrap();
}

#[tokio::test]
async fn an_erased_influencer_leaves_what_was_written_without_a_name_and_nobody_writes_there_any_more() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let asset = stage.file(&stage.influencer, "image", "ready").await;
    let command = SendMessage { attachments: vec![asset], ..said(id, "Voici la photo") };
    let sent = stage.messaging.send(&stage.influencer, &command).await.unwrap();
    let answer = stage.say(&stage.merchant, id, "Merci").await;
    stage.report(&stage.influencer, answer.id).await;
    stage.messaging.mark_read(&stage.influencer, id, 2).await.unwrap();
    stage.messaging.block(&stage.influencer, id).await.unwrap();
    erase(&stage, &stage.influencer).await;
    let seen = stage.messaging.message(&stage.merchant, sent.id).await.unwrap();
    assert_eq!((seen.text.as_str(), seen.author.id, seen.author.name.as_str()), ("Voici la photo", None, ""));
    assert!(seen.attachments.is_empty(), "the files go with the account");
    let view = stage.messaging.conversation(&stage.merchant, id).await.unwrap();
    assert!(view.closed && !view.blocked);
    assert!(matches!(stage.try_say(&stage.merchant, id, "Allô ?").await, Err(MessagingError::Closed)));
    let left = stage.count(
        "SELECT (SELECT count(*) FROM messaging.read_marker) + (SELECT count(*) FROM messaging.block)
              + (SELECT count(*) FROM messaging.report WHERE reporter_id IS NOT NULL)
              + (SELECT count(*) FROM messaging.message WHERE author_id IS NULL AND digest IS NOT NULL)",
    );
    assert_eq!(left.await, 0);
    after(&stage, 24 * 364).await;
    assert_eq!(stage.texts(&stage.merchant, id).await.len(), 2);
    after(&stage, 48).await;
    assert!(matches!(stage.messaging.conversation(&stage.merchant, id).await, Err(MessagingError::NotFound)));
    assert_eq!(stage.count("SELECT count(*) FROM messaging.message").await, 0);
}

#[tokio::test]
async fn an_erased_member_leaves_the_organisation_its_conversations() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    stage.say(&stage.merchant, id, "Bonjour").await;
    let private = stage.open(&stage.merchant, side(&stage.merchant), side(&stage.influencer), subject()).await.unwrap();
    erase(&stage, &stage.merchant).await;
    stage.say(&stage.colleague, id, "Je prends la suite").await;
    assert!(!stage.messaging.conversation(&stage.influencer, id).await.unwrap().closed);
    assert!(stage.messaging.conversation(&stage.influencer, private).await.unwrap().closed);
    let opened = stage.count("SELECT count(*) FROM messaging.conversation WHERE opened_by IS NOT NULL").await;
    assert_eq!(opened, 0);
    let again = stage.open(&stage.colleague, Side::Organisation(stage.organisation), side(&stage.influencer), subject()).await;
    assert!(again.is_ok());
}

#[tokio::test]
async fn what_its_time_is_over_of_is_forgotten() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let command = said(id, "Envoyez vos codes");
    let bad = stage.messaging.send(&stage.merchant, &command).await.unwrap();
    let report = stage.report(&stage.influencer, bad.id).await;
    let staff = stage.moderator().await;
    let decision = Decision::Bar { reason: "Fraude".into(), until: stage.db.now() + SignedDuration::from_hours(24) };
    stage.messaging.decide(&staff, report, &decision).await.unwrap();
    after(&stage, 47).await;
    assert_eq!(stage.messaging.send(&stage.merchant, &command).await.unwrap().id, bad.id);
    after(&stage, 2).await;
    assert!(
        matches!(stage.messaging.send(&stage.merchant, &command).await, Err(MessagingError::IdUsed)),
        "two days later it is not known again"
    );
    let said = "SELECT count(*) FROM messaging.report WHERE said <> ''";
    assert_eq!(stage.count(said).await, 1);
    after(&stage, 24 * 90).await;
    assert_eq!(stage.count(said).await, 0);
    assert_eq!(stage.count("SELECT count(*) FROM messaging.bar").await, 1);
    after(&stage, 24 * 365).await;
    assert_eq!(stage.count("SELECT count(*) FROM messaging.bar").await, 0);
    assert_eq!(
        stage.messaging.conversations(&stage.merchant, &PageRequest::first()).await.unwrap().items.len(),
        1,
        "what is open stays"
    );
}
