//! Who has nothing to do with a conversation learns not even that it is there; the staff neither, until a message is reported.

use contracts::{
    media::AssetId,
    messaging::{ConversationId, MessageId},
};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Locale, PageRequest};
use messaging::{Decision, MessagingError};

use crate::stage::{Stage, narrowed, reported, said, side, subject};

/// Every method that is about a conversation of others, with what it says to this person.
async fn everything(
    stage: &Stage,
    actor: &Actor,
    id: ConversationId,
    message: MessageId,
    asset: AssetId,
) -> Vec<(&'static str, Result<(), MessagingError>)> {
    let (m, first) = (&stage.messaging, PageRequest::first());
    vec![
        ("conversation", m.conversation(actor, id).await.map(drop)),
        ("messages", m.messages(actor, id, &first).await.map(drop)),
        ("message", m.message(actor, message).await.map(drop)),
        ("send", m.send(actor, &said(id, "Bonjour")).await.map(drop)),
        ("withdraw", m.withdraw(actor, message).await.map(drop)),
        ("require_attachment", m.require_attachment(actor, message, asset).await),
        ("mark_read", m.mark_read(actor, id, 1).await.map(drop)),
        ("offer_sharing", m.offer_sharing(actor, id).await.map(drop)),
        ("accept_sharing", m.accept_sharing(actor, id).await.map(drop)),
        ("stop_sharing", m.stop_sharing(actor, id).await.map(drop)),
        ("block", m.block(actor, id).await.map(drop)),
        ("unblock", m.unblock(actor, id).await.map(drop)),
        ("report", m.report(actor, &reported(message)).await.map(drop)),
        ("channel", m.channel(actor, id).await.map(drop)),
    ]
}

/// Every method that only the staff may use.
async fn staff_only(stage: &Stage, actor: &Actor, id: ConversationId) -> Vec<(&'static str, Result<(), MessagingError>)> {
    let (m, first) = (&stage.messaging, PageRequest::first());
    vec![
        ("reports", m.reports(actor, &first).await.map(drop)),
        ("reported_conversation", m.reported_conversation(actor, id, &first).await.map(drop)),
        ("decide", m.decide(actor, contracts::messaging::MessageReportId::generate(), &Decision::Dismiss).await),
        ("lift_bar", m.lift_bar(actor, AccountId::generate()).await),
    ]
}

#[tokio::test]
async fn a_stranger_a_neighbour_and_the_staff_find_nothing() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let asset = stage.file(&stage.merchant, "document", "ready").await;
    let command = messaging::SendMessage { attachments: vec![asset], ..said(id, "Bonjour") };
    let message = stage.messaging.send(&stage.merchant, &command).await.unwrap().id;
    let (stranger, neighbour, moderator) = (stage.account("Kofi").await, stage.account("Inès").await, stage.moderator().await);
    stage.organisation_of(&[&neighbour]).await;
    stage.open(&neighbour, side(&neighbour), side(&stage.influencer), subject()).await.unwrap();
    for actor in [&stranger, &neighbour, &moderator] {
        for (method, result) in everything(&stage, actor, id, message, asset).await {
            assert!(matches!(result, Err(MessagingError::NotFound)), "{method}: {result:?}");
        }
        let nobody = everything(&stage, actor, ConversationId::generate(), MessageId::generate(), asset).await;
        assert!(nobody.iter().all(|(_, result)| matches!(result, Err(MessagingError::NotFound))), "as where there is nothing");
        assert_eq!(stage.messaging.unread(actor).await.unwrap().count, 0);
        stage.clock.advance(SignedDuration::from_mins(2));
    }
    assert_eq!(stage.texts(&stage.influencer, id).await, ["Bonjour"], "nothing changed");
    assert_eq!(stage.told("message-sent").await, 1);
}

#[tokio::test]
async fn who_is_not_signed_in_or_has_a_narrow_key_is_refused_before_anything_is_looked_at() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let message = stage.say(&stage.merchant, id, "Bonjour").await.id;
    for actor in [&Actor::anonymous(Locale::Fr), &narrowed(&stage.merchant), &narrowed(&stage.influencer)] {
        for (method, result) in everything(&stage, actor, id, message, AssetId::generate()).await {
            assert!(matches!(result, Err(MessagingError::Forbidden(_))), "{method}: {result:?}");
        }
        for (method, result) in [
            ("conversations", stage.messaging.conversations(actor, &PageRequest::first()).await.map(drop)),
            ("unread", stage.messaging.unread(actor).await.map(drop)),
            ("search", stage.messaging.search(actor, "bonjour").await.map(drop)),
            ("list_channels", stage.messaging.list_channels(actor).await.map(drop)),
        ] {
            assert!(matches!(result, Err(MessagingError::Forbidden(_))), "{method}: {result:?}");
        }
    }
}

#[tokio::test]
async fn what_is_the_staffs_is_for_nobody_else() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let message = stage.say(&stage.merchant, id, "Bonjour").await.id;
    stage.report(&stage.influencer, message).await;
    for actor in [&Actor::anonymous(Locale::Fr), &stage.merchant, &stage.influencer, &stage.account("Kofi").await] {
        for (method, result) in staff_only(&stage, actor, id).await {
            assert!(matches!(result, Err(MessagingError::Forbidden(_))), "{method}: {result:?}");
        }
    }
}
