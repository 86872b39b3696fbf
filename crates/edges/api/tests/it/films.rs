use http::Method;
use serde_json::json;

use crate::world::{Who, World};

#[tokio::test]
async fn a_film_is_made_published_found_and_tagged() {
    let world = World::new().await;
    let id = world.film("La Pirogue").await;
    let film = world.get(Who::Nobody, "/api/v1/films/la-pirogue").await;
    assert_eq!(film.status, 200);
    assert_eq!((&film.body["id"], &film.body["state"]), (&json!(id), &json!("published")));
    assert_eq!(film.body["credits"][0]["name"], "Aïcha Koffi");
    let tag = film.headers["etag"].to_str().unwrap();
    let same = world.call_with(Method::GET, &format!("/api/v1/films/{id}"), &[("if-none-match", tag)], None).await;
    assert_eq!(same.status, 304);

    let list = world.get(Who::Nobody, "/api/v1/films?genre=drama&sort=title&limit=5").await;
    assert_eq!(list.body["items"][0]["slug"], "la-pirogue");
    assert_eq!(list.body["next"], json!(null));
    let found = world.get(Who::Nobody, "/api/v1/search?q=pirrogue").await;
    assert_eq!((&found.body["items"][0]["film"]["id"], &found.body["resembling"]), (&json!(id), &json!(true)));
    let person = world.get(Who::Nobody, "/api/v1/people/aicha-koffi").await;
    assert_eq!(person.body["films"][0]["roles"][0]["role"], "director");
    assert_eq!(world.get(Who::Nobody, "/api/v1/people?q=koffi").await.body["items"][0]["film_count"], 1);
    assert_eq!(world.get(Who::Nobody, "/api/v1/home").await.body["featured"]["id"], json!(id));
    assert_eq!(world.get(Who::Nobody, "/api/v1/filters").await.body["genres"][0]["films"], 1);
}

#[tokio::test]
async fn pages_follow_their_cursor() {
    let world = World::new().await;
    for title in ["Un", "Deux", "Trois"] {
        world.film(title).await;
    }
    let mut titles = Vec::new();
    let mut path = "/api/v1/films?limit=2".to_owned();
    loop {
        let page = world.get(Who::Nobody, &path).await;
        titles.extend(page.body["items"].as_array().unwrap().iter().map(|film| film["title"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        path = format!("/api/v1/films?limit=2&after={next}");
    }
    assert_eq!(titles, ["Trois", "Deux", "Un"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_film_is_told_field_by_field() {
    let world = World::new().await;
    let id = world.draft("Aube").await;
    let body = json!({ "title": "", "year": 3000, "countries": ["Togo"] });
    let answer = world.call(Who::Owner, Method::PUT, &format!("/api/v1/films/{id}"), Some(body)).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (422, &json!("catalog-invalid")));
    let errors = answer.body["errors"].as_array().unwrap();
    let fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["title", "countries", "year"]);
    assert!(errors.iter().all(|error| !error["detail"].as_str().unwrap().starts_with("field-")), "{errors:?}");
    let stale = json!({ "title": "Aube", "version": 1 });
    let answer = world.call(Who::Owner, Method::PUT, &format!("/api/v1/films/{id}"), Some(stale)).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (409, &json!("catalog-film-outdated")));
}
