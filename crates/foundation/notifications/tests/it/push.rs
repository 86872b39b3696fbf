//! Web push against a push service on the wire: what leaves is encrypted and signed as the RFCs want it, once.

use http::StatusCode;
use kernel::{Actor, Locale, Role, SessionId, SignedIn};
use notifications::{Addressee, Channel, Kind, NewSubscription, NotificationsConfig, NotificationsError, PushConfig, Topic};
use platform::jobs::{Registry, run_due};
use test_kit::{PushService, push::Subscription};

use crate::{Post, notice};

struct Street {
    post: Post,
    service: PushService,
    registry: Registry,
}

impl Street {
    async fn new() -> Self {
        let service = PushService::start().await;
        let push = PushConfig { contact: None, trusted_services: vec![service.url()] };
        let post = Post::with(NotificationsConfig { push, ..NotificationsConfig::default() }).await;
        let mut registry = Registry::new();
        post.notifications.register(&mut registry);
        Self { post, service, registry }
    }

    /// Somebody who is signed in on a device.
    async fn somebody(&self, name: &str) -> (Actor, Addressee) {
        let (_, to) = self.post.account(name).await;
        let id = SessionId::generate();
        let account_id = to.account_id.unwrap();
        self.post
            .db
            .script(format!(
                "INSERT INTO identity.session (id, account_id, kind, token_hash, method, created_at, last_seen_at, expires_at)
                 VALUES ('{id}', '{account_id}', 'browser', sha256('{id}'), 'password', now(), now(), now() + interval '30 days')"
            ))
            .await;
        let signed_in = SignedIn { account_id, session_id: Some(id), permissions: Role::Viewer.permissions() };
        (Actor::signed_in(signed_in, Locale::Fr), to)
    }

    async fn device(&self, actor: &Actor) -> Subscription {
        let subscription = self.service.subscribe(self.post.notifications.push_key());
        self.post.notifications.add_device(actor, &new(&subscription)).await.unwrap();
        subscription
    }

    async fn settle(&self) {
        run_due(&self.post.db.db(), &self.registry).await.unwrap();
    }

    /// Whatever waits for another try is due now.
    async fn hurry(&self) {
        self.post.db.script("UPDATE platform.jobs SET run_at = now() - interval '1 second'".into()).await;
        self.settle().await;
    }
}

fn new(subscription: &Subscription) -> NewSubscription {
    NewSubscription {
        endpoint: subscription.endpoint.clone(),
        p256dh: subscription.p256dh.clone(),
        auth: subscription.auth.clone(),
        device: "Firefox\u{7} · Android".into(),
    }
}

#[tokio::test]
async fn a_device_reads_what_its_owner_is_told_in_their_language() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    let phone = street.device(&afi).await;
    street.post.tell(&Addressee { locale: Locale::En, ..to.clone() }, &notice(Kind::RefundDone)).await;
    street.post.tell(&to, &notice(Kind::BackedSucceeded)).await;
    street.settle().await;
    let pushed = street.service.pushed(&phone);
    assert_eq!(street.service.complaints(), [""; 0]);
    let [refund, won] = pushed.as_slice() else { panic!("two messages: {pushed:?}") };
    assert!(refund.message["title"].as_str().unwrap().contains("FCFA\u{A0}12,500"), "{refund:?}");
    assert_eq!(refund.message["path"], "/en/paiement/1?cle=geheim");
    assert_eq!((refund.urgency.as_str(), refund.ttl_s), ("high", 28 * 86_400));
    assert_eq!(
        (won.urgency.as_str(), won.ttl_s, won.message["path"].as_str()),
        ("normal", 3 * 86_400, Some("/paiement/1?cle=geheim"))
    );
    assert_eq!(refund.subject, "https://griot.example/");
    assert_eq!(refund.topic.as_deref(), refund.message["tag"].as_str());
    let devices = street.post.notifications.devices(&afi).await.unwrap();
    assert!(devices[0].current && devices[0].told_at.is_some() && devices[0].device == "Firefox · Android");
}

#[tokio::test]
async fn what_was_not_committed_or_not_wanted_is_not_pushed() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    street.device(&afi).await;
    let mut tx = street.post.db.db().begin(&Actor::system("test")).await.unwrap();
    street.post.notifications.notify_in(&mut tx, &to, &notice(Kind::RefundDone)).await.unwrap();
    drop(tx);
    street.post.notifications.set_preference(&afi, Topic::Contributions, Channel::Push, false).await.unwrap();
    street.post.tell(&to, &notice(Kind::RefundDone)).await;
    street.post.tell(&to, &notice(Kind::PledgeReceived)).await;
    street.settle().await;
    assert_eq!(street.service.asked(), 0, "refused, and not asked for");
    street.post.notifications.set_preference(&afi, Topic::OwnProjects, Channel::Push, true).await.unwrap();
    street.post.tell(&to, &notice(Kind::PledgeReceived)).await;
    street.settle().await;
    assert_eq!(street.service.asked(), 1);
}

