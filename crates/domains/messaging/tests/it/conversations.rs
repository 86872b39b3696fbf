//! One conversation of two sides about one thing, and the list of them.

use contracts::identity::OrganisationId;
use futures::future::join_all;
use kernel::{AccountId, Actor, PageRequest};
use messaging::{MessagingError, Side, Subject, SubjectKind};
use uuid::Uuid;

use crate::stage::{Stage, side, subject};

#[tokio::test]
async fn whoever_opens_it_it_is_one_conversation() {
    let stage = Stage::new().await;
    let (shop, person, about) = (Side::Organisation(stage.organisation), side(&stage.influencer), subject());
    let id = stage.open(&stage.merchant, shop, person, about).await.unwrap();
    assert_eq!(stage.open(&stage.influencer, person, shop, about).await.unwrap(), id);
    assert_eq!(stage.open(&Actor::system("test"), person, shop, about).await.unwrap(), id);
    let other_subjects = [subject(), Subject { kind: SubjectKind::Order, id: about.id }];
    for other in other_subjects {
        assert_ne!(stage.open(&stage.merchant, shop, person, other).await.unwrap(), id);
    }
    assert_eq!(stage.told("conversation-opened").await, 3);
    let seen = stage.messaging.conversation(&stage.colleague, id).await.unwrap();
    assert_eq!((seen.own, seen.other, seen.other_name.as_str()), (shop, person, "Afi"));
    let seen = stage.messaging.conversation(&stage.influencer, id).await.unwrap();
    assert_eq!((seen.own, seen.other, seen.other_name.as_str(), seen.subject), (person, shop, "Karité du Sahel", about));
}

#[tokio::test]
async fn twenty_who_open_at_once_open_one() {
    let stage = Stage::new().await;
    let (shop, person, about) = (Side::Organisation(stage.organisation), side(&stage.influencer), subject());
    let system = Actor::system("test");
    let opened = join_all((0..20).map(|turn| {
        let (one, other) = if turn % 2 == 0 { (shop, person) } else { (person, shop) };
        stage.open(&system, one, other, about)
    }))
    .await;
    let first = *opened[0].as_ref().unwrap();
    assert!(opened.into_iter().all(|id| id.unwrap() == first));
    assert_eq!(stage.count("SELECT count(*) FROM messaging.conversation").await, 1);
    assert_eq!(stage.count("SELECT count(*) FROM messaging.side").await, 2);
    assert_eq!(stage.told("conversation-opened").await, 1);
}

#[tokio::test]
async fn nobody_opens_for_others_with_themselves_or_with_nobody() {
    let stage = Stage::new().await;
    let (shop, person) = (Side::Organisation(stage.organisation), side(&stage.influencer));
    let stranger = stage.account("Kofi").await;
    let not_found = stage.open(&stranger, shop, person, subject()).await;
    assert!(matches!(not_found, Err(MessagingError::NotFound)));
    let anonymous = stage.open(&Actor::anonymous(kernel::Locale::Fr), shop, person, subject()).await;
    assert!(matches!(anonymous, Err(MessagingError::Forbidden(_))));
    for other in [shop, side(&stage.merchant), side(&stage.colleague)] {
        let same = stage.open(&stage.merchant, shop, other, subject()).await;
        assert!(matches!(same, Err(MessagingError::Invalid(fields)) if fields[0].code == "messaging-same-side"));
    }
    for nobody in [Side::Account(AccountId::generate()), Side::Organisation(OrganisationId::generate())] {
        assert!(matches!(stage.open(&stage.merchant, shop, nobody, subject()).await, Err(MessagingError::NotFound)));
    }
}

#[tokio::test]
async fn a_person_opens_twenty_a_day_and_finds_old_ones_as_often_as_they_like() {
    let stage = Stage::new().await;
    let (shop, person) = (Side::Organisation(stage.organisation), side(&stage.influencer));
    let about = subject();
    for turn in 0..20 {
        let about = if turn == 0 { about } else { subject() };
        stage.open(&stage.influencer, person, shop, about).await.unwrap();
    }
    stage.open(&stage.influencer, person, shop, about).await.unwrap();
    let refused = stage.open(&stage.influencer, person, shop, subject()).await;
    assert!(matches!(refused, Err(MessagingError::TooManyConversations)));
    stage.open(&Actor::system("test"), person, shop, subject()).await.unwrap();
    stage.clock.advance(jiff::SignedDuration::from_hours(25));
    stage.open(&stage.influencer, person, shop, subject()).await.unwrap();
}

