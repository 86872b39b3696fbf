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
impl Line {
    fn secret(&self) -> String {
        self.post.notifications.sms_hook().unwrap().rsplit_once('/').unwrap().1.to_owned()
    }

    /// The provider reports on what it has not reported yet.
    async fn report(&self) {
        for form in self.gateway.reports() {
            self.post.notifications.receive_text_report(&self.secret(), form.as_bytes()).await.unwrap();
        }
    }

    async fn states(&self) -> Vec<String> {
        let sql = "SELECT state FROM notifications.texts WHERE purpose = 'notice' ORDER BY id";
        sqlx::query_scalar(sql).fetch_all(self.post.db.db().pool()).await.unwrap()
    }
}

#[tokio::test]
async fn a_text_is_known_to_have_arrived_or_not_and_the_same_report_again_changes_nothing() {
    let line = Line::new().await;
    let (afi, to) = line.somebody().await;
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.states().await, ["sent"]);
    let forms = line.gateway.reports();
    for form in forms.iter().chain(&forms) {
        line.post.notifications.receive_text_report(&line.secret(), form.as_bytes()).await.unwrap();
    }
    assert_eq!(line.states().await, ["delivered"]);
    let late = forms.last().unwrap().replace("status=Success", "status=Failed&failureReason=UserInBlackList");
    line.post.notifications.receive_text_report(&line.secret(), late.as_bytes()).await.unwrap();
    assert_eq!(line.states().await, ["delivered"], "the end is the end");
    line.gateway.lose(NUMBER, Some("DeliveryFailure"));
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    line.report().await;
    assert_eq!(line.states().await, ["delivered", "failed"]);
    assert_eq!(line.post.notifications.phone(&afi).await.unwrap().silent_since, None, "the number may be good");
}

#[tokio::test]
async fn a_number_at_which_nothing_arrives_is_sent_nothing_until_it_is_confirmed_again_and_its_owner_hears_of_it() {
    let line = Line::new().await;
    let (afi, to) = line.somebody().await;
    line.gateway.lose(NUMBER, Some("UserInBlackList"));
    for _ in 0..2 {
        line.post.tell(&to, &notice(Kind::RefundDone)).await;
    }
    line.settle().await;
    line.report().await;
    assert!(line.post.notifications.phone(&afi).await.unwrap().silent_since.is_some());
    let titles = line.post.titles(&afi).await;
    assert_eq!(titles.iter().filter(|title| title.contains("ne reçoit pas nos SMS")).count(), 1, "said once");
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.notices(), 2);

    line.gateway.lose(NUMBER, None);
    line.post.db.script("UPDATE notifications.texts SET created_at = created_at - interval '25 hours'".into()).await;
    line.post.notifications.ask_phone(&afi, "90 12 34 56").await.unwrap();
    line.settle().await;
    line.post.notifications.confirm_phone(&afi, &line.code()).await.unwrap();
    assert_eq!(line.post.notifications.phone(&afi).await.unwrap().silent_since, None);
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    line.report().await;
    assert_eq!((line.notices(), line.states().await.last().unwrap().as_str()), (3, "delivered"));
}

#[tokio::test]
async fn a_number_that_the_provider_refuses_at_once_is_silent_too() {
    let line = Line::new().await;
    let (afi, to) = line.somebody().await;
    line.gateway.bar(NUMBER);
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.states().await, ["rejected"]);
    assert!(line.post.notifications.phone(&afi).await.unwrap().silent_since.is_some());
}

#[tokio::test]
async fn a_report_that_is_faster_than_the_answer_is_kept_for_it() {
    let line = Line::new().await;
    let (_, to) = line.somebody().await;
    line.gateway.next_id("ATPid_early");
    let early = b"id=ATPid_early&status=Success&phoneNumber=%2B22890123456";
    line.post.notifications.receive_text_report(&line.secret(), early).await.unwrap();
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    assert_eq!(line.states().await, ["delivered"]);
}

#[tokio::test]
async fn reports_without_the_secret_or_without_sense_are_refused() {
    let line = Line::new().await;
    let (_, to) = line.somebody().await;
    line.post.tell(&to, &notice(Kind::RefundDone)).await;
    line.settle().await;
    let form = line.gateway.reports().pop().unwrap();
    let (secret, notifications) = (line.secret(), &line.post.notifications);
    for wrong in ["", "abc", &secret[1..], &line.post.notifications.mail_hook()] {
        let refused = notifications.receive_text_report(wrong, form.as_bytes()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::NotFound, "{wrong}");
    }
    for wrong in ["", "id=x", "id=x&status=Weather", "{}"] {
        let refused = notifications.receive_text_report(&secret, wrong.as_bytes()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Invalid, "{wrong}");
    }
    notifications.receive_text_report(&secret, b"id=ATPid_nobody&status=Failed&failureReason=UserInBlackList").await.unwrap();
    assert_eq!(line.states().await, ["sent"]);
    assert_eq!(Post::new().await.notifications.sms_hook(), None);
}