#[tokio::test]
async fn a_device_that_is_gone_is_forgotten() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    let (phone, desk) = (street.device(&afi).await, street.device(&afi).await);
    street.service.unsubscribe(&phone);
    street.post.tell(&to, &notice(Kind::RefundDone)).await;
    street.settle().await;
    assert_eq!(street.post.notifications.devices(&afi).await.unwrap().len(), 1);
    assert_eq!(street.service.pushed(&desk).len(), 1);
    street.post.tell(&to, &notice(Kind::RefundDone)).await;
    street.settle().await;
    assert_eq!((street.service.asked(), street.service.pushed(&desk).len()), (3, 2));
}

#[tokio::test]
async fn a_service_that_is_away_is_asked_again_when_it_says() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    let phone = street.device(&afi).await;
    street.service.answer_next(StatusCode::TOO_MANY_REQUESTS, Some("600"));
    street.service.answer_next(StatusCode::BAD_GATEWAY, None);
    street.post.tell(&to, &notice(Kind::RefundDone)).await;
    street.settle().await;
    street.settle().await;
    assert_eq!(street.service.asked(), 1, "not before it said");
    street.hurry().await;
    assert!(street.service.asked() == 2 && street.service.pushed(&phone).is_empty());
    street.hurry().await;
    assert_eq!(street.service.pushed(&phone).len(), 1);
}

#[tokio::test]
async fn a_service_that_takes_less_gets_the_title_alone() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    let phone = street.device(&afi).await;
    street.service.take_at_most(&phone, 300);
    street.post.tell(&to, &notice(Kind::BackedSucceeded)).await;
    street.settle().await;
    let pushed = street.service.pushed(&phone);
    assert_eq!((pushed.len(), pushed[0].message["body"].as_str()), (1, Some("")));
    assert!(pushed[0].message["title"].as_str().unwrap().contains("rive"));
}

#[tokio::test]
async fn a_device_that_refuses_us_five_times_is_forgotten() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    // It subscribed by another key than ours: as after a change of the installation's secret.
    let foreign =
        street.service.subscribe("BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U");
    street.post.notifications.add_device(&afi, &new(&foreign)).await.unwrap();
    for _ in 0..5 {
        assert_eq!(street.post.notifications.devices(&afi).await.unwrap().len(), 1);
        street.post.tell(&to, &notice(Kind::RefundDone)).await;
        street.settle().await;
    }
    assert!(street.post.notifications.devices(&afi).await.unwrap().is_empty());
    assert_eq!(street.service.complaints().len(), 5);
}

#[tokio::test]
async fn a_device_is_silent_once_its_sign_in_has_ended() {
    let street = Street::new().await;
    let (afi, to) = street.somebody("afi").await;
    let phone = street.device(&afi).await;
    street.post.tell(&to, &notice(Kind::RefundDone)).await;
    street.post.db.script("UPDATE identity.session SET revoked_at = now()".into()).await;
    street.settle().await;
    assert!(street.service.pushed(&phone).is_empty(), "not even what was on its way");
    assert!(street.post.notifications.devices(&afi).await.unwrap().is_empty());
    // The same browser, with somebody else signed in.
    let (kossi, to_kossi) = street.somebody("kossi").await;
    street.post.notifications.add_device(&kossi, &new(&phone)).await.unwrap();
    street.post.tell(&to, &notice(Kind::RefundDone)).await;
    street.post.tell(&to_kossi, &notice(Kind::BackedSucceeded)).await;
    street.settle().await;
    let pushed = street.service.pushed(&phone);
    assert!(pushed.len() == 1 && pushed[0].message["title"].as_str().unwrap().contains("a réussi"), "{pushed:?}");
}

#[tokio::test]
async fn devices_are_their_owners_and_at_most_ten_and_nonsense_is_refused_by_field() {
    let street = Street::new().await;
    let ((afi, _), (kossi, _)) = (street.somebody("afi").await, street.somebody("kossi").await);
    let notifications = &street.post.notifications;
    for _ in 0..10 {
        street.device(&afi).await;
    }
    let eleventh = street.service.subscribe(notifications.push_key());
    assert!(matches!(notifications.add_device(&afi, &new(&eleventh)).await, Err(NotificationsError::TooManyDevices)));
    let devices = notifications.devices(&afi).await.unwrap();
    assert!(matches!(notifications.remove_device(&kossi, devices[0].id).await, Err(NotificationsError::NoSuchDevice)));
    notifications.remove_device(&afi, devices[0].id).await.unwrap();
    notifications.add_device(&afi, &new(&eleventh)).await.unwrap();
    notifications.add_device(&afi, &new(&eleventh)).await.unwrap();
    assert_eq!(notifications.devices(&afi).await.unwrap().len(), 10);

    let good = new(&street.service.subscribe(notifications.push_key()));
    for (field, wrong) in [
        ("endpoint", NewSubscription { endpoint: "https://192.168.1.1/push".into(), ..good.clone() }),
        ("p256dh", NewSubscription { p256dh: "AAAA".into(), ..good.clone() }),
        ("auth", NewSubscription { auth: "é".into(), ..good.clone() }),
    ] {
        let Err(NotificationsError::Invalid(fields)) = notifications.add_device(&kossi, &wrong).await else { panic!("{field}") };
        assert_eq!(fields[0].field, field);
    }
    for actor in [Actor::anonymous(Locale::Fr), Actor::system("test"), street.post.account("key").await.0] {
        assert!(notifications.add_device(&actor, &good).await.is_err(), "no sign-in, no device");
    }
}
