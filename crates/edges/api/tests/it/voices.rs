//! Updates of a project and questions on it, for programs.

use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, Who, World};

async fn post(world: &World, who: Who, path: &str, body: Value) -> Answer {
    world.call(who, Method::POST, path, Some(body)).await
}

#[tokio::test]
async fn what_is_for_backers_is_shown_to_others_without_its_text() {
    let world = World::new().await;
    let id = world.online_project().await;
    let updates = format!("/api/v1/projects/{id}/updates");
    let update = json!({ "audience": "backers", "title": "Premier jour", "text": "Le tournage commence." });
    let made = post(&world, Who::Owner, &updates, update.clone()).await;
    assert_eq!((made.status.as_u16(), &made.body["text"]), (201, &update["text"]));
    for (who, text) in [(Who::Owner, &update["text"]), (Who::Staff, &update["text"]), (Who::Nobody, &Value::Null)] {
        let seen = world.get(who, &updates).await;
        assert_eq!((&seen.body["items"][0]["title"], &seen.body["items"][0]["text"]), (&update["title"], text), "{who:?}");
    }
    // A pledge that is not paid opens nothing.
    let pledge =
        json!({ "id": Uuid::now_v7(), "secret": "seize lettres ou plus", "amount": { "amount_minor": 1000, "currency": "XOF" } });
    let pledge = post(&world, Who::Nobody, &format!("/api/v1/projects/{id}/pledges"), pledge).await;
    let path = format!("{updates}?pledge={}", pledge.body["id"].as_str().unwrap());
    let key = pledge.body["key"].as_str().unwrap();
    let unpaid = world.call_with(Method::GET, &path, &[("payment-key", key)], None).await;
    assert_eq!(unpaid.body["items"][0]["text"], Value::Null);
    let paid = "UPDATE crowdfunding.pledges SET state = 'paid', paid_at = now()";
    sqlx::query(paid).execute(world.db.pool()).await.unwrap();
    let paid = world.call_with(Method::GET, &path, &[("payment-key", key)], None).await;
    assert_eq!(paid.body["items"][0]["text"], update["text"]);
    let wrong_key = world.call_with(Method::GET, &path, &[("payment-key", "another")], None).await;
    assert_eq!(wrong_key.body["items"][0]["text"], Value::Null);

    for (member, value) in [("audience", json!("friends")), ("title", json!("x")), ("text", json!("")), ("surprise", json!(1))] {
        let mut bad = update.clone();
        bad[member] = value;
        assert_eq!(post(&world, Who::Owner, &updates, bad).await.status, 422, "{member}");
    }
    let remove = format!("/api/v1/moderation/project-updates/{}/remove", made.body["id"].as_str().unwrap());
    assert_eq!(post(&world, Who::Staff, &remove, json!({ "reason": "x" })).await.status, 422);
    assert_eq!(post(&world, Who::Staff, &remove, json!({ "reason": "Injurieux" })).await.status, 204);
    assert_eq!(world.get(Who::Nobody, &updates).await.body["items"], json!([]));
    assert_eq!(world.get(Who::Owner, &updates).await.body["items"][0]["removed_reason"], "Injurieux");
}

#[tokio::test]
async fn a_question_is_answered_by_the_creator_and_hidden_by_a_moderator() {
    let world = World::new().await;
    let id = world.online_project().await;
    let comments = format!("/api/v1/projects/{id}/comments");
    let question = post(&world, Who::Stranger, &comments, json!({ "text": "Quand tournez-vous ?" })).await;
    assert_eq!((question.status.as_u16(), &question.body["by_creator"]), (201, &json!(false)));
    let answer = json!({ "text": "En mai.", "parent_id": question.body["id"] });
    assert_eq!(post(&world, Who::Owner, &comments, answer).await.body["by_creator"], json!(true));
    let seen = world.get(Who::Nobody, &comments).await;
    assert_eq!(seen.body["items"][0]["comment"]["text"], "Quand tournez-vous ?");
    assert_eq!(
        (&seen.body["items"][0]["answers"][0]["text"], &seen.body["items"][0]["answer_count"]),
        (&json!("En mai."), &json!(1))
    );
    let at = format!("/api/v1/project-comments/{}", question.body["id"].as_str().unwrap());
    assert_eq!(world.get(Who::Nobody, &format!("{at}/answers")).await.body["items"][0]["text"], "En mai.");
    for bad in [json!({ "text": "" }), json!({ "text": "a", "surprise": 1 }), json!({ "text": "x".repeat(2001) })] {
        assert_eq!(post(&world, Who::Stranger, &comments, bad).await.status, 422);
    }
    let moderated = format!("/api/v1/moderation/project-comments/{}", question.body["id"].as_str().unwrap());
    assert_eq!(post(&world, Who::Staff, &format!("{moderated}/hide"), json!({ "reason": "Hors sujet" })).await.status, 204);
    let hidden = world.get(Who::Nobody, &comments).await;
    assert_eq!(hidden.body["items"][0]["comment"]["text"], "");
    assert_eq!(world.get(Who::Stranger, &comments).await.body["items"][0]["comment"]["hidden_reason"], "Hors sujet");
    assert_eq!(world.call(Who::Staff, Method::POST, &format!("{moderated}/show"), None).await.status, 204);
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &at, None).await.status, 204);
    assert_eq!(world.get(Who::Stranger, &comments).await.body["items"][0]["comment"]["state"], "deleted");
}
