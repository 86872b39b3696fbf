use axum::body::Body;
use http::{Method, Request};
use serde_json::json;

use crate::world::{Who, World};

#[tokio::test]
async fn wrong_credentials_are_refused_and_never_ignored() {
    let world = World::new().await;
    for authorization in ["Bearer nonsense", "Bearer ", "Basic YTpi", "griot_x", "Bearer a b c"] {
        let answer = world.call_with(Method::GET, "/api/v1/films", &[("authorization", authorization)], None).await;
        assert_eq!(answer.status, 401, "{authorization}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        assert_eq!(answer.body["code"], "api-credentials");
    }
}

#[tokio::test]
async fn problems_speak_the_language_of_the_caller() {
    let world = World::new().await;
    for (language, detail) in [
        ("fr-TG, en;q=0.5", "Ce film n’existe pas, ou n’est plus visible."),
        ("en", "This film does not exist, or is no longer visible."),
    ] {
        let answer = world.call_with(Method::GET, "/api/v1/films/rien", &[("accept-language", language)], None).await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.body["detail"], detail);
        assert_eq!((&answer.body["status"], &answer.body["title"]), (&json!(404), &json!("Not Found")));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_of_its_own_kind() {
    let world = World::new().await;
    let login = |body: &'static str, kind: &'static str| {
        Request::post("/api/auth/login").header("content-type", kind).body(Body::from(body)).unwrap()
    };
    for (request, status, code) in [
        (Request::get("/api/v1/nothing").body(Body::empty()).unwrap(), 404, "api-not-found"),
        (Request::patch("/api/v1/films").body(Body::empty()).unwrap(), 405, "api-method"),
        (Request::get("/api/v1/films/%00").body(Body::empty()).unwrap(), 404, "catalog-film-not-found"),
        (Request::get("/api/v1/films/%ff").body(Body::empty()).unwrap(), 404, "api-not-found"),
        (Request::get("/api/v1/lists/not-an-id").body(Body::empty()).unwrap(), 404, "api-not-found"),
        (Request::get("/api/v1/films?limit=0").body(Body::empty()).unwrap(), 422, "api-invalid"),
        (Request::get("/api/v1/films?limit=many").body(Body::empty()).unwrap(), 422, "api-invalid"),
        (Request::get("/api/v1/films?after=%00").body(Body::empty()).unwrap(), 422, "catalog-invalid"),
        (Request::get("/api/v1/films?country=Togo").body(Body::empty()).unwrap(), 422, "api-invalid"),
        (login("{", "application/json"), 422, "api-invalid"),
        (login("{\"email\":\"a@b.c\",\"password\":\"x\",\"extra\":1}", "application/json"), 422, "api-invalid"),
        (login("email=a", "application/x-www-form-urlencoded"), 415, "api-media-type"),
    ] {
        let what = request.uri().to_string();
        let answer = world.raw(request).await;
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        assert_eq!(answer.body["code"], code, "{what}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let world = World::new().await;
    let body = json!({ "title": "x".repeat(100_000) });
    let answer = world.call(Who::Owner, Method::POST, "/api/v1/films", Some(body)).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (413, &json!("api-too-large")));
}
