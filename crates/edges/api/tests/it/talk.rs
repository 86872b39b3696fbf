//! Conversations and webhooks for programs: what is sent is masked and read, what is made is told, and nobody else learns of either.

use contracts::messaging::ConversationId;
use http::Method;
use kernel::Actor;
use messaging::{OpenConversation, Side, Subject, SubjectKind};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, Who, World};

impl World {
    /// An organisation of somebody's; its id.
    pub(crate) async fn merchant(&self, who: Who) -> String {
        let body = json!({ "name": "Souk de Fès", "kind": "merchant" });
        let made = self.call(who, Method::POST, "/api/v1/organisations", Some(body)).await;
        made.body["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned()
    }

    /// A conversation of the owner's with an organisation of the administrator's, who has said hello; and what was said.
    pub(crate) async fn conversation(&self) -> (String, String) {
        let merchant: Uuid = self.merchant(Who::Admin).await.parse().unwrap();
        let owner: Uuid = self.account_id(Who::Owner).await.parse().unwrap();
        let mut tx = self.db.begin(&Actor::system("test")).await.unwrap();
        let command = OpenConversation {
            subject: Subject { kind: SubjectKind::Partnership, id: Uuid::now_v7() },
            opener: Side::Organisation(merchant.into()),
            other: Side::Account(owner.into()),
        };
        let id: ConversationId = self.state.messaging.open_in(&mut tx, &command).await.unwrap();
        tx.commit().await.unwrap();
        let said = self.say(Who::Admin, &id.to_string(), "Bonjour et bienvenue").await;
        (id.to_string(), said.body["id"].as_str().unwrap_or_else(|| panic!("{said:?}")).to_owned())
    }

    async fn say(&self, who: Who, conversation: &str, text: &str) -> Answer {
        let body = json!({ "client_id": Uuid::now_v7(), "text": text });
        self.call(who, Method::POST, &format!("/api/v1/conversations/{conversation}/messages"), Some(body)).await
    }

    /// An endpoint of an organisation's, made by its owner, with a test on its way: the ids of both.
    pub(crate) async fn endpoint(&self, organisation: &str) -> (String, String) {
        let body = json!({ "kind": "signed", "name": "Caisse", "url": "http://127.0.0.1:9/hooks", "events": null });
        let path = format!("/api/v1/organisations/{organisation}/webhooks");
        let made = self.call(Who::Owner, Method::POST, &path, Some(body)).await;
        assert!(made.body["secret"].as_str().is_some_and(|secret| secret.starts_with("whsec_")), "{made:?}");
        let id = made.body["id"].as_str().unwrap().to_owned();
        let test = Some(json!({ "event": "sale.created" }));
        let sent = self.call(Who::Owner, Method::POST, &format!("/api/v1/webhooks/{id}/test"), test).await;
        (id, sent.body["id"].as_str().unwrap_or_else(|| panic!("{sent:?}")).to_owned())
    }
}

#[tokio::test]
async fn a_message_is_masked_and_the_sender_is_told_which_kinds_and_both_read_the_same() {
    let world = World::new().await;
    let (conversation, _) = world.conversation().await;
    let sent =
        world.say(Who::Owner, &conversation, "Merci ! Appelez le quatre-vingt-dix douze trente-quatre cinquante-six").await;
    assert_eq!((sent.status.as_u16(), &sent.body["masked"]), (201, &json!(["phone"])), "{sent:?}");
    let text = sent.body["text"].as_str().unwrap();
    assert!(text.starts_with("Merci") && text.contains("•••") && !text.contains("douze"), "{text}");
    let messages = format!("/api/v1/conversations/{conversation}/messages");
    let read = world.get(Who::Admin, &messages).await.body;
    assert_eq!((&read["items"][0]["text"], &read["items"][0]["own"]), (&json!(text), &json!(false)));
    let unread = async |who| world.get(who, "/api/v1/conversations/unread").await.body["unread"].clone();
    assert_eq!((unread(Who::Owner).await, unread(Who::Admin).await), (json!(1), json!(1)));
    let path = format!("/api/v1/conversations/{conversation}/read");
    let done = world.call(Who::Admin, Method::POST, &path, Some(json!({ "number": 2 }))).await;
    assert_eq!((&done.body["unread"], &done.body["other_name"]), (&json!(0), &json!("owner")));
    let seen = world.get(Who::Owner, &format!("/api/v1/conversations/{conversation}")).await.body;
    assert_eq!((&seen["read_by_other"], &seen["other_name"]), (&json!(2), &json!("Souk de Fès")), "an organisation has a name");
    let found = world.get(Who::Owner, "/api/v1/conversations/search?q=bienvenue").await.body;
    assert_eq!(found["hits"][0]["conversation_id"], json!(conversation));
}

#[tokio::test]
async fn what_is_sent_twice_is_one_message_and_wrong_ones_are_refused_by_field() {
    let world = World::new().await;
    let (conversation, _) = world.conversation().await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let send = async |body: Value| world.call(Who::Owner, Method::POST, &path, Some(body)).await;
    let body = json!({ "client_id": Uuid::now_v7(), "text": "Une fois" });
    let (one, two) = (send(body.clone()).await, send(body.clone()).await);
    assert_eq!((one.status.as_u16(), one.body["id"].clone()), (201, two.body["id"].clone()));
    let mut other = body;
    other["text"] = json!("Autre chose");
    assert_eq!(send(other).await.status, 409);
    for (wrong, field) in [
        (json!({ "client_id": Uuid::now_v7(), "text": " " }), "text"),
        (json!({ "client_id": Uuid::now_v7(), "text": "a", "attachments": [Uuid::now_v7()] }), "attachments"),
    ] {
        let answer = send(wrong).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["field"]), (422, &json!(field)), "{answer:?}");
    }
}

