//! Letters that come back: what they say of an address, and of no other.

use contracts::{identity::EmailConfirmed, mail::MailRefused};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, Clock as _, ErrorKind, Locale, PageRequest, Permission, Role, SignedIn, SystemClock};
use notifications::{Addressee, CameBack, Kind, MAIL_LIMIT_BYTES, MailState, NotificationsError};
use platform::{
    Secrets,
    jobs::{Registry, run_due},
    mail::{AddressKey, Returns},
};
use uuid::{NoContext, Uuid};

use crate::{Post, notice};

/// When a letter was written.
fn at(ago: SignedDuration) -> Uuid {
    let then = SystemClock.now() - ago;
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, u64::try_from(then.as_second()).unwrap(), 0))
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What a mail server sends back for a letter to this address.
fn bounce(email: &str, letter: Uuid, action: &str, status: &str) -> String {
    of_installation(7, email, letter, action, status)
}

fn of_installation(master: u8, email: &str, letter: Uuid, action: &str, status: &str) -> String {
    let mark = Returns::new(&Secrets::from_master([master; 32])).mark(email, letter);
    format!(
        "From: MAILER-DAEMON@mx.example.org\r\nTo: retours+{mark}@karangou.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; {email}\r\nAction: {action}\r\nStatus: {status}\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter}.{mark}@karangou.example>\r\nTo: {email}\r\n--b--\r\n"
    )
}

fn complaint(email: &str, letter: Uuid) -> String {
    let mark = Returns::new(&Secrets::from_master([7; 32])).mark(email, letter);
    format!(
        "From: feedback@arf.example\r\nTo: abuse@karangou.example\r\nSubject: FW: letter\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nThis is a complaint.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n\
         Feedback-Type: abuse\r\nVersion: 1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{letter}.{mark}@karangou.example>\r\nSubject: Bonjour\r\n\r\nBonjour\r\n--b--\r\n"
    )
}

impl Post {
    async fn hand_in(&self, mail: &str) -> CameBack {
        let secret = self.notifications.mail_hook().rsplit_once('/').unwrap().1.to_owned();
        self.notifications.receive_mail(&secret, mail.as_bytes()).await.unwrap()
    }

    async fn state(&self, actor: &Actor) -> MailState {
        self.notifications.mail_state(actor).await.unwrap()
    }

    /// How many letters leave of one that can wait, one that cannot be refused, and one about money that could be.
    async fn sent(&self, to: &Addressee) -> usize {
        let before = self.letters().await.len();
        for kind in [Kind::ProjectAnswer, Kind::PledgeReceipt, Kind::PayoutDone] {
            self.tell(to, &notice(kind)).await;
        }
        self.letters().await.len() - before
    }
}

#[tokio::test]
async fn an_address_that_does_not_exist_gets_only_what_concerns_its_owners_money_until_it_is_good_again() {
    let post = Post::new().await;
    let ((afi, to), (kossi, to_kossi)) = (post.account("afi").await, post.account("kossi").await);
    assert_eq!((post.sent(&to).await, post.state(&afi).await), (3, MailState::default()));
    let letter = at(HOUR);
    assert_eq!(post.hand_in(&bounce("afi@example.org", letter, "failed", "5.1.1")).await, CameBack::Noted);
    let state = post.state(&afi).await;
    assert_eq!((state.undeliverable_since.is_some(), state.status.as_deref()), (true, Some("5.1.1")));
    assert_eq!(post.titles(&afi).await[0], "Votre adresse ne reçoit pas nos courriers");
    assert_eq!(post.sent(&to).await, 2, "money is tried all the same");
    assert_eq!((post.sent(&to_kossi).await, post.state(&kossi).await), (3, MailState::default()), "nobody else");

    let told = post.titles(&afi).await.len();
    assert_eq!(post.hand_in(&bounce("afi@example.org", letter, "failed", "5.1.1")).await, CameBack::Noted, "a replay");
    assert_eq!(post.titles(&afi).await.len(), told, "said once");

    post.notifications.resume_letters(&afi).await.unwrap();
    assert_eq!((post.sent(&to).await, post.state(&afi).await), (3, MailState::default()));
    for late in [letter, at(HOUR * 5)] {
        post.hand_in(&bounce("afi@example.org", late, "failed", "5.1.1")).await;
    }
    assert_eq!(post.state(&afi).await, MailState::default(), "letters from before say nothing any more");
}

