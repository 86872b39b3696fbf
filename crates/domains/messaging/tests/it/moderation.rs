//! Reports, what the staff sees of them, and what it decides.

use contracts::messaging::MessageReportId;
use futures::future::join_all;
use jiff::SignedDuration;
use kernel::{Actor, PageRequest};
use messaging::{Decision, MessageState, MessagingError, ReportMessage, SendMessage};

use crate::stage::{Stage, reported, said};

fn hide() -> Decision {
    Decision::Hide { reason: "Tentative de fraude".into() }
}

fn bar(stage: &Stage, days: i64) -> Decision {
    Decision::Bar { reason: "Fraude répétée".into(), until: stage.db.now() + SignedDuration::from_hours(24 * days) }
}

async fn queue(stage: &Stage, staff: &Actor) -> Vec<MessageReportId> {
    let page = stage.messaging.reports(staff, &PageRequest::first()).await.unwrap();
    page.items.into_iter().map(|report| report.id).collect()
}

#[tokio::test]
async fn the_staff_reads_a_conversation_only_where_a_message_was_reported_and_each_look_is_written_down() {
    let stage = Stage::new().await;
    let (id, other) = (stage.conversation().await, stage.conversation().await);
    let asset = stage.file(&stage.merchant, "image", "ready").await;
    let command = SendMessage { attachments: vec![asset], ..said(id, "Payez-moi ailleurs") };
    let bad = stage.messaging.send(&stage.merchant, &command).await.unwrap();
    stage.say(&stage.merchant, other, "Bonjour").await;
    let staff = stage.moderator().await;
    let read = async |id| stage.messaging.reported_conversation(&staff, id, &PageRequest::first()).await;
    assert!(matches!(read(id).await, Err(MessagingError::NotFound)));
    let report = stage.report(&stage.influencer, bad.id).await;
    let seen = read(id).await.unwrap().items;
    assert_eq!((seen[0].text.as_str(), seen[0].author.name.as_str()), ("Payez-moi ailleurs", "Salma"));
    stage.messaging.require_attachment(&staff, bad.id, asset).await.unwrap();
    assert!(matches!(read(other).await, Err(MessagingError::NotFound)));
    assert_eq!(stage.audited("messaging.reported-conversation-read").await, 2);
    stage.messaging.decide(&staff, report, &Decision::Dismiss).await.unwrap();
    stage.clock.advance(SignedDuration::from_hours(24 * 29));
    assert!(read(id).await.is_ok());
    stage.clock.advance(SignedDuration::from_hours(48));
    assert!(matches!(read(id).await, Err(MessagingError::NotFound)), "thirty days after the decision it is closed again");
}

#[tokio::test]
async fn a_report_keeps_what_was_said_and_is_made_once_by_the_other_side() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let bad = stage.say(&stage.merchant, id, "Envoyez vos codes").await;
    let own = stage.messaging.report(&stage.colleague, &reported(bad.id)).await;
    assert!(matches!(own, Err(MessagingError::Invalid(fields)) if fields[0].code == "messaging-report-own"));
    let long = ReportMessage { note: "a".repeat(501), ..reported(bad.id) };
    assert!(matches!(stage.messaging.report(&stage.influencer, &long).await, Err(MessagingError::Invalid(_))));
    let report = stage.report(&stage.influencer, bad.id).await;
    assert!(matches!(stage.messaging.report(&stage.influencer, &reported(bad.id)).await, Err(MessagingError::AlreadyReported)));
    stage.messaging.withdraw(&stage.merchant, bad.id).await.unwrap();
    let staff = stage.moderator().await;
    let seen = stage.messaging.reports(&staff, &PageRequest::first()).await.unwrap().items.remove(0);
    assert_eq!((seen.id, seen.said.as_str(), seen.message_state), (report, "Envoyez vos codes", MessageState::Withdrawn));
    assert_eq!((seen.author.name.as_str(), seen.note.as_str(), seen.open_reports), ("Salma", "Il veut être payé ailleurs.", 1));
    stage.messaging.decide(&staff, report, &hide()).await.unwrap();
    assert_eq!(stage.messaging.message(&stage.merchant, bad.id).await.unwrap().state, MessageState::Withdrawn);
    assert_eq!(stage.told("message-reported").await, 1);
}