#[tokio::test]
async fn a_list_walks_from_the_latest_active_to_the_oldest_each_once() {
    let stage = Stage::new().await;
    let mut ids = Vec::new();
    for _ in 0..7 {
        stage.clock.advance(jiff::SignedDuration::from_secs(1));
        ids.push(stage.conversation().await);
    }
    stage.clock.advance(jiff::SignedDuration::from_secs(1));
    stage.say(&stage.influencer, ids[2], "Bonjour").await;
    let wanted: Vec<_> = [2, 6, 5, 4, 3, 1, 0].into_iter().map(|place: usize| ids[place]).collect();
    for reader in [&stage.merchant, &stage.colleague, &stage.influencer] {
        let (mut seen, mut page) = (Vec::new(), PageRequest::new(Some(3), None));
        loop {
            let found = stage.messaging.conversations(reader, &page).await.unwrap();
            seen.extend(found.items.into_iter().map(|view| view.id));
            let Some(next) = found.next else { break };
            page = PageRequest::new(Some(3), Some(next));
        }
        assert_eq!(seen, wanted);
    }
    let stranger = stage.account("Kofi").await;
    assert!(stage.messaging.conversations(&stranger, &PageRequest::first()).await.unwrap().items.is_empty());
    let forged = PageRequest::new(None, Some(kernel::Cursor::after(&"x")));
    assert!(matches!(stage.messaging.conversations(&stage.merchant, &forged).await, Err(MessagingError::Invalid(_))));
}

#[tokio::test]
async fn who_leaves_an_organisation_reads_no_more_and_who_joins_reads_all() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    stage.say(&stage.colleague, id, "Bonjour Afi").await;
    stage
        .execute(
            "DELETE FROM identity.organisation_member WHERE account_id = $1",
            &[stage.colleague.account_id().unwrap().as_uuid()],
        )
        .await;
    assert!(matches!(stage.messaging.conversation(&stage.colleague, id).await, Err(MessagingError::NotFound)));
    assert!(matches!(stage.try_say(&stage.colleague, id, "Encore").await, Err(MessagingError::NotFound)));
    let newcomer = stage.account("Inès").await;
    assert!(matches!(stage.messaging.conversation(&newcomer, id).await, Err(MessagingError::NotFound)));
    stage.join(stage.organisation, &newcomer).await;
    assert_eq!(stage.texts(&newcomer, id).await, ["Bonjour Afi"]);
}

#[tokio::test]
async fn the_database_refuses_a_second_conversation_and_sides_in_the_wrong_order() {
    let stage = Stage::new().await;
    stage.conversation().await;
    let twice = sqlx::query(
        "INSERT INTO messaging.conversation (id, subject_kind, subject_id, first_kind, first_id, second_kind, second_id, opened_at)
         SELECT $1, subject_kind, subject_id, first_kind, first_id, second_kind, second_id, opened_at FROM messaging.conversation",
    );
    let twice = twice.bind(Uuid::now_v7()).execute(stage.db.pool()).await.unwrap_err();
    assert_eq!(twice.as_database_error().unwrap().constraint(), Some("conversation_once_key"));
    let turned = sqlx::query(
        "INSERT INTO messaging.conversation (id, subject_kind, subject_id, first_kind, first_id, second_kind, second_id, opened_at)
         SELECT $1, subject_kind, $1, second_kind, second_id, first_kind, first_id, opened_at FROM messaging.conversation",
    );
    let turned = turned.bind(Uuid::now_v7()).execute(stage.db.pool()).await.unwrap_err();
    assert_eq!(turned.as_database_error().unwrap().constraint(), Some("conversation_sides_in_order"));
}
