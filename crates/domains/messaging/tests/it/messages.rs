//! Sending once, masked; reading page by page; taking back.

use contracts::media::AssetId;
use futures::future::join_all;
use jiff::SignedDuration;
use kernel::{Actor, PageRequest};
use messaging::{MessageState, MessagingError, SendMessage, filter::Kind};
use platform::Db;

use crate::stage::{Stage, said, side, subject};

#[tokio::test]
async fn what_one_side_writes_the_other_reads() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let sent = stage.say(&stage.merchant, id, "  Bonjour,\r\nvoulez-vous tester le karité ?  ").await;
    assert_eq!((sent.number, sent.own, sent.own_side, sent.author.name.as_str()), (1, true, true, "Salma"));
    assert_eq!(sent.text, "Bonjour,\nvoulez-vous tester le karité ?");
    stage.say(&stage.influencer, id, "Avec plaisir").await;
    assert_eq!(stage.texts(&stage.colleague, id).await, ["Avec plaisir", "Bonjour,\nvoulez-vous tester le karité ?"]);
    let seen = stage.messaging.message(&stage.colleague, sent.id).await.unwrap();
    assert_eq!((seen.own, seen.own_side), (false, true));
    let seen = stage.messaging.message(&stage.influencer, sent.id).await.unwrap();
    assert_eq!((seen.own, seen.own_side), (false, false));
    assert_eq!(stage.told("message-sent").await, 2);
}

#[tokio::test]
async fn personal_data_is_masked_before_it_is_stored_and_the_sender_is_told() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let sent =
        stage.say(&stage.influencer, id, "Écris à kossi@exemple.tg ou au quatre-vingt-dix douze 34 56, pour 12 500 FCFA").await;
    assert_eq!(sent.masked, [Kind::Phone, Kind::Email]);
    assert_eq!(sent.text, "Écris à ••• ou au •••, pour 12 500 FCFA");
    assert_eq!(stage.messaging.message(&stage.influencer, sent.id).await.unwrap().masked, sent.masked);
    let kept =
        stage.count("SELECT count(*) FROM messaging.message WHERE text LIKE '%kossi%' OR words::text LIKE '%kossi%'").await;
    assert_eq!(kept, 0, "the original is nowhere");
    let events = stage.count("SELECT count(*) FROM platform.outbox WHERE payload::text LIKE '%kossi%'").await;
    assert_eq!(events, 0);
    let plain = stage.say(&stage.influencer, id, "À demain").await;
    assert!(plain.masked.is_empty());
}

#[tokio::test]
async fn the_same_message_sent_again_is_one_and_another_under_its_id_is_refused() {
    let stage = Stage::new().await;
    let (id, elsewhere) = (stage.conversation().await, stage.conversation().await);
    let first = said(id, "Mon numéro : 90 12 34 56");
    let sent = stage.messaging.send(&stage.influencer, &first).await.unwrap();
    assert_eq!(stage.messaging.send(&stage.influencer, &first).await.unwrap(), sent);
    let others = [
        // Masked, the two read the same: they are told apart all the same.
        SendMessage { text: "Mon numéro : 91 23 45 67".into(), ..first.clone() },
        SendMessage { text: "Autre chose".into(), ..first.clone() },
        SendMessage { conversation_id: elsewhere, ..first.clone() },
    ];
    for other in others {
        assert!(matches!(stage.messaging.send(&stage.influencer, &other).await, Err(MessagingError::IdUsed)));
    }
    let by_another = stage.messaging.send(&stage.merchant, &first).await.unwrap();
    assert_ne!(by_another.id, sent.id, "an id is one's own");
    assert_eq!(stage.texts(&stage.influencer, id).await.len(), 2);
    stage.clock.advance(SignedDuration::from_hours(49));
    platform::jobs::run_due(&stage.db, &stage.registry()).await.unwrap();
}

#[tokio::test]
async fn a_message_that_comes_ten_times_at_once_is_one_and_numbers_have_no_gaps() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let (same, others) = (said(id, "Bonjour"), ["a1", "b2", "c3", "d4"].map(|text| said(id, text)));
    let commands: Vec<&SendMessage> = std::iter::repeat_n(&same, 10).chain(&others).collect();
    let sent = join_all(commands.into_iter().map(|command| stage.messaging.send(&stage.merchant, command))).await;
    let mut numbers: Vec<i64> = sent.into_iter().map(|sent| sent.unwrap().number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert_eq!(stage.told("message-sent").await, 5);
}

#[tokio::test]
async fn messages_are_read_page_by_page_the_newest_first() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    for number in 1..=7 {
        stage.say(&stage.influencer, id, &format!("message {number}")).await;
    }
    let (mut seen, mut page) = (Vec::new(), PageRequest::new(Some(3), None));
    loop {
        let found = stage.messaging.messages(&stage.merchant, id, &page).await.unwrap();
        seen.extend(found.items.into_iter().map(|message| message.number));
        let Some(next) = found.next else { break };
        page = PageRequest::new(Some(3), Some(next));
        // What comes meanwhile moves no page.
        stage.say(&stage.influencer, id, "encore").await;
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn an_author_takes_a_message_back_within_a_quarter_of_an_hour() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let asset = stage.file(&stage.merchant, "document", "ready").await;
    let command = SendMessage { attachments: vec![asset], ..said(id, "Erreur de tarif") };
    let sent = stage.messaging.send(&stage.merchant, &command).await.unwrap();
    for other in [&stage.colleague, &stage.influencer] {
        assert!(matches!(stage.messaging.withdraw(other, sent.id).await, Err(MessagingError::NotFound)));
    }
    stage.clock.advance(SignedDuration::from_mins(15));
    for _ in 0..2 {
        let gone = stage.messaging.withdraw(&stage.merchant, sent.id).await.unwrap();
        assert_eq!((gone.state, gone.text.as_str(), gone.attachments.len()), (MessageState::Withdrawn, "", 0));
    }
    assert_eq!(stage.told("message-withdrawn").await, 1);
    assert!(matches!(stage.messaging.require_attachment(&stage.merchant, sent.id, asset).await, Err(MessagingError::NotFound)));
    assert_eq!(stage.count("SELECT count(*) FROM messaging.message WHERE text <> '' OR words <> ''").await, 0);
    let late = stage.say(&stage.merchant, id, "Trop tard").await;
    stage.clock.advance(SignedDuration::from_secs(901));
    assert!(matches!(stage.messaging.withdraw(&stage.merchant, late.id).await, Err(MessagingError::TooLate)));
}