#[tokio::test]
async fn a_hidden_message_is_read_by_its_author_alone_and_why() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let bad = stage.say(&stage.merchant, id, "Envoyez vos codes").await;
    let report = stage.report(&stage.influencer, bad.id).await;
    let staff = stage.moderator().await;
    let silent = Decision::Hide { reason: " x ".into() };
    assert!(matches!(stage.messaging.decide(&staff, report, &silent).await, Err(MessagingError::Invalid(_))));
    stage.messaging.decide(&staff, report, &hide()).await.unwrap();
    let seen = stage.messaging.message(&stage.merchant, bad.id).await.unwrap();
    assert_eq!((seen.text.as_str(), seen.hidden_reason.as_deref()), ("Envoyez vos codes", Some("Tentative de fraude")));
    for other in [&stage.colleague, &stage.influencer] {
        let seen = stage.messaging.message(other, bad.id).await.unwrap();
        assert_eq!((seen.state, seen.text.as_str(), seen.hidden_reason), (MessageState::Hidden, "", None));
    }
    assert!(matches!(stage.messaging.withdraw(&stage.merchant, bad.id).await, Err(MessagingError::TooLate)));
    assert!(stage.messaging.search(&stage.influencer, "codes").await.unwrap().hits.is_empty());
    assert_eq!((stage.audited("messaging.report-decided").await, stage.told("message-hidden").await), (1, 1));
}

#[tokio::test]
async fn who_is_barred_writes_nowhere_until_their_day_and_their_colleagues_do() {
    let stage = Stage::new().await;
    let (id, other) = (stage.conversation().await, stage.conversation().await);
    let bad = stage.say(&stage.merchant, id, "Envoyez vos codes").await;
    let report = stage.report(&stage.influencer, bad.id).await;
    let staff = stage.moderator().await;
    for days in [0, -1, 800] {
        assert!(matches!(stage.messaging.decide(&staff, report, &bar(&stage, days)).await, Err(MessagingError::Invalid(_))));
    }
    stage.messaging.decide(&staff, report, &bar(&stage, 7)).await.unwrap();
    for id in [id, other] {
        assert!(matches!(stage.try_say(&stage.merchant, id, "Bonjour").await, Err(MessagingError::Barred { .. })));
        stage.say(&stage.colleague, id, "Bonjour").await;
    }
    assert_eq!(stage.texts(&stage.merchant, other).await, ["Bonjour"], "they still read");
    assert_eq!(stage.messaging.message(&stage.influencer, bad.id).await.unwrap().state, MessageState::Hidden);
    stage.clock.advance(SignedDuration::from_hours(24 * 7));
    let again = stage.say(&stage.merchant, other, "De retour").await;
    let report = stage.report(&stage.influencer, again.id).await;
    stage.messaging.decide(&staff, report, &bar(&stage, 7)).await.unwrap();
    stage.messaging.lift_bar(&staff, stage.merchant.account_id().unwrap()).await.unwrap();
    stage.say(&stage.merchant, other, "Merci").await;
    let twice = stage.messaging.lift_bar(&staff, stage.merchant.account_id().unwrap()).await;
    assert!(matches!(twice, Err(MessagingError::NotFound)));
    assert_eq!(stage.audited("messaging.bar-lifted").await, 1);
}

#[tokio::test]
async fn a_decision_closes_every_report_of_the_message_and_of_two_decisions_one_counts() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let bad = stage.say(&stage.influencer, id, "Envoyez vos codes").await;
    let reports = [stage.report(&stage.merchant, bad.id).await, stage.report(&stage.colleague, bad.id).await];
    let staff = stage.moderator().await;
    assert_eq!(queue(&stage, &staff).await, reports);
    let (first, second) = (hide(), Decision::Dismiss);
    let decided = join_all([
        stage.messaging.decide(&staff, reports[0], &first),
        stage.messaging.decide(&staff, reports[1], &second),
        stage.messaging.decide(&staff, reports[0], &first),
    ])
    .await;
    let counted = decided.iter().filter(|decided| decided.is_ok()).count();
    let late = decided.iter().filter(|decided| matches!(decided, Err(MessagingError::Decided))).count();
    assert_eq!((counted, late), (1, 2));
    assert!(queue(&stage, &staff).await.is_empty());
    assert_eq!(stage.audited("messaging.report-decided").await, 1);
    let nothing = stage.messaging.decide(&staff, MessageReportId::generate(), &Decision::Dismiss).await;
    assert!(matches!(nothing, Err(MessagingError::NotFound)));
}

#[tokio::test]
async fn the_queue_walks_from_the_longest_waiting_on() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let mut wanted = Vec::new();
    for text in ["un", "deux", "trois", "quatre", "cinq"] {
        stage.clock.advance(SignedDuration::from_secs(1));
        let bad = stage.say(&stage.merchant, id, text).await;
        wanted.push(stage.report(&stage.influencer, bad.id).await);
    }
    let staff = stage.moderator().await;
    let (mut seen, mut page) = (Vec::new(), PageRequest::new(Some(2), None));
    loop {
        let found = stage.messaging.reports(&staff, &page).await.unwrap();
        seen.extend(found.items.into_iter().map(|report| report.id));
        let Some(next) = found.next else { break };
        page = PageRequest::new(Some(2), Some(next));
    }
    assert_eq!(seen, wanted);
}
