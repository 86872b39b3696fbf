//! Digests: one letter instead of many, once, at a decent hour.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, FixedClock, Locale, PageRequest};
use notifications::{Addressee, Cadence, Channel, Kind, Notice, NotificationsConfig, NotificationsError, Topic, Value};
use platform::mail::MailboxMail;
use test_kit::TestDb;

use crate::{Post, notice, token};

struct Mornings {
    post: Post,
    clock: FixedClock,
}

impl Mornings {
    /// Wednesday the 25th of November 2026, at noon.
    async fn new() -> Self {
        let clock = FixedClock::at("2026-11-25T12:00:00Z".parse().unwrap());
        let db = TestDb::with(Arc::new(clock.clone())).await;
        Self { post: Post::on(db, NotificationsConfig::default()), clock }
    }

    fn hours(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }

    /// What the hourly job does.
    async fn send(&self, to: &Addressee) {
        let actor = Actor::system("test");
        for account_id in self.post.notifications.digests_due(&actor, None, 10).await.unwrap() {
            let mut tx = self.post.db.db().begin(&actor).await.unwrap();
            self.post.notifications.send_digest_in(&mut tx, account_id, to).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn cadence(&self, actor: &Actor, cadence: Cadence) {
        for topic in [Topic::BackedProjects, Topic::OwnProjects, Topic::Discussions] {
            self.post.notifications.set_cadence(actor, topic, cadence).await.unwrap();
        }
    }

    async fn letters(&self) -> Vec<MailboxMail> {
        self.post.letters().await
    }
}

fn update(title: &str) -> Notice {
    notice(Kind::ProjectUpdate).with("title", Value::Text(title.into()))
}

#[tokio::test]
async fn news_of_the_day_leave_in_one_letter_the_next_morning_grouped_and_the_newest_first() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    days.post.notifications.set_cadence(&afi, Topic::Discussions, Cadence::Daily).await.unwrap();
    days.post.tell(&to, &notice(Kind::PledgeReceipt)).await;
    assert_eq!(days.letters().await.len(), 1, "a receipt does not wait");
    days.post.tell(&to, &notice(Kind::ProjectAnswer)).await;
    for title in ["Premier jour", "Deuxième jour"] {
        days.post.tell(&to, &update(title)).await;
    }
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1, "not today");
    days.hours(18);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1, "not at six");
    days.hours(1);
    days.send(&to).await;
    days.send(&to).await;
    let letters = days.letters().await;
    assert_eq!(letters.len(), 2, "once");
    let (digest, text) = (&letters[0], &letters[0].text);
    assert_eq!(digest.subject, "Vos nouvelles de Karangou");
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    assert!(at("Les projets que vous soutenez") < at("Deuxième jour") && at("Deuxième jour") < at("Premier jour"));
    assert!(at("Premier jour") < at("Les réponses à ce que vous écrivez") && at("vous a répondu") > at("Les réponses"));
    assert_eq!(text.matches("https://griot.example/paiement/1?cle=geheim").count(), 3, "each with its link");
    assert!(!digest.html.contains("<b>rive</b>") && digest.html.contains("Deuxième jour</a></li>"));
}

#[tokio::test]
async fn nothing_happened_is_no_letter_and_what_was_read_or_is_gone_is_left_out() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    days.hours(24);
    days.send(&to).await;
    for title in ["Lu", "Retiré", "Pas lu"] {
        days.post.tell(&to, &update(title)).await;
    }
    let page = days.post.notifications.notices(&afi, &PageRequest::new(Some(9), None)).await.unwrap();
    let id = |title: &str| page.items.iter().find(|notice| notice.title.contains(title)).unwrap().id;
    days.post.notifications.mark_read(&afi, Some(id("Lu"))).await.unwrap();
    days.post.db.script(format!("DELETE FROM notifications.notices WHERE id = '{}'", id("Retiré"))).await;
    days.hours(24);
    days.send(&to).await;
    let letters = days.letters().await;
    let [digest] = letters.as_slice() else { panic!("one letter, not {}", letters.len()) };
    assert!(digest.text.contains("Pas lu") && !digest.text.contains("Retiré") && !digest.text.contains("Lu\n"));
    days.post.tell(&to, &update("Tout lu")).await;
    days.post.notifications.mark_read(&afi, None).await.unwrap();
    days.hours(24);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1, "all was read");
}

#[tokio::test]
async fn who_switched_the_page_off_is_told_by_the_digest_all_the_same() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    days.post.notifications.set_preference(&afi, Topic::BackedProjects, Channel::InApp, false).await.unwrap();
    days.post.tell(&to, &update("Premier jour")).await;
    days.hours(24);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1);
}

#[tokio::test]
async fn a_long_list_is_cut_and_the_rest_is_counted() {
    let days = Mornings::new().await;
    let (_, to) = days.post.account("afi").await;
    for number in 0..13 {
        days.post.tell(&to, &update(&format!("Jour {number:02}"))).await;
    }
    days.hours(24);
    days.send(&Addressee { locale: Locale::En, ..to }).await;
    let letter = &days.letters().await[0];
    assert_eq!(letter.text.matches("Jour ").count(), 10);
    assert!(letter.text.contains("Jour 12") && !letter.text.contains("Jour 02") && letter.text.contains("and 3 more"));
    assert!(letter.text.contains("https://griot.example/en/paiement/1"));
}

#[tokio::test]
async fn after_a_night_without_server_the_digest_leaves_once_by_day() {
    let days = Mornings::new().await;
    let (_, to) = days.post.account("afi").await;
    days.post.tell(&to, &update("Premier jour")).await;
    days.hours(24 + 16);
    days.send(&to).await;
    assert!(days.letters().await.is_empty(), "back at four in the morning: nobody is woken");
    days.hours(5);
    days.send(&to).await;
    days.hours(1);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1);
}

