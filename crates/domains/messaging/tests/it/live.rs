//! What the people of a conversation hear at once.

use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _};
use messaging::MessagingError;
use platform::Bus;

use crate::stage::{Stage, side, subject};

#[tokio::test]
async fn both_sides_hear_that_something_was_said_and_not_what() {
    let stage = Stage::new().await;
    let bus = Bus::start(&stage.db);
    bus.ready().await;
    let id = stage.conversation().await;
    let channel = stage.messaging.channel(&stage.influencer, id).await.unwrap();
    assert_eq!(stage.messaging.channel(&stage.colleague, id).await.unwrap(), channel);
    let lists = stage.messaging.list_channels(&stage.colleague).await.unwrap();
    assert_eq!(lists.len(), 2, "one's own, and the organisation's");
    let own_list = stage.messaging.list_channels(&stage.influencer).await.unwrap();
    let mut heard = bus.subscribe(&channel);
    let mut organisation = bus.subscribe(&lists[1]);
    let mut own = bus.subscribe(&own_list[0]);
    stage.say(&stage.merchant, id, "Bonjour").await;
    for stream in [&mut heard, &mut organisation, &mut own] {
        let message = tokio::time::timeout(Duration::from_secs(10), stream.next()).await.unwrap().unwrap();
        assert_eq!(message, serde_json::json!({}));
    }
    stage.messaging.mark_read(&stage.influencer, id, 1).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), heard.next()).await.unwrap().unwrap();
    tokio::time::timeout(Duration::from_secs(10), own.next()).await.unwrap().unwrap();
    assert!(organisation.next().now_or_never().is_none(), "what one reads is no news of the others' list");
}

#[tokio::test]
async fn a_refused_message_is_heard_by_nobody_and_a_stranger_learns_no_channel() {
    let stage = Stage::new().await;
    let bus = Bus::start(&stage.db);
    bus.ready().await;
    let id = stage.conversation().await;
    let kofi = stage.account("Kofi").await;
    let elsewhere = stage.open(&kofi, side(&kofi), side(&stage.influencer), subject()).await.unwrap();
    assert!(matches!(stage.messaging.channel(&kofi, id).await, Err(MessagingError::NotFound)));
    let mut heard = bus.subscribe(&stage.messaging.channel(&stage.influencer, id).await.unwrap());
    let mut last = bus.subscribe(&stage.messaging.channel(&kofi, elsewhere).await.unwrap());
    assert!(stage.try_say(&kofi, id, "Bonjour").await.is_err());
    assert!(stage.try_say(&stage.merchant, id, " ").await.is_err());
    stage.say(&kofi, elsewhere, "Bonjour").await;
    tokio::time::timeout(Duration::from_secs(10), last.next()).await.unwrap().unwrap();
    assert!(heard.next().now_or_never().is_none());
}
