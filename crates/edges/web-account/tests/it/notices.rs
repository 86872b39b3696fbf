//! What one is told, in the page: the bell, the list, what arrives while a page is open; wishes; refusing letters.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::StreamExt as _;
use http::StatusCode;
use kernel::{Actor, Currency, Locale, Money, Role};
use notifications::{Addressee, Kind, Notice, NotificationsConfig, SmsConfig, SmsProvider, Value};
use platform::jobs::{Registry, run_due};
use test_kit::{
    SmsGateway,
    sms::{API_KEY, USERNAME},
};
use tokio::time::timeout;

use crate::browser::{PASSWORD, Site};

const EMAIL: &str = "afi@example.org";

/// The number on the bell; the envelope beside it has one of its own.
const COUNT: &str = "a.bell[data-bell=notices] .bell-count";

pub(crate) fn notice(kind: Kind) -> Notice {
    Notice::new(kind, "/projets/pirogue")
        .with("project", Value::Text("La <b>pirogue</b>".into()))
        .with("amount", Value::Money(Money::new(12_500, Currency::Xof)))
        .with("name", Value::Text("Kossi".into()))
        .with("title", Value::Text("Premier jour".into()))
}

impl Site {
    pub(crate) async fn tell(&self, to: &Addressee, kind: Kind) {
        let mut tx = self.db.db().begin(&Actor::system("test")).await.unwrap();
        self.notifications.notify_in(&mut tx, to, &notice(kind)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

pub(crate) fn to(account_id: kernel::AccountId) -> Addressee {
    Addressee { account_id: Some(account_id), email: Some(EMAIL.into()), locale: Locale::Fr }
}

fn bell(page: &test_kit::Page) -> String {
    page.attribute("a.bell[data-bell=notices]", "aria-label").unwrap()
}

#[tokio::test]
async fn the_bell_counts_what_waits_and_opening_the_list_reads_it() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let id = site.identity.authenticate_session(&browser.cookie("griot_session"), None).await.unwrap().unwrap().account.id;
    let before = browser.get("/compte").await;
    assert!(bell(&before).contains("aucune") && before.attribute(COUNT, "hidden").is_some());
    for _ in 0..35 {
        site.tell(&to(id), Kind::RefundDone).await;
    }
    let page = browser.get("/compte").await;
    assert_eq!(page.texts(COUNT), ["35"]);
    assert!(browser.get("/en/compte").await.text.contains("35 unread notifications"));
    assert_eq!(page.attribute("griot-bell", "data-stream").as_deref(), Some("/compte/notifications/direct"));

    let list = browser.get("/compte/notifications").await;
    assert_eq!(list.texts("main li strong .badge").len(), 30, "what is new is marked as new");
    assert_eq!(list.texts(COUNT), ["5"], "what stands on the page is read");
    assert!(!list.text.contains("<b>pirogue</b>"));
    let again = browser.get("/compte/notifications").await;
    assert!(!again.has("main li strong .badge") && again.has("form[action='/compte/notifications/lues']"));
    let read = browser.submit_from("/compte/notifications", "/compte/notifications/lues", &[]).await;
    assert_eq!(read.location(), "/compte/notifications");
    assert!(!browser.get("/compte/notifications").await.has("form[action='/compte/notifications/lues']"));
}

#[tokio::test]
async fn a_page_that_is_fetched_ahead_reads_nothing() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let id = site.identity.authenticate_session(&browser.cookie("griot_session"), None).await.unwrap().unwrap().account.id;
    site.tell(&to(id), Kind::RefundDone).await;
    let ahead = browser.get_with("/compte/notifications", "sec-purpose", "prefetch;prerender").await;
    assert_eq!((ahead.status, ahead.texts(COUNT)), (StatusCode::OK, vec!["1".to_owned()]));
    assert_eq!(browser.get("/compte/notifications").await.texts(COUNT), [""]);
}

/// The next event of a stream.
async fn next(stream: &mut BodyDataStream) -> Option<serde_json::Value> {
    loop {
        let piece = timeout(Duration::from_secs(30), stream.next()).await.unwrap()?;
        let text = String::from_utf8(piece.unwrap().to_vec()).unwrap();
        // Lines without data keep the connection.
        if let Some((_, data)) = text.split_once("data: ") {
            return serde_json::from_str(data.trim()).ok();
        }
    }
}

#[tokio::test]
async fn an_open_page_hears_what_arrives_and_what_is_read_elsewhere_until_its_reader_leaves() {
    let site = Site::new().await;
    site.bus.ready().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let id = site.identity.authenticate_session(&browser.cookie("griot_session"), None).await.unwrap().unwrap().account.id;
    let opened = browser.open("/en/compte/notifications/direct").await;
    assert_eq!((opened.status(), opened.headers()["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store"));
    let mut stream = Body::into_data_stream(opened.into_body());
    let first = next(&mut stream).await.unwrap();
    assert!(first["unread"] == 0 && first.get("toast").is_none());

    site.tell(&to(id), Kind::BackedSucceeded).await;
    let told = next(&mut stream).await.unwrap();
    let toast = told["toast"].as_str().unwrap();
    assert!(told["shown"] == "1" && told["label"].as_str().unwrap().contains("1 unread"));
    assert!(
        toast.starts_with("<griot-toast") && toast.contains("href=\"/en/projets/pirogue\"") && !toast.contains("<b>"),
        "{toast}"
    );

    browser.get("/compte/notifications").await;
    assert_eq!(next(&mut stream).await.unwrap()["unread"], 0, "read on another page");

    let other = site.browser();
    other.submit("/connexion", &[("email", EMAIL), ("password", PASSWORD)]).await;
    other.submit_from("/compte/sessions", "/compte/sessions/autres", &[]).await;
    site.tell(&to(id), Kind::RefundDone).await;
    assert_eq!(next(&mut stream).await, None, "nobody hears what is told after their session ended");
}

#[tokio::test]
async fn streams_are_for_who_is_signed_in_are_counted_and_end_with_the_process() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let direct = "/compte/notifications/direct";
    assert_eq!(site.browser().open(direct).await.status(), StatusCode::SEE_OTHER, "to the sign-in page");
    assert_eq!(site.browser().open("/compte/notifications/etat").await.status(), StatusCode::SEE_OTHER);
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(browser.open(direct).await);
    }
    let refused = browser.open(direct).await;
    assert_eq!((refused.status(), refused.headers()["retry-after"].to_str().unwrap()), (StatusCode::TOO_MANY_REQUESTS, "60"));
    open.pop();
    let mut stream = Body::into_data_stream(browser.open(direct).await.into_body());
    assert!(next(&mut stream).await.is_some());
    site.notifications.hang_up();
    assert_eq!(next(&mut stream).await, None);
}