#[tokio::test]
async fn two_workers_at_once_send_one_digest() {
    let days = Mornings::new().await;
    let (_, to) = days.post.account("afi").await;
    let account_id = to.account_id.unwrap();
    days.post.tell(&to, &update("Premier jour")).await;
    days.hours(24);
    let actor = Actor::system("test");
    let work = async || {
        let mut tx = days.post.db.db().begin(&actor).await.unwrap();
        days.post.notifications.send_digest_in(&mut tx, account_id, &to).await.unwrap();
        tx.commit().await.unwrap();
    };
    tokio::join!(work(), work(), work(), work());
    assert_eq!(days.letters().await.len(), 1);
    // Rolled back, nothing was taken.
    days.post.tell(&to, &update("Deuxième jour")).await;
    days.hours(24);
    let mut tx = days.post.db.db().begin(&actor).await.unwrap();
    days.post.notifications.send_digest_in(&mut tx, account_id, &to).await.unwrap();
    drop(tx);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 2);
}

#[tokio::test]
async fn another_cadence_loses_nothing_and_sends_nothing_twice() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    days.cadence(&afi, Cadence::Weekly).await;
    days.post.tell(&to, &update("Mercredi")).await;
    days.hours(24);
    days.send(&to).await;
    assert!(days.letters().await.is_empty(), "not before Monday");
    days.cadence(&afi, Cadence::Daily).await;
    days.hours(24);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1, "daily now");
    days.post.tell(&to, &update("Vendredi")).await;
    days.cadence(&afi, Cadence::Weekly).await;
    days.hours(24);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1, "weekly again");
    days.cadence(&afi, Cadence::AtOnce).await;
    days.post.tell(&to, &update("Samedi")).await;
    assert_eq!(days.letters().await.len(), 2, "at once");
    days.send(&to).await;
    let letters = days.letters().await;
    assert_eq!(letters.len(), 3, "what waited leaves with the next round");
    assert!(letters[0].text.contains("Vendredi") && !letters[0].text.contains("Samedi") && !letters[0].text.contains("Mercredi"));
    days.hours(24 * 7);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 3);
}

#[tokio::test]
async fn a_digest_is_refused_by_its_link_for_the_topics_that_stand_in_it() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    days.cadence(&afi, Cadence::Daily).await;
    for kind in [Kind::ProjectUpdate, Kind::ProjectQuestion] {
        days.post.tell(&to, &notice(kind)).await;
    }
    days.hours(24);
    days.send(&to).await;
    let letter = days.letters().await.remove(0);
    days.post.tell(&to, &update("Après")).await;
    let refused = days.post.notifications.refuse_letters(&token(&letter)).await.unwrap();
    assert_eq!(refused, [Topic::BackedProjects, Topic::OwnProjects]);
    assert!(letter.unsubscribe.unwrap().ends_with(&token(&days.letters().await[0])), "the same by one click");
    for kind in [Kind::ProjectUpdate, Kind::ProjectQuestion] {
        days.post.tell(&to, &notice(kind)).await;
    }
    days.hours(24);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 1, "what waited about it is not sent either");
    days.post.tell(&to, &notice(Kind::ProjectAnswer)).await;
    days.hours(24);
    days.send(&to).await;
    assert_eq!(days.letters().await.len(), 2, "another topic goes on");
}

#[tokio::test]
async fn it_goes_to_the_address_of_today_and_money_never_waits() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    days.cadence(&afi, Cadence::Weekly).await;
    days.post.tell(&to, &notice(Kind::PayoutDone)).await;
    assert_eq!(days.letters().await.len(), 1);
    let error = days.post.notifications.set_cadence(&afi, Topic::Contributions, Cadence::Daily).await.unwrap_err();
    assert_eq!((error.kind(), &*error.fields()[0].field), (ErrorKind::Invalid, "topic"));
    let said = days.post.notifications.cadences(&afi).await.unwrap();
    assert_eq!(said.len(), 7);
    assert_eq!(said.iter().filter(|said| said.cadence == Cadence::Weekly).count(), 3);
    assert!(said.iter().all(|said| said.topic != Topic::Contributions));

    days.post.tell(&to, &update("Premier jour")).await;
    days.hours(24 * 7);
    days.send(&Addressee { email: Some("new@example.org".into()), ..to.clone() }).await;
    assert_eq!(days.letters().await[0].recipient, "new@example.org");
    days.post.tell(&to, &update("Deuxième jour")).await;
    days.hours(24 * 7);
    days.send(&Addressee { email: None, ..to.clone() }).await;
    assert_eq!(days.letters().await[0].recipient, "afi@example.org", "where the letter would have gone");
}

#[tokio::test]
async fn only_the_program_itself_sends_digests_and_only_people_choose_a_cadence() {
    let days = Mornings::new().await;
    let (afi, to) = days.post.account("afi").await;
    assert!(days.post.notifications.digests_due(&afi, None, 10).await.is_err());
    let mut tx = days.post.db.db().begin(&afi).await.unwrap();
    let refused = days.post.notifications.send_digest_in(&mut tx, to.account_id.unwrap(), &to).await;
    assert!(matches!(refused, Err(NotificationsError::Forbidden(_))));
    let nobody = Actor::anonymous(Locale::Fr);
    assert!(days.post.notifications.cadences(&nobody).await.is_err());
    assert!(days.post.notifications.set_cadence(&nobody, Topic::Discussions, Cadence::Daily).await.is_err());
}
