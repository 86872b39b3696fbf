//! Texts against a provider on the wire: numbers are confirmed, texts leave once, nobody is sent too many.

use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind};
use notifications::{Addressee, Channel, Kind, NotificationsConfig, NotificationsError, SmsConfig, SmsProvider, Topic};
use platform::jobs::{Registry, run_due};
use test_kit::{
    SmsGateway,
    sms::{API_KEY, Mishap, USERNAME},
};

use crate::{Post, notice};

struct Line {
    post: Post,
    gateway: SmsGateway,
    registry: Registry,
}

const NUMBER: &str = "+22890123456";

impl Line {
    async fn new() -> Self {
        Self::with_key(API_KEY).await
    }

    async fn with_key(key: &str) -> Self {
        let gateway = SmsGateway::start().await;
        let sms = SmsConfig {
            provider: SmsProvider::AfricasTalking,
            username: USERNAME.into(),
            api_key: key.to_owned().into(),
            sender: Some("KARANGOU".into()),
            url: Some(gateway.url()),
            country: "TG".into(),
            notices_per_day: 3,
        };
        let post = Post::with(NotificationsConfig { sms: Some(sms), ..NotificationsConfig::default() }).await;
        let mut registry = Registry::new();
        post.notifications.register(&mut registry);
        Self { post, gateway, registry }
    }

    async fn settle(&self) {
        run_due(&self.post.db.db(), &self.registry).await.unwrap();
    }

    async fn hurry(&self) {
        self.post.db.script("UPDATE platform.jobs SET run_at = now() - interval '1 second'".into()).await;
        self.settle().await;
    }

    /// The code in the last text.
    fn code(&self) -> String {
        self.gateway.texts().last().unwrap().message.chars().filter(char::is_ascii_digit).take(6).collect()
    }

    /// Somebody with a confirmed number, who asked for texts.
    async fn somebody(&self) -> (kernel::Actor, Addressee) {
        let (afi, to) = self.post.account("afi").await;
        self.post.notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
        self.settle().await;
        self.post.notifications.confirm_phone(&afi, &self.code()).await.unwrap();
        self.post.notifications.set_preference(&afi, Topic::Contributions, Channel::Sms, true).await.unwrap();
        (afi, to)
    }

    fn notices(&self) -> usize {
        self.gateway.texts().iter().filter(|text| text.message.contains("https://")).count()
    }
}

#[tokio::test]
async fn money_is_told_by_text_to_who_confirmed_a_number_and_asked() {
    let line = Line::new().await;
    let (afi, to) = line.post.account("afi").await;
    let notifications = &line.post.notifications;
    notifications.set_preference(&afi, Topic::Contributions, Channel::Sms, true).await.unwrap();
    notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
    line.settle().await;
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.notices(), 0, "not confirmed yet");
    let code = line.gateway.texts()[0].clone();
    assert_eq!((code.to.as_str(), code.sender.as_deref()), (NUMBER, Some("KARANGOU")));

    notifications.confirm_phone(&afi, &line.code()).await.unwrap();
    assert_eq!(notifications.phone(&afi).await.unwrap().number.as_deref(), Some(NUMBER));
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.post.tell(&to, &notice(Kind::BackedSucceeded)).await;
    line.settle().await;
    assert_eq!(line.notices(), 1, "money alone");
    let text = line.gateway.texts().pop().unwrap().message;
    assert!(
        text.starts_with("Karangou: Vous etes remboursé") && text.contains("https://griot.example/paiement/1?cle=geheim"),
        "{text}"
    );

    notifications.set_preference(&afi, Topic::Contributions, Channel::Sms, false).await.unwrap();
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    notifications.set_preference(&afi, Topic::Contributions, Channel::Sms, true).await.unwrap();
    notifications.remove_phone(&afi).await.unwrap();
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.notices(), 1, "refused, then without a number");
}

#[tokio::test]
async fn nobody_is_sent_texts_who_did_not_ask_and_nobody_more_than_a_few_a_day() {
    let line = Line::new().await;
    let (afi, to) = line.somebody().await;
    for _ in 0..5 {
        line.post.tell(&to, &notice(Kind::RefundDone)).await;
    }
    line.settle().await;
    assert_eq!(line.notices(), 3);
    line.post.db.script("UPDATE notifications.texts SET created_at = created_at - interval '25 hours'".into()).await;
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.notices(), 4, "another day");
    let cells = line.post.notifications.preferences(&afi).await.unwrap();
    let sms: Vec<_> = cells.iter().filter(|cell| cell.channel == Channel::Sms).collect();
    assert!(sms.len() == 1 && sms[0].topic == Topic::Contributions && sms[0].wanted && !sms[0].always);
    let (kossi, _) = line.post.account("kossi").await;
    let cells = line.post.notifications.preferences(&kossi).await.unwrap();
    assert!(!cells.iter().any(|cell| cell.channel == Channel::Sms && cell.wanted), "off as long as nobody asks");
}