#[tokio::test]
async fn what_was_said_cannot_be_changed_in_the_database_either() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    stage.say(&stage.merchant, id, "Dix pour cent").await;
    for change in
        ["text = 'Cinq pour cent'", "number = 9", "place = 'second', author_id = gen_random_uuid()", "created_at = now()"]
    {
        let changed =
            sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE messaging.message SET {change}"))).execute(stage.db.pool()).await;
        assert_eq!(changed.unwrap_err().as_database_error().unwrap().constraint(), Some("message_kept"), "{change}");
    }
}

#[tokio::test]
async fn files_are_ones_own_checked_and_for_both_sides() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let (brief, photo) =
        (stage.file(&stage.merchant, "document", "ready").await, stage.file(&stage.merchant, "image", "ready").await);
    let with = |attachments: Vec<AssetId>| SendMessage { attachments, ..said(id, "") };
    let sent = stage.messaging.send(&stage.merchant, &with(vec![photo, brief])).await.unwrap();
    assert_eq!((sent.text.as_str(), sent.attachments.as_slice()), ("", [photo, brief].as_slice()));
    for reader in [&stage.merchant, &stage.colleague, &stage.influencer] {
        stage.messaging.require_attachment(reader, sent.id, brief).await.unwrap();
    }
    let elsewhere = stage.file(&stage.merchant, "document", "ready").await;
    assert!(matches!(
        stage.messaging.require_attachment(&stage.influencer, sent.id, elsewhere).await,
        Err(MessagingError::NotFound)
    ));
    let unfit = [
        stage.file(&stage.influencer, "document", "ready").await,
        stage.file(&stage.merchant, "document", "checking").await,
        stage.file(&stage.merchant, "document", "rejected").await,
        stage.file(&stage.merchant, "video", "ready").await,
        AssetId::generate(),
    ];
    for asset in unfit {
        let refused = stage.messaging.send(&stage.merchant, &with(vec![brief, asset])).await;
        assert!(matches!(refused, Err(MessagingError::Invalid(fields)) if fields[0].code == "messaging-attachment-file"));
    }
}

#[tokio::test]
async fn thirty_messages_a_minute_and_a_repeated_one_counts_once() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let first = said(id, "un");
    for turn in 0..30 {
        let command = if turn == 0 { first.clone() } else { said(id, "encore") };
        stage.messaging.send(&stage.influencer, &command).await.unwrap();
    }
    assert!(matches!(stage.try_say(&stage.influencer, id, "de trop").await, Err(MessagingError::Limited(_))));
    stage.messaging.send(&stage.influencer, &first).await.unwrap();
    stage.clock.advance(SignedDuration::from_mins(1));
    stage.say(&stage.influencer, id, "de nouveau").await;
}

#[tokio::test]
async fn whom_to_tell_of_a_message_only_the_program_learns() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let sent = stage.say(&stage.influencer, id, "Bonjour").await;
    let system = Actor::system("test");
    let news = stage.messaging.message_news(&system, sent.id).await.unwrap().unwrap();
    let mut wanted = vec![stage.merchant.account_id().unwrap(), stage.colleague.account_id().unwrap()];
    wanted.sort_unstable();
    assert_eq!((news.recipients, news.author_name.as_str(), news.conversation_id), (wanted, "Afi", id));
    let answer = stage.say(&stage.merchant, id, "Bonjour").await;
    let news = stage.messaging.message_news(&system, answer.id).await.unwrap().unwrap();
    assert_eq!(news.recipients, [stage.influencer.account_id().unwrap()]);
    stage.messaging.withdraw(&stage.merchant, answer.id).await.unwrap();
    assert!(stage.messaging.message_news(&system, answer.id).await.unwrap().is_none());
    assert!(matches!(stage.messaging.message_news(&stage.influencer, sent.id).await, Err(MessagingError::Forbidden(_))));
}

#[tokio::test]
async fn one_connection_is_enough_for_every_command() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let db = Db::connect(stage.test_db.connect_options(), 1).await.unwrap().with_clock(stage.db.clock().clone());
    let messaging = messaging::Messaging::new(db.clone(), &platform::Secrets::from_master([7; 32]));
    let sent = messaging.send(&stage.merchant, &said(id, "Bonjour")).await.unwrap();
    messaging.mark_read(&stage.influencer, id, sent.number).await.unwrap();
    messaging.report(&stage.influencer, &crate::stage::reported(sent.id)).await.unwrap();
    for _ in 0..2 {
        messaging.withdraw(&stage.merchant, sent.id).await.unwrap();
    }
    messaging.block(&stage.influencer, id).await.unwrap();
    messaging.unblock(&stage.influencer, id).await.unwrap();
    let mut tx = db.begin(&stage.influencer).await.unwrap();
    let command = messaging::OpenConversation {
        subject: subject(),
        opener: side(&stage.influencer),
        other: messaging::Side::Organisation(stage.organisation),
    };
    messaging.open_in(&mut tx, &command).await.unwrap();
    tx.commit().await.unwrap();
}
