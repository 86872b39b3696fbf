//! What each person has not read yet.

use jiff::SignedDuration;
use messaging::{MessagingError, UnreadCount};

use crate::stage::Stage;

const fn unread(count: i64) -> UnreadCount {
    UnreadCount { count, more: false }
}

#[tokio::test]
async fn everybody_has_their_own_count_of_what_others_wrote() {
    let stage = Stage::new().await;
    let (one, other) = (stage.conversation().await, stage.conversation().await);
    stage.say(&stage.merchant, one, "Bonjour").await;
    stage.say(&stage.merchant, one, "Êtes-vous là ?").await;
    let answer = stage.say(&stage.influencer, one, "Oui").await;
    stage.say(&stage.influencer, other, "Et pour ceci ?").await;
    let counts = async || {
        let mut counts = Vec::new();
        for person in [&stage.merchant, &stage.colleague, &stage.influencer] {
            let first = stage.messaging.conversation(person, one).await.unwrap().unread;
            counts.push((first, stage.messaging.unread(person).await.unwrap().count));
        }
        counts
    };
    assert_eq!(counts().await, [(1, 2), (3, 4), (2, 2)]);
    let seen = stage.messaging.mark_read(&stage.merchant, one, answer.number).await.unwrap();
    assert_eq!((seen.unread, seen.last_number), (0, 3));
    assert_eq!(counts().await, [(0, 1), (3, 4), (2, 2)], "a colleague reads for themselves");
    assert_eq!(stage.messaging.conversation(&stage.influencer, one).await.unwrap().read_by_other, 3);
    assert_eq!(stage.messaging.conversation(&stage.merchant, one).await.unwrap().read_by_other, 0);
}

#[tokio::test]
async fn a_marker_only_moves_forward_and_never_past_the_last_message() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    for text in ["un", "deux", "trois"] {
        stage.say(&stage.merchant, id, text).await;
    }
    let read = async |number| stage.messaging.mark_read(&stage.influencer, id, number).await.unwrap().unread;
    assert_eq!(read(2).await, 1);
    assert_eq!(read(1).await, 1);
    assert_eq!(read(-5).await, 1);
    assert_eq!(read(i64::MAX).await, 0);
    assert_eq!(stage.told("conversation-read").await, 2);
    stage.say(&stage.merchant, id, "quatre").await;
    assert_eq!(stage.messaging.unread(&stage.influencer).await.unwrap(), unread(1));
    let back = sqlx::query("UPDATE messaging.read_marker SET number = 1").execute(stage.db.pool()).await.unwrap_err();
    assert_eq!(back.as_database_error().unwrap().constraint(), Some("read_marker_forward"));
}

#[tokio::test]
async fn what_was_withdrawn_or_hidden_is_not_waited_for() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let (gone, bad) = (stage.say(&stage.merchant, id, "un").await, stage.say(&stage.merchant, id, "deux").await);
    stage.say(&stage.merchant, id, "trois").await;
    stage.messaging.withdraw(&stage.merchant, gone.id).await.unwrap();
    let report = stage.report(&stage.influencer, bad.id).await;
    let decision = messaging::Decision::Hide { reason: "Tentative de fraude".into() };
    stage.messaging.decide(&stage.moderator().await, report, &decision).await.unwrap();
    assert_eq!(stage.messaging.unread(&stage.influencer).await.unwrap(), unread(1));
    assert_eq!(stage.messaging.conversation(&stage.influencer, id).await.unwrap().unread, 1);
}

#[tokio::test]
async fn a_badge_counts_to_ninety_nine() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        let id = stage.conversation().await;
        for _ in 0..25 {
            stage.say(&stage.merchant, id, "Bonjour").await;
        }
        stage.clock.advance(SignedDuration::from_mins(1));
    }
    assert_eq!(stage.messaging.unread(&stage.influencer).await.unwrap(), unread(75));
    let id = stage.conversation().await;
    for _ in 0..24 {
        stage.say(&stage.merchant, id, "Bonjour").await;
    }
    assert_eq!(stage.messaging.unread(&stage.influencer).await.unwrap(), unread(99));
    stage.say(&stage.merchant, id, "Bonjour").await;
    assert_eq!(stage.messaging.unread(&stage.influencer).await.unwrap(), UnreadCount { count: 99, more: true });
    assert!(matches!(stage.messaging.mark_read(&stage.account("Kofi").await, id, 1).await, Err(MessagingError::NotFound)));
}