#[tokio::test]
async fn a_wrong_code_is_refused_five_times_and_then_the_right_one_too() {
    let line = Line::new().await;
    let (afi, _) = line.post.account("afi").await;
    let notifications = &line.post.notifications;
    assert!(matches!(notifications.confirm_phone(&afi, "123456").await, Err(NotificationsError::CodeOver)));
    notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
    line.settle().await;
    let code = line.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let Err(NotificationsError::Invalid(fields)) = notifications.confirm_phone(&afi, wrong).await else { panic!("wrong") };
        assert_eq!(fields[0].field, "code");
    }
    assert!(matches!(notifications.confirm_phone(&afi, &code).await, Err(NotificationsError::CodeOver)));
    assert_eq!(notifications.phone(&afi).await.unwrap().number, None);
}

#[tokio::test]
async fn a_code_is_for_one_number_of_one_person_and_is_over_after_a_while() {
    let line = Line::new().await;
    let ((afi, _), (kossi, _)) = (line.post.account("afi").await, line.post.account("kossi").await);
    let notifications = &line.post.notifications;
    notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
    line.settle().await;
    let first = line.code();
    notifications.ask_phone(&kossi, "91 12 34 56").await.unwrap();
    line.settle().await;
    if first != line.code() {
        assert!(matches!(notifications.confirm_phone(&kossi, &first).await, Err(NotificationsError::Invalid(_))));
    }
    line.post.db.script("UPDATE notifications.phones SET code_expires_at = now() - interval '1 second'".into()).await;
    assert!(matches!(notifications.confirm_phone(&afi, &first).await, Err(NotificationsError::CodeOver)));
}

#[tokio::test]
async fn codes_are_few_and_nonsense_is_refused() {
    let line = Line::new().await;
    let (afi, _) = line.post.account("afi").await;
    let notifications = &line.post.notifications;
    let Err(NotificationsError::Invalid(fields)) = notifications.ask_phone(&afi, "douze").await else { panic!("no number") };
    assert_eq!(fields[0].field, "phone");
    for _ in 0..3 {
        notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
    }
    let error = notifications.ask_phone(&afi, "90 12 34 56").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::RateLimited, "error-rate-limited"));
    assert!(error.retry_after_s().unwrap() <= u32::try_from(SignedDuration::from_hours(1).as_secs()).unwrap());
    let bare = Post::new().await;
    let (kossi, _) = bare.account("kossi").await;
    assert!(matches!(bare.notifications.ask_phone(&kossi, "90 12 34 56").await, Err(NotificationsError::NoSms)));
    assert!(!bare.notifications.preferences(&kossi).await.unwrap().iter().any(|cell| cell.channel == Channel::Sms));
}

#[tokio::test]
async fn a_text_that_was_not_taken_is_tried_again_and_one_whose_answer_is_lost_is_not() {
    let line = Line::new().await;
    let (_, to) = line.somebody().await;
    for mishap in [Mishap::Gateway, Mishap::TooMany] {
        line.gateway.next(mishap);
    }
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.notices(), 0);
    line.hurry().await;
    line.hurry().await;
    assert_eq!(line.notices(), 1);

    line.gateway.next(Mishap::AnswerLost);
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    line.hurry().await;
    assert_eq!((line.notices(), line.gateway.asked()), (2, 5), "it may have arrived: sent once");
}

#[tokio::test]
async fn who_wants_no_texts_at_the_provider_is_sent_none_and_a_wrong_key_says_so() {
    let line = Line::new().await;
    let (_, to) = line.somebody().await;
    line.gateway.bar(NUMBER);
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    line.hurry().await;
    assert_eq!((line.notices(), line.gateway.asked()), (0, 2), "refused for good");

    let wrong = Line::with_key("another").await;
    let (afi, _) = wrong.post.account("afi").await;
    wrong.post.notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
    wrong.settle().await;
    assert!(wrong.gateway.texts().is_empty() && wrong.gateway.asked() == 1);
}