#[tokio::test]
async fn what_passes_counts_by_letter_and_three_within_a_week_are_as_good_as_a_refusal() {
    let post = Post::new().await;
    let (afi, _) = post.account("afi").await;
    let first = at(HOUR * 50);
    for (action, status) in [("delayed", "4.4.1"), ("delayed", "4.4.1"), ("failed", "4.4.7"), ("failed", "5.2.2")] {
        post.hand_in(&bounce("afi@example.org", first, action, status)).await;
    }
    post.hand_in(&bounce("afi@example.org", at(HOUR * 24 * 9), "failed", "4.4.7")).await;
    post.hand_in(&bounce("afi@example.org", at(HOUR * 26), "failed", "5.2.2")).await;
    assert_eq!(post.state(&afi).await, MailState::default(), "two letters this week");
    post.hand_in(&bounce("afi@example.org", at(HOUR), "failed", "5.2.2")).await;
    assert_eq!(post.state(&afi).await.status.as_deref(), Some("5.2.2"));
}

#[tokio::test]
async fn what_is_our_own_fault_marks_nobody() {
    let post = Post::new().await;
    let (afi, to) = post.account("afi").await;
    for (hours, status) in [(1, "5.7.26"), (2, "5.7.1"), (3, "5.1.8"), (4, "5.6.1"), (5, "5.7.1")] {
        post.hand_in(&bounce("afi@example.org", at(HOUR * hours), "failed", status)).await;
    }
    assert_eq!((post.state(&afi).await, post.sent(&to).await), (MailState::default(), 3));
}

#[tokio::test]
async fn forged_foreign_and_old_reports_say_nothing_and_what_is_no_mail_is_refused() {
    let post = Post::new().await;
    let (afi, _) = post.account("afi").await;
    let good = bounce("afi@example.org", at(HOUR), "failed", "5.1.1");
    assert_eq!(post.hand_in(&of_installation(8, "afi@example.org", at(HOUR), "failed", "5.1.1")).await, CameBack::Ignored);
    assert_eq!(post.hand_in(&bounce("afi@example.org", at(HOUR), "delivered", "2.1.5")).await, CameBack::Ignored);
    assert_eq!(post.hand_in("From: x@y\r\nSubject: 550 5.1.1\r\n\r\nAbsente.\r\n").await, CameBack::Ignored);
    assert_eq!(post.hand_in(&bounce("afi@example.org", at(HOUR * 24 * 31), "failed", "5.1.1")).await, CameBack::Noted);
    assert_eq!(post.state(&afi).await, MailState::default());

    let hook = post.notifications.mail_hook();
    let secret = hook.rsplit_once('/').unwrap().1;
    for wrong in ["", "abc", &secret[1..], &format!("{secret}a"), &secret.to_uppercase()] {
        let refused = post.notifications.receive_mail(wrong, good.as_bytes()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::NotFound, "{wrong}");
    }
    for (raw, code) in [
        (Vec::new(), "notifications-field-mail"),
        (vec![0xff; 3_000], "notifications-field-mail"),
        (vec![b'a'; MAIL_LIMIT_BYTES + 1], "notifications-field-mail-long"),
    ] {
        let refused = post.notifications.receive_mail(secret, &raw).await.unwrap_err();
        assert_eq!((refused.kind(), refused.fields()[0].code), (ErrorKind::Invalid, code));
    }
    assert!(matches!(post.notifications.take_mail(&afi, good.as_bytes()).await, Err(NotificationsError::Forbidden(_))));
    assert_eq!(post.state(&afi).await, MailState::default());
    assert_eq!(post.notifications.take_mail(&Actor::system("pipe"), good.as_bytes()).await.unwrap(), CameBack::Noted);
    assert!(post.state(&afi).await.undeliverable_since.is_some());
}

#[tokio::test]
async fn a_complaint_stops_all_that_may_be_refused_until_its_reader_wants_it_again() {
    let post = Post::new().await;
    let (afi, to) = post.account("afi").await;
    assert_eq!(post.hand_in(&complaint("afi@example.org", at(HOUR))).await, CameBack::Noted);
    assert!(post.state(&afi).await.complained_at.is_some() && post.state(&afi).await.undeliverable_since.is_none());
    assert_eq!(post.sent(&to).await, 1, "receipts alone");
    // An address without an account.
    let stranger = Addressee { account_id: None, email: Some("Kossi@Example.tg".into()), locale: Locale::Fr };
    post.hand_in(&complaint("kossi@example.tg", at(HOUR))).await;
    assert_eq!(post.sent(&stranger).await, 1);
    post.notifications.resume_letters(&afi).await.unwrap();
    assert_eq!(post.sent(&to).await, 3);
}

