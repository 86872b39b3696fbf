//! Notifications on a real PostgreSQL, letters in the mailbox.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod bounces;
mod digest;
mod push;
mod sms;

use kernel::{AccountId, Actor, Currency, Locale, Money, PageRequest, Role, SignedIn};
use notifications::{Addressee, Channel, Kind, Notice, Notifications, NotificationsConfig, NotificationsError, Topic, Value};
use platform::{Mail, Secrets, mail::MailboxMail};
use test_kit::TestDb;

struct Post {
    db: TestDb,
    mail: Mail,
    notifications: Notifications,
}

impl Post {
    async fn new() -> Self {
        Self::with(NotificationsConfig::default()).await
    }

    async fn with(config: NotificationsConfig) -> Self {
        Self::on(TestDb::new().await, config)
    }

    fn on(db: TestDb, config: NotificationsConfig) -> Self {
        let mail = Mail::mailbox(db.db());
        let url = "https://griot.example".parse().unwrap();
        let notifications =
            Notifications::try_new(db.db(), mail.clone(), &Secrets::from_master([7; 32]), url, "Karangou", config).unwrap();
        Self { db, mail, notifications }
    }

    async fn account(&self, name: &str) -> (Actor, Addressee) {
        let (account_id, email) = (AccountId::generate(), format!("{name}@example.org"));
        let sql = format!(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ('{account_id}', '{email}', '{name}', 'fr', now(), now())"
        );
        self.db.script(sql).await;
        let signed_in = SignedIn { account_id, session_id: None, permissions: Role::Viewer.permissions() };
        let to = Addressee { account_id: Some(account_id), email: Some(email), locale: Locale::Fr };
        (Actor::signed_in(signed_in, Locale::Fr), to)
    }