/// The token of the link by which a letter is refused.
async fn refusal_token(site: &Site) -> String {
    site.mailed_token(EMAIL).await
}

#[tokio::test]
async fn wishes_are_ticked_and_saved_as_a_whole_in_both_languages() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let page = browser.get("/compte/notifications").await;
    let boxes = page.texts("#reglages input[name=wanted]").len();
    assert_eq!(boxes, 8 * 3, "eight topics by three ways: no texts are sent here");
    assert!(page.shows("Sur vos appareils") && !page.has("#telephone"));
    assert!(browser.get("/en/compte/notifications").await.shows("On your devices"));
    let kept = [("wanted", "contributions.email"), ("wanted", "discussions.push")];
    let saved = browser.submit_from("/compte/notifications", "/compte/notifications/reglages", &kept).await;
    assert_eq!(saved.location(), "/compte/notifications#reglages");
    let page = browser.get("/compte/notifications").await;
    assert!(page.has("griot-toast"));
    assert_eq!(page.texts("#reglages input[checked]").len(), 2);
    let nonsense = [("wanted", "weather.pigeon")];
    browser.submit_from("/compte/notifications", "/compte/notifications/reglages", &nonsense).await;
    assert_eq!(browser.get("/compte/notifications").await.texts("#reglages input[checked]").len(), 0);
}