#[tokio::test]
async fn a_letter_refused_at_the_door_marks_the_address_and_confirming_it_clears_the_mark() {
    let post = Post::new().await;
    let (afi, to) = post.account("afi").await;
    let mut registry = Registry::new();
    post.notifications.register(&mut registry);
    let event = |email: &str, status: &str| MailRefused {
        mail_id: Uuid::now_v7(),
        address_key: hex::encode(AddressKey::of(email).as_bytes()),
        sent_at: post.db.db().now() - HOUR,
        status: status.into(),
    };
    let emit = async |refused: MailRefused| {
        let mut tx = post.db.db().begin(&Actor::system("test")).await.unwrap();
        tx.emit(&refused).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&post.db.db(), &registry).await.unwrap();
    };
    for status in ["5.7.1", "5.0.0", "5.7.8"] {
        emit(event("afi@example.org", status)).await;
    }
    assert_eq!(post.state(&afi).await, MailState::default(), "our password or our name is wrong, not the address");
    emit(event("afi@example.org", "5.1.1")).await;
    assert_eq!((post.state(&afi).await.status.as_deref(), post.sent(&to).await), (Some("5.1.1"), 2));

    let mut tx = post.db.db().begin(&Actor::system("test")).await.unwrap();
    tx.emit(&EmailConfirmed { account_id: to.account_id.unwrap() }).await.unwrap();
    tx.commit().await.unwrap();
    run_due(&post.db.db(), &registry).await.unwrap();
    assert_eq!((post.state(&afi).await, post.sent(&to).await), (MailState::default(), 3));
}

#[tokio::test]
async fn another_address_is_another_matter() {
    let post = Post::new().await;
    let (afi, to) = post.account("afi").await;
    post.hand_in(&bounce("afi@example.org", at(HOUR), "failed", "5.1.1")).await;
    post.db
        .script(format!("UPDATE identity.account SET email = 'new@example.org' WHERE id = '{}'", to.account_id.unwrap()))
        .await;
    let new = Addressee { email: Some("new@example.org".into()), ..to };
    assert_eq!((post.state(&afi).await, post.sent(&new).await), (MailState::default(), 3));
}

#[tokio::test]
async fn one_sees_and_resumes_ones_own_letters_and_staff_see_anybodys() {
    let post = Post::new().await;
    let ((afi, to), (kossi, _)) = (post.account("afi").await, post.account("kossi").await);
    post.hand_in(&bounce("afi@example.org", at(HOUR), "failed", "5.1.1")).await;
    let of = to.account_id.unwrap();
    assert!(post.notifications.mail_state_of(&kossi, of).await.is_err());
    post.notifications.resume_letters(&kossi).await.unwrap();
    assert!(post.state(&afi).await.undeliverable_since.is_some(), "not his to resume");
    let account_id = kossi.require_account().unwrap();
    let staff = SignedIn { account_id, session_id: None, permissions: Role::Moderator.permissions() };
    let staff = Actor::signed_in(staff, Locale::Fr);
    assert!(staff.may(Permission::AccountRead));
    assert_eq!(post.notifications.mail_state_of(&staff, of).await.unwrap(), post.state(&afi).await);
    let nobody = Actor::anonymous(Locale::Fr);
    assert!(post.notifications.mail_state(&nobody).await.is_err() && post.notifications.resume_letters(&nobody).await.is_err());
    for _ in 0..3 {
        post.notifications.resume_letters(&afi).await.unwrap();
    }
    assert_eq!(post.notifications.resume_letters(&afi).await.unwrap_err().kind(), ErrorKind::RateLimited);
    let page = post.notifications.notices(&afi, &PageRequest::new(Some(9), None)).await.unwrap();
    assert_eq!(page.items[0].kind, "letters-undeliverable");
}

#[tokio::test]
async fn how_one_is_reached_cannot_be_switched_off() {
    let post = Post::new().await;
    let (afi, _) = post.account("afi").await;
    let cells = post.notifications.preferences(&afi).await.unwrap();
    assert!(!cells.iter().any(|cell| cell.topic == notifications::Topic::Account));
    let refused = post
        .notifications
        .set_preference(&afi, notifications::Topic::Account, notifications::Channel::InApp, false)
        .await
        .unwrap_err();
    assert_eq!((refused.kind(), &*refused.fields()[0].field), (ErrorKind::Invalid, "topic"));
}
