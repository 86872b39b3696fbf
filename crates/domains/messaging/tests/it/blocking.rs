//! A side that does not want to hear from another.

use messaging::{MessagingError, Side};

use crate::stage::{Stage, side, subject};

#[tokio::test]
async fn who_is_blocked_does_not_write_in_any_conversation_and_all_stays_readable() {
    let stage = Stage::new().await;
    let (one, other) = (stage.conversation().await, stage.conversation().await);
    stage.say(&stage.merchant, one, "Bonjour").await;
    let seen = stage.messaging.block(&stage.influencer, one).await.unwrap();
    assert_eq!((seen.blocking, seen.blocked), (true, false));
    for id in [one, other] {
        for member in [&stage.merchant, &stage.colleague] {
            assert!(matches!(stage.try_say(member, id, "Répondez").await, Err(MessagingError::Blocked)));
        }
        assert!(matches!(stage.try_say(&stage.influencer, id, "Non").await, Err(MessagingError::Blocking)));
    }
    assert!(stage.messaging.conversation(&stage.colleague, one).await.unwrap().blocked);
    assert_eq!(stage.texts(&stage.merchant, one).await, ["Bonjour"]);
    assert_eq!(stage.texts(&stage.influencer, one).await, ["Bonjour"]);
    assert!(matches!(stage.messaging.offer_sharing(&stage.merchant, one).await, Err(MessagingError::Blocked)));
    stage.messaging.block(&stage.influencer, other).await.unwrap();
    assert_eq!(stage.audited("messaging.blocked").await, 1, "a second time nothing changes");
    stage.messaging.unblock(&stage.merchant, one).await.unwrap();
    assert!(stage.try_say(&stage.merchant, one, "Bonjour").await.is_err(), "who is blocked does not unblock themselves");
    stage.messaging.unblock(&stage.influencer, other).await.unwrap();
    stage.say(&stage.merchant, one, "Merci").await;
    assert_eq!(stage.audited("messaging.unblocked").await, 1);
}

#[tokio::test]
async fn a_block_is_between_two_sides_and_no_others() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let (kofi, shop) = (stage.account("Kofi").await, Side::Organisation(stage.organisation));
    let with_kofi = stage.open(&kofi, side(&kofi), shop, subject()).await.unwrap();
    let with_merchant = stage.open(&stage.influencer, side(&stage.influencer), side(&stage.merchant), subject()).await.unwrap();
    stage.messaging.block(&stage.influencer, id).await.unwrap();
    stage.say(&kofi, with_kofi, "Bonjour").await;
    stage.say(&stage.merchant, with_kofi, "Bonjour").await;
    stage.say(&stage.merchant, with_merchant, "En mon nom").await;
}