#[tokio::test]
async fn how_often_letters_leave_is_chosen_for_each_topic_that_can_wait() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let (page, settings) = ("/compte/notifications", "/compte/notifications/reglages");
    let chosen = async |expected: [&str; 3]| {
        let page = browser.get(page).await;
        let is = |value: &str| page.has(&format!("#reglages option[selected][value='{value}']"));
        assert!(expected.into_iter().all(is) && page.texts("#reglages option[selected]").len() == 7, "{expected:?}");
    };
    chosen(["backed_projects.daily", "own_projects.at_once", "discussions.at_once"]).await;
    assert!(browser.get("/en/compte/notifications").await.shows("One a week, on Monday morning"));
    let fields = [
        ("cadence", "backed_projects.weekly"),
        ("cadence", "discussions.daily"),
        ("cadence", "contributions.weekly"),
        ("cadence", "own_projects.hourly"),
    ];
    assert_eq!(browser.submit_from(page, settings, &fields).await.location(), "/compte/notifications#reglages");
    // Money does not wait, and nonsense changes nothing.
    chosen(["backed_projects.weekly", "own_projects.at_once", "discussions.daily"]).await;
}

#[tokio::test]
async fn who_receives_no_letters_is_told_on_the_page_and_says_that_the_address_works_again() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let (page, again) = ("/compte/notifications", "/compte/notifications/courrier");
    assert!(!browser.get(page).await.has(".banner-warn"));
    let key = "sha256(convert_to('afi@example.org', 'UTF8'))";
    let mark = |what: &str| {
        format!(
            "INSERT INTO notifications.addresses (address_key) VALUES (substring({key}, 1, 16)) ON CONFLICT DO NOTHING; \
             UPDATE notifications.addresses SET {what}"
        )
    };
    site.db.script(mark("undeliverable_since = now(), status = '5.1.1'")).await;
    let told = browser.get(page).await;
    assert!(told.shows("Votre adresse ne reçoit pas nos courriers (5.1.1)") && told.has(".banner-warn a[href='/compte/profil']"));
    assert!(browser.get("/en/compte/notifications").await.shows("Your address does not receive our mail (5.1.1)"));
    let id = site.identity.authenticate_session(&browser.cookie("griot_session"), None).await.unwrap().unwrap().account.id;
    let staff = site.signed_in("mod@example.org", &[Role::Moderator]).await;
    assert!(staff.get(&format!("/admin/comptes/{id}")).await.shows("N'arrivent pas (5.1.1)"));
    assert_eq!(browser.submit_from(page, again, &[]).await.location(), page);
    assert!(!browser.get(page).await.has(".banner-warn"));
    site.db.script(mark("complained_at = now()")).await;
    assert!(browser.get(page).await.shows("Recevoir de nouveau"));
    for _ in 0..2 {
        assert_eq!(browser.submit_from(page, again, &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(browser.submit_from(page, again, &[]).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn letters_are_refused_by_their_link_without_an_account_once_the_reader_says_so() {
    let site = Site::new().await;
    let stranger = Addressee { account_id: None, email: Some(EMAIL.into()), locale: Locale::Fr };
    site.tell(&stranger, Kind::BackedSucceeded).await;
    let token = refusal_token(&site).await;
    let path = format!("/desabonnement?jeton={token}");
    let browser = site.browser();
    let asked = browser.get(&path).await;
    assert!(asked.shows("Les projets que vous soutenez") && asked.headers["cache-control"] == "no-store");
    assert_eq!(browser.get(&format!("/en{path}")).await.attribute("html", "lang").as_deref(), Some("en"));
    site.tell(&stranger, Kind::BackedSucceeded).await;
    assert_eq!(site.mail.list_mailbox(Some(EMAIL), 9).await.unwrap().len(), 2, "opening the link refuses nothing");

    let done = browser.submit_from(&path, "/desabonnement", &[("jeton", &token)]).await;
    assert!(done.status == StatusCode::OK && done.has(".banner-ok"));
    site.tell(&stranger, Kind::BackedSucceeded).await;
    assert_eq!(site.mail.list_mailbox(Some(EMAIL), 9).await.unwrap().len(), 2);
    for wrong in ["", "abc", &token[1..]] {
        assert_eq!(browser.get(&format!("/desabonnement?jeton={wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(browser.submit_from(&path, "/desabonnement", &[("jeton", wrong)]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(browser.post("/desabonnement", "wrong", &[("jeton", &token)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_device_is_added_by_its_browser_listed_and_removed() {
    let site = Site::new().await;
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let page = browser.get("/compte/notifications").await;
    assert_eq!(page.attribute("griot-push", "data-key").as_deref(), Some(site.notifications.push_key()));
    let token = page.attribute("griot-push", "data-csrf").unwrap();
    let told = serde_json::json!({
        "endpoint": "https://push.example.org/wpush/abc", "expirationTime": null,
        "keys": { "p256dh": site.notifications.push_key(), "auth": "BTBZMqHH6r4Tts7J_aSIgg" },
    });
    let url = "/compte/notifications/appareils";
    assert_eq!(browser.post_json(url, "wrong", &told).await.status, StatusCode::FORBIDDEN);
    let mut wrong = told.clone();
    wrong["endpoint"] = "https://10.0.0.1/x".into();
    assert_eq!(browser.post_json(url, &token, &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let added = browser.post_json(url, &token, &told).await;
    assert!(added.status == StatusCode::OK && added.text.contains("#appareils"), "{}", added.text);
    let page = browser.get("/compte/notifications").await;
    assert!(page.shows("Chrome · Linux") && page.shows("Cet appareil") && !page.has("griot-push"));
    let off = page.attribute("#appareils form", "action").unwrap();
    assert_eq!(browser.submit_from("/compte/notifications", &off, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.submit_from("/compte/notifications", &off, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(browser.get("/compte/notifications").await.has("griot-push"));
}

#[tokio::test]
async fn a_number_is_given_confirmed_and_forgotten_on_the_page() {
    let gateway = SmsGateway::start().await;
    let sms = SmsConfig {
        provider: SmsProvider::AfricasTalking,
        username: USERNAME.into(),
        api_key: API_KEY.to_owned().into(),
        sender: None,
        url: Some(gateway.url()),
        country: "TG".into(),
        notices_per_day: 5,
    };
    let site = Site::with_notifications(NotificationsConfig { sms: Some(sms), ..NotificationsConfig::default() }).await;
    let mut registry = Registry::new();
    site.notifications.register(&mut registry);
    let browser = site.signed_in(EMAIL, &[Role::Viewer]).await;
    let (page, telephone) = ("/compte/notifications", "/compte/notifications/telephone");
    assert!(browser.get(page).await.shows("Par SMS"));
    let refused = browser.submit_from(page, telephone, &[("phone", "<b>douze</b>")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-phone") && refused.attribute("#f-phone", "value").as_deref() == Some("<b>douze</b>"));
    let english = browser.submit_from(page, "/en/compte/notifications/telephone", &[("phone", "12")]).await;
    assert!(english.shows("This is not a phone number"));

    let sent = browser.submit_from(page, telephone, &[("phone", "90 12 34 56")]).await;
    assert_eq!(sent.location(), "/compte/notifications#telephone");
    run_due(&site.db.db(), &registry).await.unwrap();
    let text = gateway.texts().remove(0).message;
    let code: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    assert!(browser.get(page).await.shows("+22890123456"));
    let path = "/compte/notifications/telephone/code";
    let wrong = browser.submit_from(page, path, &[("code", if code == "000000" { "1" } else { "000000" })]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.has("#error-code"));
    assert_eq!(browser.submit_from(page, path, &[("code", &code)]).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(page).await.shows("Confirmé"));
    let gone = browser.submit_from(page, "/compte/notifications/telephone/retrait", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(page).await.shows("+22890123456"));
}