#[tokio::test]
async fn an_endpoint_is_made_written_shown_without_its_secret_and_told() {
    let world = World::new().await;
    let organisation = world.merchant(Who::Owner).await;
    let (id, delivery) = world.endpoint(&organisation).await;
    let shown = world.get(Who::Owner, &format!("/api/v1/webhooks/{id}")).await.body;
    assert_eq!((&shown["owner_id"], &shown["state"], &shown["secret"]), (&json!(organisation), &json!("enabled"), &Value::Null));
    let log = world.get(Who::Owner, &format!("/api/v1/webhooks/{id}/deliveries?state=pending")).await.body;
    assert_eq!((&log["items"][0]["id"], &log["items"][0]["is_test"]), (&json!(delivery), &json!(true)));
    let sent = world.get(Who::Owner, &format!("/api/v1/webhook-deliveries/{delivery}")).await.body;
    let body: Value = serde_json::from_str(sent["body"].as_str().unwrap()).unwrap();
    let events = world.get(Who::Owner, "/api/v1/webhook-events").await.body;
    let example = events.as_array().unwrap().iter().find(|event| event["name"] == "sale.created").unwrap();
    assert_eq!((&body["type"], &body["test"], &body["data"]), (&json!("sale.created"), &json!(true), &example["example"]));
    let wrong = json!({ "kind": "postback", "name": "", "url": "https://t.example/?a={klick}", "events": ["weather"] });
    let refused = world.call(Who::Owner, Method::POST, "/api/v1/me/webhooks", Some(wrong)).await;
    let fields: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!((refused.status.as_u16(), fields), (422, vec![json!("name"), json!("url"), json!("events")]));
}

#[tokio::test]
async fn an_api_key_reads_no_endpoint_and_no_secret() {
    let world = World::new().await;
    let organisation = world.merchant(Who::Owner).await;
    let (id, _) = world.endpoint(&organisation).await;
    let made = json!({ "name": "Caisse", "scopes": ["participate"] });
    let key = world.call(Who::Owner, Method::POST, "/api/v1/me/api-keys", Some(made)).await;
    let key = format!("Bearer {}", key.body["key"].as_str().unwrap_or_else(|| panic!("{key:?}")));
    for (method, path) in [
        (Method::GET, format!("/api/v1/webhooks/{id}")),
        (Method::GET, format!("/api/v1/organisations/{organisation}/webhooks")),
        (Method::POST, format!("/api/v1/webhooks/{id}/secret/reveal")),
    ] {
        let refused = world.call_with(method, &path, &[("authorization", &key)], None).await;
        assert_eq!(refused.status, 403, "{path}: {refused:?}");
    }
    let read = world.call_with(Method::GET, "/api/v1/conversations", &[("authorization", &key)], None).await;
    assert_eq!(read.status, 200, "a key that may take part reads conversations");
}
