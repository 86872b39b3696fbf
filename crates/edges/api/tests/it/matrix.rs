//! Who may do what: every route of the document stands here, with what nobody, a stranger, the owner and the staff get.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use crate::world::{Who, World};

/// A route with its body, and the status for nobody, a stranger, the owner, the staff.
type Row = (&'static str, &'static str, Option<Value>, [u16; 4]);

/// Routes of other contexts: tested with them, listed here so that a new route is never forgotten.
const ELSEWHERE: [&str; 8] = [
    "/api/auth/",
    "/api/v1/uploads",
    "/api/v1/assets",
    "/api/v1/playback",
    "/api/v1/me/",
    "/api/v1/me",
    "/api/v1/admin/",
    "/api/v1/organisations",
];

fn rows() -> Vec<Row> {
    let mut rows = film_rows();
    rows.extend(opinion_rows());
    rows.extend(list_rows());
    rows
}

fn film_rows() -> Vec<Row> {
    let details = || Some(json!({ "title": "Aube" }));
    vec![
        ("GET", "/api/v1/home", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/filters", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/films", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/search?q=aube", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/people?q=koffi", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/films/{draft}", None, [404, 404, 200, 200]),
        ("GET", "/api/v1/films/{film}/studio", None, [401, 403, 200, 200]),
        ("GET", "/api/v1/films/{draft}/studio", None, [401, 404, 200, 200]),
        ("POST", "/api/v1/films", details(), [401, 403, 201, 403]),
        ("PUT", "/api/v1/films/{film}", details(), [401, 403, 200, 200]),
        ("PUT", "/api/v1/films/{draft}", details(), [401, 404, 200, 200]),
        ("PUT", "/api/v1/films/{film}/credits", Some(json!({ "credits": [] })), [401, 403, 200, 200]),
        ("PUT", "/api/v1/films/{film}/assets/poster", Some(json!({ "asset_id": null })), [401, 403, 200, 200]),
        ("DELETE", "/api/v1/films/{film}", None, [401, 403, 409, 409]),
        ("POST", "/api/v1/films/{film}/submit", None, [401, 403, 409, 409]),
        ("POST", "/api/v1/films/{film}/withdraw", None, [401, 403, 409, 409]),
        ("POST", "/api/v1/films/{draft}/unpublish", None, [401, 404, 409, 409]),
        ("POST", "/api/v1/films/{film}/publish", None, [401, 403, 403, 409]),
        ("POST", "/api/v1/films/{draft}/refuse", Some(json!({ "reason": "Non" })), [401, 403, 403, 409]),
        ("POST", "/api/v1/films/{film}/playback", Some(json!({})), [0, 0, 0, 0]),
        ("GET", "/api/v1/people/{person}", None, [200, 200, 200, 200]),
        ("POST", "/api/v1/people", Some(json!({ "name": "Ama" })), [401, 403, 201, 403]),
        ("PUT", "/api/v1/people/{person}", Some(json!({ "name": "Ama" })), [401, 403, 200, 200]),
        (
            "POST",
            "/api/v1/people/{person}/merge",
            Some(json!({ "into": "01890a5d-ac96-774b-bcce-b302099a8057" })),
            [401, 403, 403, 404],
        ),
    ]
}

fn opinion_rows() -> Vec<Row> {
    let text = || Some(json!({ "text": "Bien" }));
    let decision = || Some(json!({ "decision": "dismiss", "reason": "Rien" }));
    let report = || Some(json!({ "reason": "spam" }));
    vec![
        ("PUT", "/api/v1/films/{film}/rating", Some(json!({ "stars": 3 })), [401, 200, 200, 200]),
        ("DELETE", "/api/v1/films/{film}/rating", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/films/{film}/comments", None, [200, 200, 200, 200]),
        ("POST", "/api/v1/films/{film}/comments", text(), [401, 201, 201, 201]),
        ("POST", "/api/v1/films/{draft}/comments", text(), [401, 404, 404, 404]),
        ("GET", "/api/v1/comments/{comment}", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/comments/{comment}/replies", None, [200, 200, 200, 200]),
        ("PUT", "/api/v1/comments/{comment}", text(), [401, 403, 200, 403]),
        ("POST", "/api/v1/comments/{comment}/reports", report(), [401, 204, 204, 204]),
        ("POST", "/api/v1/films/{film}/reports", report(), [401, 204, 204, 204]),
        ("GET", "/api/v1/moderation/films", None, [401, 403, 403, 200]),
        ("GET", "/api/v1/moderation/reports", None, [401, 403, 403, 200]),
        ("POST", "/api/v1/moderation/films/{film}/decision", decision(), [401, 403, 403, 204]),
        ("POST", "/api/v1/moderation/comments/{comment}/decision", decision(), [401, 403, 403, 204]),
    ]
}

fn list_rows() -> Vec<Row> {
    let list = || Some(json!({ "title": "À voir", "visibility": "public" }));
    vec![
        ("POST", "/api/v1/lists", list(), [401, 201, 201, 201]),
        ("GET", "/api/v1/lists/{list}", None, [200, 200, 200, 200]),
        ("PUT", "/api/v1/lists/{list}", list(), [401, 403, 200, 403]),
        ("PUT", "/api/v1/lists/{list}/films/{film}", None, [401, 403, 204, 403]),
        ("POST", "/api/v1/lists/{list}/moves", Some(json!({ "film_id": "{film}", "position": 0 })), [401, 403, 204, 403]),
        ("DELETE", "/api/v1/lists/{list}/films/{film}", None, [401, 403, 204, 403]),
        ("DELETE", "/api/v1/lists/{list}", None, [401, 403, 204, 404]),
        ("DELETE", "/api/v1/comments/{comment}", None, [401, 403, 204, 404]),
        ("GET", "/api/v1/me/films", None, [401, 403, 200, 403]),
        ("GET", "/api/v1/me/lists", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/me/favourites", None, [401, 200, 200, 200]),
        ("PUT", "/api/v1/me/favourites/{film}", None, [401, 204, 204, 204]),
        ("DELETE", "/api/v1/me/favourites/{film}", None, [401, 204, 204, 204]),
        ("GET", "/api/v1/me/continue", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/me/history", None, [401, 200, 200, 200]),
    ]
}

#[tokio::test]
async fn everybody_gets_exactly_what_the_matrix_says() {
    let world = World::new().await;
    let (film, draft) = (world.film("Aube").await.to_string(), world.draft("Brouillon").await.to_string());
    let made = |answer: crate::world::Answer| answer.body["id"].as_str().unwrap().to_owned();
    let person = made(world.call(Who::Owner, Method::POST, "/api/v1/people", Some(json!({ "name": "Yao" }))).await);
    let comment = format!("/api/v1/films/{film}/comments");
    let comment = made(world.call(Who::Owner, Method::POST, &comment, Some(json!({ "text": "Ici" }))).await);
    let list = json!({ "title": "Liste", "visibility": "public" });
    let list = made(world.call(Who::Owner, Method::POST, "/api/v1/lists", Some(list)).await);
    let fill = |text: &str| {
        [("{film}", &film), ("{draft}", &draft), ("{person}", &person), ("{comment}", &comment), ("{list}", &list)]
            .into_iter()
            .fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    };
    let mut wrong = Vec::new();
    for (method, path, body, expected) in rows() {
        for (who, status) in [Who::Nobody, Who::Stranger, Who::Owner, Who::Staff].into_iter().zip(expected) {
            if status == 0 {
                continue;
            }
            let body = body.as_ref().map(|body| fill(&body.to_string()).parse().unwrap());
            let answer = world.call(who, method.parse().unwrap(), &fill(path), body).await;
            if answer.status.as_u16() != status {
                wrong.push(format!("{method} {path} as {who:?}: {} instead of {status}: {}", answer.status, answer.body["code"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_route_of_the_document_is_missing_from_the_matrix() {
    let shape = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
    };
    let listed: BTreeSet<String> = rows().iter().map(|(method, path, ..)| format!("{method} {}", shape(path))).collect();
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut missing = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in
            item.as_object().unwrap().keys().filter(|name| ["get", "put", "post", "delete", "patch"].contains(&name.as_str()))
        {
            let route = format!("{} {}", method.to_uppercase(), shape(&path.replace("assets/{part}", "assets/poster")));
            let elsewhere = ELSEWHERE.iter().any(|start| path.starts_with(start));
            if !listed.contains(&route) && !elsewhere {
                missing.push(route);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