    async fn tell(&self, to: &Addressee, notice: &Notice) {
        let mut tx = self.db.db().begin(&Actor::system("test")).await.unwrap();
        self.notifications.notify_in(&mut tx, to, notice).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn letters(&self) -> Vec<MailboxMail> {
        self.mail.list_mailbox(None, 50).await.unwrap()
    }

    async fn titles(&self, actor: &Actor) -> Vec<String> {
        let page = self.notifications.notices(actor, &PageRequest::new(Some(50), None)).await.unwrap();
        page.items.into_iter().map(|notice| notice.title).collect()
    }
}

fn notice(kind: Kind) -> Notice {
    Notice::new(kind, "/paiement/1?cle=geheim")
        .with("project", Value::Text("L’autre <b>rive</b>".into()))
        .with("amount", Value::Money(Money::new(12_500, Currency::Xof)))
        .with("name", Value::Text("Kossi".into()))
        .with("goal", Value::Money(Money::new(90_000, Currency::Xof)))
}

fn stranger(locale: Locale) -> Addressee {
    Addressee { account_id: None, email: Some("Kossi@Example.tg".into()), locale }
}

/// The token of the link by which a letter is refused.
fn token(letter: &MailboxMail) -> String {
    let (_, rest) = letter.text.split_once("jeton=").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn somebody_is_told_in_the_page_and_by_letter_in_their_language() {
    let post = Post::new().await;
    let (actor, to) = post.account("afi").await;
    post.tell(&to, &notice(Kind::PledgeReceipt)).await;
    let english = Actor { locale: Locale::En, ..actor.clone() };
    assert!(post.titles(&actor).await[0].starts_with("Votre contribution"));
    assert!(post.titles(&english).await[0].starts_with("Your contribution"));

    post.tell(&stranger(Locale::En), &notice(Kind::PledgeReceipt)).await;
    let letters = post.letters().await;
    let [english, french] = letters.as_slice() else { panic!("two letters") };
    assert!(french.text.contains("12\u{202F}500\u{A0}FCFA") && english.text.contains("FCFA\u{A0}12,500"));
    assert!(french.text.contains("https://griot.example/paiement/1?cle=geheim"));
    assert!(english.text.contains("https://griot.example/en/paiement/1?cle=geheim"));
    assert!(!french.html.contains("<b>rive</b>") && french.html.contains("&lt;b&gt;rive"));
}

#[tokio::test]
async fn what_did_not_happen_is_not_told() {
    let post = Post::new().await;
    let (actor, to) = post.account("afi").await;
    let mut tx = post.db.db().begin(&Actor::system("test")).await.unwrap();
    post.notifications.notify_in(&mut tx, &to, &notice(Kind::PledgeReceipt)).await.unwrap();
    drop(tx);
    assert!(post.titles(&actor).await.is_empty() && post.letters().await.is_empty());
}

#[tokio::test]
async fn each_way_can_be_switched_off_but_not_for_receipts() {
    let post = Post::new().await;
    let (actor, to) = post.account("afi").await;
    for topic in Topic::ALL.into_iter().filter(|topic| topic.is_chosen()) {
        for channel in Channel::ALL {
            post.notifications.set_preference(&actor, topic, channel, false).await.unwrap();
        }
    }
    for &kind in Kind::ALL {
        post.tell(&to, &notice(kind)).await;
    }
    assert_eq!(post.titles(&actor).await.len(), 2, "how one is reached, alone");
    let letters = post.letters().await;
    let always = Kind::ALL.iter().filter(|kind| kind.topic() == Topic::Contributions).count();
    assert_eq!(letters.len(), always, "receipts and refunds only");

    post.notifications.set_preference(&actor, Topic::OwnProjects, Channel::Email, true).await.unwrap();
    post.tell(&to, &notice(Kind::PledgeReceived)).await;
    assert_eq!(post.letters().await.len(), always + 1, "asked for");
}

#[tokio::test]
async fn a_letter_is_refused_by_its_link_for_its_reader_and_topic_alone() {
    let post = Post::new().await;
    let (actor, to) = post.account("afi").await;
    let (kept, other) = (notice(Kind::ProjectAnswer), notice(Kind::ProjectSucceeded));
    for to in [&to, &stranger(Locale::Fr)] {
        post.tell(to, &other).await;
    }
    let letters = post.letters().await;
    assert_eq!(post.notifications.refusal_of(&token(&letters[0])).unwrap(), [Topic::OwnProjects]);
    for letter in &letters {
        // Twice is fine.
        assert!(letter.unsubscribe.as_ref().unwrap().ends_with(&token(letter)), "the same by one click");
        post.notifications.refuse_letters(&token(letter)).await.unwrap();
        post.notifications.refuse_letters(&token(letter)).await.unwrap();
    }
    for to in [&to, &stranger(Locale::Fr), &Addressee { email: Some("kossi@example.tg".into()), ..stranger(Locale::Fr) }] {
        post.tell(to, &other).await;
        post.tell(to, &notice(Kind::PledgeReceipt)).await;
    }
    post.tell(&to, &kept).await;
    let letters = post.letters().await;
    assert_eq!(letters.len(), 2 + 3 + 1, "three receipts and another topic");
    assert_eq!(letters.iter().filter(|letter| letter.unsubscribe.is_none()).count(), 3, "receipts cannot be refused");
    assert_eq!(post.titles(&actor).await.len(), 4, "in the page, everything");
}

#[tokio::test]
async fn a_link_that_is_not_ours_refuses_nothing() {
    let post = Post::new().await;
    post.tell(&stranger(Locale::Fr), &notice(Kind::BackedSucceeded)).await;
    let token = token(&post.letters().await[0]);
    let mut turned = token.clone();
    turned.replace_range(3..4, if &token[3..4] == "A" { "B" } else { "A" });
    let foreign = Notifications::try_new(
        post.db.db(),
        post.mail.clone(),
        &Secrets::from_master([8; 32]),
        "https://griot.example".parse().unwrap(),
        "Karangou",
        NotificationsConfig::default(),
    )
    .unwrap();
    assert!(matches!(foreign.refuse_letters(&token).await, Err(NotificationsError::Link)));
    for wrong in ["", "AAAA", "é", &turned, &token[..20], &format!("{token}AAAA")] {
        assert!(matches!(post.notifications.refuse_letters(wrong).await, Err(NotificationsError::Link)), "{wrong}");
    }
    post.tell(&stranger(Locale::Fr), &notice(Kind::BackedSucceeded)).await;
    assert_eq!(post.letters().await.len(), 2);
}

#[tokio::test]
async fn one_reads_and_marks_ones_own_alone() {
    let post = Post::new().await;
    let ((afi, to_afi), (kossi, to_kossi)) = (post.account("afi").await, post.account("kossi").await);
    for to in [&to_afi, &to_afi, &to_kossi] {
        post.tell(to, &notice(Kind::RefundDone)).await;
    }
    let page = post.notifications.notices(&afi, &PageRequest::new(Some(1), None)).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let next = PageRequest::new(Some(1), page.next);
    let second = post.notifications.notices(&afi, &next).await.unwrap();
    assert!(second.next.is_none() && second.items[0].id < page.items[0].id);

    post.notifications.mark_read(&kossi, Some(page.items[0].id)).await.unwrap();
    assert_eq!(post.notifications.unread(&afi).await.unwrap(), 2, "not his to read");
    post.notifications.mark_read(&afi, Some(page.items[0].id)).await.unwrap();
    assert_eq!(post.notifications.unread(&afi).await.unwrap(), 1);
    post.notifications.mark_read(&afi, None).await.unwrap();
    assert_eq!((post.notifications.unread(&afi).await.unwrap(), post.notifications.unread(&kossi).await.unwrap()), (0, 1));

    let nobody = Actor::anonymous(Locale::Fr);
    assert!(post.notifications.notices(&nobody, &PageRequest::new(None, None)).await.is_err());
    assert!(post.notifications.preferences(&nobody).await.is_err());
    assert!(post.notifications.mark_read(&nobody, None).await.is_err());
}
