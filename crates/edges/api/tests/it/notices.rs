//! What a caller is told, and wants to be told.

use axum::body::Body;
use futures::StreamExt as _;
use http::{Method, Request, StatusCode};
use kernel::{Actor, Currency, Locale, Money};
use notifications::{Addressee, Kind, Notice, Value};
use platform::{Secrets, mail::Returns};
use serde_json::json;
use tower::ServiceExt as _;

use crate::world::{Who, World};

impl World {
    async fn tell(&self, who: Who, kind: Kind) {
        let account_id = Some(self.account_id(who).await.parse().unwrap());
        let to = Addressee { account_id, email: None, locale: Locale::Fr };
        let notice = Notice::new(kind, "/projets/pirogue")
            .with("project", Value::Text("La pirogue".into()))
            .with("amount", Value::Money(Money::new(12_500, Currency::Xof)));
        let mut tx = self.db.begin(&Actor::system("test")).await.unwrap();
        self.state.notifications.notify_in(&mut tx, &to, &notice).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn unread(&self, who: Who) -> i64 {
        self.get(who, "/api/v1/me/notifications/unread").await.body["unread"].as_i64().unwrap()
    }
}

const LIST: &str = "/api/v1/me/notifications";
const READ: &str = "/api/v1/me/notifications/read";

#[tokio::test]
async fn notices_are_listed_counted_and_marked_as_read_by_their_reader_alone() {
    let world = World::new().await;
    for _ in 0..3 {
        world.tell(Who::Owner, Kind::RefundDone).await;
    }
    let page = world.get(Who::Owner, &format!("{LIST}?limit=2")).await;
    assert_eq!(page.body["items"].as_array().unwrap().len(), 2);
    let first = &page.body["items"][0];
    assert!(first["topic"] == "contributions" && first["kind"] == "refund-done" && first["read_at"].is_null());
    let rest = world.get(Who::Owner, &format!("{LIST}?after={}", page.body["next"].as_str().unwrap())).await;
    assert_eq!(rest.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(world.unread(Who::Owner).await, 3, "listing reads nothing");

    let one = json!({ "ids": [first["id"]] });
    assert_eq!(world.call(Who::Stranger, Method::POST, READ, Some(one.clone())).await.status, 204);
    assert_eq!(world.unread(Who::Owner).await, 3, "not theirs to read");
    assert_eq!(world.call(Who::Owner, Method::POST, READ, Some(one)).await.status, 204);
    assert_eq!(world.unread(Who::Owner).await, 2);
    assert_eq!(world.call(Who::Owner, Method::POST, READ, Some(json!({ "ids": [] }))).await.status, 204);
    assert_eq!(world.unread(Who::Owner).await, 2, "none is none, not all");
    assert_eq!(world.call(Who::Owner, Method::POST, READ, Some(json!({}))).await.status, 204);
    assert_eq!(world.unread(Who::Owner).await, 0);

    let many = json!({ "ids": vec![first["id"].clone(); 101] });
    let refused = world.call(Who::Owner, Method::POST, READ, Some(many)).await;
    assert_eq!((refused.status, refused.body["errors"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("ids")));
    let bad = world.get(Who::Owner, &format!("{LIST}?after=xyz")).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_program_hears_what_arrives() {
    let world = World::new().await;
    world.state.bus.ready().await;
    let token = format!("Bearer {}", world.token(Who::Owner).unwrap());
    let request = Request::get("/api/v1/me/notifications/events").header("authorization", token).body(Body::empty()).unwrap();
    let answer = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = answer.into_body().into_data_stream();
    let mut next = async || String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(next().await.contains("\"unread\":0"));
    world.tell(Who::Owner, Kind::RefundDone).await;
    let told = next().await;
    assert!(told.starts_with("event: notice") && told.contains("refund-done"), "{told}");
}

#[tokio::test]
async fn wishes_are_read_and_set_and_nobody_has_any() {
    let world = World::new().await;
    let path = "/api/v1/me/notification-preferences";
    for (method, path) in
        [("GET", path), ("PUT", path), ("GET", LIST), ("POST", READ), ("GET", "/api/v1/me/notifications/events")]
    {
        let body = (method != "GET").then(|| json!({ "topic": "discussions", "channel": "email", "wanted": false }));
        let answer = world.call(Who::Nobody, method.parse().unwrap(), path, body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    let wish = json!({ "topic": "discussions", "channel": "email", "wanted": false });
    assert_eq!(world.call(Who::Owner, Method::PUT, path, Some(wish.clone())).await.status, 204);
    let cells = world.get(Who::Owner, path).await;
    assert!(
        cells
            .body
            .as_array()
            .unwrap()
            .contains(&json!({ "topic": "discussions", "channel": "email", "wanted": false, "always": false }))
    );
    for (member, wrong) in [("topic", "weather"), ("channel", "pigeon")] {
        let mut wish = wish.clone();
        wish[member] = wrong.into();
        assert_eq!(world.call(Who::Owner, Method::PUT, path, Some(wish)).await.status, 422, "{member}");
    }
}

#[tokio::test]
async fn how_often_letters_leave_is_read_and_set_for_topics_that_can_wait() {
    let world = World::new().await;
    let path = "/api/v1/me/notification-cadences";
    let weekly = json!({ "topic": "discussions", "cadence": "weekly" });
    for (method, body) in [(Method::GET, None), (Method::PUT, Some(weekly.clone()))] {
        assert_eq!(world.call(Who::Nobody, method, path, body).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(world.call(Who::Owner, Method::PUT, path, Some(weekly.clone())).await.status, 204);
    let said = world.get(Who::Owner, path).await.body;
    let said = said.as_array().unwrap();
    let first =
        [json!({ "topic": "backed_projects", "cadence": "daily" }), json!({ "topic": "own_projects", "cadence": "at_once" })];
    assert_eq!((&said[..2], &said[2], said.len()), (first.as_slice(), &weekly, 7));
    for (topic, cadence) in [("contributions", "daily"), ("discussions", "hourly"), ("weather", "daily")] {
        let wrong = json!({ "topic": topic, "cadence": cadence });
        assert_eq!(world.call(Who::Owner, Method::PUT, path, Some(wrong)).await.status, 422, "{topic} {cadence}");
    }
}

#[tokio::test]
async fn one_request_refuses_letters_without_session_or_form_and_a_browser_is_asked_first() {
    let world = World::new().await;
    let to = Addressee { account_id: None, email: Some("kossi@example.tg".into()), locale: Locale::En };
    let tell = async || {
        let notice = Notice::new(Kind::BackedSucceeded, "/projets/pirogue").with("project", Value::Text("La pirogue".into()));
        let mut tx = world.db.begin(&Actor::system("test")).await.unwrap();
        world.state.notifications.notify_in(&mut tx, &to, &notice).await.unwrap();
        tx.commit().await.unwrap();
        let sql = "SELECT unsubscribe FROM platform.mailbox WHERE recipient = 'kossi@example.tg' ORDER BY id";
        let letters: Vec<Option<String>> = sqlx::query_scalar(sql).fetch_all(world.db.pool()).await.unwrap();
        letters
    };
    let address: url::Url = tell().await.remove(0).unwrap().parse().unwrap();
    assert!(address.path().starts_with("/hooks/letters/en/refuse/"), "{address}");
    let asked = world.raw(Request::get(address.path()).body(Body::empty()).unwrap()).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert!(asked.headers["location"].to_str().unwrap().contains("/en/desabonnement?jeton="));
    let post = async |path: &str, kind: &str, body: &str| {
        let request = Request::post(path).header("content-type", kind).header("cookie", "griot_session=x");
        world.raw(request.body(Body::from(body.to_owned())).unwrap()).await.status
    };
    let form = "application/x-www-form-urlencoded";
    for wrong in ["", "List-Unsubscribe=Two-Clicks", "{}"] {
        assert_eq!(post(address.path(), form, wrong).await, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let (cut, one_click) = (&address.path()[..address.path().len() - 2], "List-Unsubscribe=One-Click");
    assert_eq!(post(cut, form, one_click).await, StatusCode::NOT_FOUND);
    assert_eq!(tell().await.len(), 2, "nothing was refused yet");
    assert_eq!(post(address.path(), form, one_click).await, StatusCode::OK);
    let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    assert_eq!(post(address.path(), "multipart/form-data; boundary=x", parts).await, StatusCode::OK, "twice is fine");
    assert_eq!(tell().await.len(), 2);
}

#[tokio::test]
async fn a_mail_that_came_back_is_handed_in_by_the_secret_of_its_address() {
    let world = World::new().await;
    let hook = world.state.notifications.mail_hook();
    let post = async |path: &str, body: Vec<u8>| {
        let request = Request::post(path).header("content-type", "message/rfc822").body(Body::from(body)).unwrap();
        world.raw(request).await.status
    };
    let mark = Returns::new(&Secrets::from_master([7; 32])).mark("owner@example.org", uuid::Uuid::now_v7());
    let mail = format!(
        "To: retours+{mark}@griot.example\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
    );
    let state = "/api/v1/me/mail";
    let fine = json!({ "undeliverable_since": null, "status": null, "complained_at": null });
    assert_eq!(post("/hooks/mail/abc", mail.clone().into()).await, StatusCode::NOT_FOUND);
    assert_eq!(post(&hook, vec![b'a'; 600 * 1024]).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(&hook, vec![0xff; 100]).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&hook, b"Subject: no report\r\n\r\nBonjour\r\n".to_vec()).await, StatusCode::OK, "read, and nothing in it");
    assert_eq!(world.get(Who::Owner, state).await.body, fine);
    assert_eq!(post(&hook, mail.into()).await, StatusCode::OK);
    assert_eq!(world.get(Who::Owner, state).await.body["status"], "5.1.1");
    assert_eq!(world.get(Who::Stranger, state).await.body, fine, "nobody else's");

    let of = format!("/api/v1/admin/accounts/{}/mail", world.account_id(Who::Owner).await);
    assert_eq!(world.get(Who::Staff, &of).await.body["status"], "5.1.1");
    assert_eq!(world.get(Who::Owner, &of).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.call(Who::Nobody, Method::POST, "/api/v1/me/mail/resume", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.call(Who::Owner, Method::POST, "/api/v1/me/mail/resume", None).await.status, 204);
    assert_eq!(world.get(Who::Owner, state).await.body, fine);
}

#[tokio::test]
async fn a_device_of_a_sign_in_is_added_listed_and_removed_by_its_owner() {
    let world = World::new().await;
    let key = world.get(Who::Nobody, "/api/v1/push-key").await.body["key"].as_str().unwrap().to_owned();
    let path = "/api/v1/me/devices";
    let device =
        json!({ "endpoint": "https://push.example.org/wpush/abc", "keys": { "p256dh": key, "auth": "BTBZMqHH6r4Tts7J_aSIgg" } });
    let token = format!("Bearer {}", world.token(Who::Owner).unwrap());
    let headers = [("authorization", token.as_str()), ("idempotency-key", "appareil-1")];
    let added = world.call_with(Method::POST, path, &headers, Some(device.clone())).await;
    assert_eq!((added.status, added.body["current"].as_bool()), (StatusCode::CREATED, Some(true)), "{added:?}");
    let again = world.call_with(Method::POST, path, &headers, Some(device.clone())).await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &added.body), "the same answer");
    assert_eq!(world.get(Who::Owner, path).await.body.as_array().unwrap().len(), 1);
    let one = format!("{path}/{}", added.body["id"].as_str().unwrap());
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &one, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.call(Who::Owner, Method::DELETE, &one, None).await.status, StatusCode::NO_CONTENT);
    let mut wrong = device;
    wrong["keys"]["auth"] = "x".into();
    wrong["endpoint"] = "http://push.example.org/".into();
    let refused = world.call(Who::Owner, Method::POST, path, Some(wrong)).await;
    let fields: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!((refused.status, fields), (StatusCode::UNPROCESSABLE_ENTITY, vec![json!("endpoint"), json!("auth")]));
    assert_eq!(world.get(Who::Nobody, path).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn where_no_texts_are_sent_a_number_cannot_be_given() {
    let world = World::new().await;
    let path = "/api/v1/me/phone";
    assert_eq!(world.get(Who::Owner, path).await.body, json!({ "number": null, "pending": null, "silent_since": null }));
    let asked = world.call(Who::Owner, Method::PUT, path, Some(json!({ "phone": "90 12 34 56" }))).await;
    assert_eq!((asked.status, asked.body["code"].as_str()), (StatusCode::NOT_FOUND, Some("notifications-no-sms")));
    let code = world.call(Who::Owner, Method::POST, &format!("{path}/confirm"), Some(json!({ "code": "123456" }))).await;
    assert_eq!((code.status, code.body["code"].as_str()), (StatusCode::CONFLICT, Some("notifications-code-over")));
    assert_eq!(world.call(Who::Owner, Method::DELETE, path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get(Who::Nobody, path).await.status, StatusCode::UNAUTHORIZED);
}
