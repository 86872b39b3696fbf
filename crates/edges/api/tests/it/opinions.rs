use http::Method;
use serde_json::json;

use crate::world::{Who, World};

#[tokio::test]
async fn a_viewer_rates_comments_and_keeps_a_film() {
    let world = World::new().await;
    let id = world.film("Aube").await;
    let rated = world.call(Who::Stranger, Method::PUT, &format!("/api/v1/films/{id}/rating"), Some(json!({ "stars": 4 }))).await;
    assert_eq!((rated.status.as_u16(), &rated.body["average_tenths"]), (200, &json!(40)));
    let too_many =
        world.call(Who::Stranger, Method::PUT, &format!("/api/v1/films/{id}/rating"), Some(json!({ "stars": 6 }))).await;
    assert_eq!((too_many.status.as_u16(), &too_many.body["errors"][0]["field"]), (422, &json!("stars")));

    let comments = format!("/api/v1/films/{id}/comments");
    let comment = world.call(Who::Stranger, Method::POST, &comments, Some(json!({ "text": "Beau <b>film</b>" }))).await;
    assert_eq!(comment.status, 201);
    let reply = json!({ "text": "Merci", "parent_id": comment.body["id"] });
    assert_eq!(world.call(Who::Owner, Method::POST, &comments, Some(reply)).await.status, 201);
    let thread = world.get(Who::Nobody, &comments).await;
    assert_eq!(thread.body["items"][0]["comment"]["text"], "Beau <b>film</b>");
    assert_eq!(thread.body["items"][0]["comment"]["author_stars"], 4);
    assert_eq!(thread.body["items"][0]["replies"][0]["text"], "Merci");

    assert_eq!(world.call(Who::Stranger, Method::PUT, &format!("/api/v1/me/favourites/{id}"), None).await.status, 204);
    assert_eq!(world.get(Who::Stranger, "/api/v1/me/favourites").await.body["items"][0]["id"], json!(id));
    let list = json!({ "title": "À voir", "visibility": "private" });
    let list = world.call(Who::Stranger, Method::POST, "/api/v1/lists", Some(list)).await;
    let list = format!("/api/v1/lists/{}", list.body["id"].as_str().unwrap());
    assert_eq!(world.call(Who::Stranger, Method::PUT, &format!("{list}/films/{id}"), None).await.status, 204);
    assert_eq!(world.get(Who::Stranger, &list).await.body["films"]["items"][0]["id"], json!(id));
    assert_eq!(world.get(Who::Owner, &list).await.status, 404);
    let own = world.get(Who::Stranger, &format!("/api/v1/me/lists?film={id}")).await;
    assert_eq!((&own.body["items"][0]["has_film"], &own.body["items"][0]["film_count"]), (&json!(true), &json!(1)));
}

#[tokio::test]
async fn a_reported_comment_reaches_the_moderators_who_hide_it() {
    let world = World::new().await;
    let id = world.film("Aube").await;
    let comments = format!("/api/v1/films/{id}/comments");
    let comment = world.call(Who::Owner, Method::POST, &comments, Some(json!({ "text": "Achetez !" }))).await;
    let comment_id = comment.body["id"].as_str().unwrap();
    let report = json!({ "reason": "spam", "note": "Publicité" });
    let reports = format!("/api/v1/comments/{comment_id}/reports");
    assert_eq!(world.call(Who::Stranger, Method::POST, &reports, Some(report.clone())).await.status, 204);
    assert_eq!(world.call(Who::Stranger, Method::POST, &reports, Some(report)).await.status, 409);
    let queue = world.get(Who::Staff, "/api/v1/moderation/reports").await;
    assert_eq!(
        (&queue.body["items"][0]["id"], &queue.body["items"][0]["reports"][0]["reason"]),
        (&json!(comment_id), &json!("spam"))
    );
    let decision = json!({ "decision": "hide", "reason": "Publicité" });
    let decided = format!("/api/v1/moderation/comments/{comment_id}/decision");
    assert_eq!(world.call(Who::Staff, Method::POST, &decided, Some(decision)).await.status, 204);
    assert!(world.get(Who::Nobody, &comments).await.body["items"].as_array().unwrap().is_empty());
}
