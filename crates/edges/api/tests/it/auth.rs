//! Signing in, accounts, sessions and keys, for programs.

use http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, PASSWORD, Who, World};

async fn post(world: &World, path: &str, body: Value) -> Answer {
    world.call(Who::Nobody, Method::POST, path, Some(body)).await
}

async fn log_in(world: &World, email: &str) -> Answer {
    post(world, "/api/auth/login", json!({ "email": email, "password": PASSWORD })).await
}

async fn bearer(world: &World, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    world.call_with(method, path, &[("authorization", &format!("Bearer {token}"))], body).await
}

#[tokio::test]
async fn an_account_is_registered_verified_and_used() {
    let world = World::new().await;
    let body =
        json!({ "email": "afi@example.org", "password": PASSWORD, "display_name": "Afi", "kind": "director", "locale": "en" });
    assert_eq!(post(&world, "/api/auth/register", body.clone()).await.status, 202);
    let early = log_in(&world, "afi@example.org").await;
    assert_eq!((early.status.as_u16(), early.body["code"].as_str()), (403, Some("identity-email-not-verified")));
    let token = world.mailed_token("afi@example.org").await;
    assert_eq!(post(&world, "/api/auth/verify", json!({ "token": token })).await.status, 204);
    assert_eq!(post(&world, "/api/auth/verify", json!({ "token": token })).await.status, 410);

    let inside = log_in(&world, "afi@example.org").await;
    assert_eq!(inside.status, 200);
    assert_eq!(inside.body["user"]["roles"], json!(["director"]));
    assert_eq!(inside.headers["cache-control"], "no-store");
    let me = bearer(&world, inside.body["token"].as_str().unwrap(), Method::GET, "/api/v1/me", None).await;
    assert_eq!((me.body["email"].as_str(), me.body["locale"].as_str()), (Some("afi@example.org"), Some("en")));
    assert!(me.body["permissions"].as_array().unwrap().contains(&json!("film_publish")));
    assert_eq!(post(&world, "/api/auth/register", body).await.status, 202, "the answer does not tell that it is known");
}

#[tokio::test]
async fn what_is_wrong_is_said_field_by_field() {
    let world = World::new().await;
    let body = json!({ "email": "afi", "password": "court", "display_name": "" });
    let refused = post(&world, "/api/auth/register", body).await;
    assert_eq!(refused.status, 422);
    let fields: Vec<_> =
        refused.body["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["display_name", "email", "password"]);
    for (path, body) in [
        ("/api/auth/register", json!({ "email": "a@b.tg", "password": PASSWORD, "display_name": "A", "kind": "admin" })),
        ("/api/auth/login", json!({ "email": "afi@example.org" })),
        ("/api/auth/login", json!({ "email": "afi@example.org", "password": "x", "remember": true })),
        ("/api/auth/recover", json!({ "email": "afi" })),
        ("/api/auth/reset", json!({ "token": "x", "password": "court" })),
        ("/api/auth/refresh", json!({})),
    ] {
        assert_eq!(post(&world, path, body.clone()).await.status, 422, "{path} {body}");
    }
    for (path, body, status) in [
        ("/api/auth/login", json!({ "email": "nobody@example.org", "password": "x" }), 401),
        ("/api/auth/login/second-factor", json!({ "challenge": "x", "code": "000000" }), 401),
        ("/api/auth/refresh", json!({ "refreshToken": "x" }), 401),
        ("/api/auth/logout", json!({ "refreshToken": "x" }), 204),
        ("/api/auth/verify", json!({ "token": "x" }), 410),
        ("/api/auth/reset", json!({ "token": "x", "password": PASSWORD }), 410),
        ("/api/auth/recover", json!({ "email": "nobody@example.org" }), 202),
    ] {
        assert_eq!(post(&world, path, body).await.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_reuse_ends_the_family() {
    let world = World::new().await;
    let first = log_in(&world, "stranger@example.org").await.body;
    let second = post(&world, "/api/auth/refresh", json!({ "refreshToken": first["refreshToken"] })).await;
    assert_eq!(second.status, 200);
    let token = second.body["token"].as_str().unwrap();
    assert_eq!(bearer(&world, token, Method::GET, "/api/v1/me", None).await.status, 200);
    let reused = post(&world, "/api/auth/refresh", json!({ "refreshToken": first["refreshToken"] })).await;
    assert_eq!((reused.status.as_u16(), reused.body["code"].as_str()), (401, Some("identity-refresh-reused")));
    assert_eq!(bearer(&world, token, Method::GET, "/api/v1/me", None).await.status, 401);

    let other = log_in(&world, "stranger@example.org").await.body;
    assert_eq!(post(&world, "/api/auth/logout", json!({ "refreshToken": other["refreshToken"] })).await.status, 204);
    let token = other["token"].as_str().unwrap();
    assert_eq!(bearer(&world, token, Method::GET, "/api/v1/me", None).await.status, 401);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_by_a_challenge() {
    let world = World::new().await;
    sqlx::raw_sql(
        "INSERT INTO identity.totp (account_id, secret, created_at, confirmed_at)
             SELECT id, 'sealed', now(), now() FROM identity.account WHERE email = 'stranger@example.org';
         INSERT INTO identity.recovery_code (account_id, code_hash)
             SELECT id, sha256(uuid_send(id) || 'abcdefghjk'::bytea) FROM identity.account WHERE email = 'stranger@example.org'",
    )
    .execute(world.db.pool())
    .await
    .unwrap();
    let asked = log_in(&world, "stranger@example.org").await;
    assert_eq!((asked.status.as_u16(), asked.body["code"].as_str()), (401, Some("identity-second-factor-required")));
    assert_eq!(asked.headers["content-type"], "application/problem+json");
    assert!(asked.body["token"].is_null());
    let step = |code: &str| json!({ "challenge": asked.body["challenge"], "code": code });
    let wrong = post(&world, "/api/auth/login/second-factor", step("bbbbb-bbbbb")).await;
    assert_eq!((wrong.status.as_u16(), wrong.body["code"].as_str()), (401, Some("identity-wrong-code")));
    let inside = post(&world, "/api/auth/login/second-factor", step("ABCDE-FGHJK")).await;
    assert_eq!(inside.status, 200, "{inside:?}");
    assert_eq!(post(&world, "/api/auth/login/second-factor", step("ABCDE-FGHJK")).await.status, 401);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let world = World::new().await;
    let other = log_in(&world, "stranger@example.org").await.body;
    let listed = world.get(Who::Stranger, "/api/v1/me/sessions").await;
    let sessions = listed.body.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    let foreign = sessions.iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v1/me/sessions/{foreign}");
    assert_eq!(world.call(Who::Owner, Method::DELETE, &path, None).await.status, 404);
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &path, None).await.status, 204);
    let token = other["token"].as_str().unwrap();
    assert_eq!(bearer(&world, token, Method::GET, "/api/v1/me", None).await.status, 401);
    log_in(&world, "stranger@example.org").await;
    assert_eq!(world.call(Who::Stranger, Method::DELETE, "/api/v1/me/sessions", None).await.status, 204);
    assert_eq!(world.get(Who::Stranger, "/api/v1/me/sessions").await.body.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_is_told_once_narrowed_and_revoked() {
    let world = World::new().await;
    let body = |scopes: Value| Some(json!({ "name": "Envoi", "scopes": scopes, "lifetime_days": 30 }));
    let path = "/api/v1/me/api-keys";
    assert_eq!(world.call(Who::Stranger, Method::POST, path, body(json!(["film_publish"]))).await.status, 403);
    assert_eq!(world.call(Who::Owner, Method::POST, path, body(json!([]))).await.status, 422);
    assert_eq!(world.call(Who::Owner, Method::POST, path, body(json!(["root"]))).await.status, 422);
    let made = world.call(Who::Owner, Method::POST, path, body(json!(["media_upload"]))).await;
    assert_eq!(made.status, 201);
    let key = made.body["key"].as_str().unwrap();
    let me = bearer(&world, key, Method::GET, "/api/v1/me", None).await;
    assert_eq!(me.body["permissions"], json!(["media_upload"]));
    assert_eq!(bearer(&world, key, Method::POST, path, body(json!(["media_upload"]))).await.status, 403);
    let film = Some(json!({ "title": "Aube" }));
    assert_eq!(bearer(&world, key, Method::POST, "/api/v1/films", film).await.status, 403);
    let listed = world.get(Who::Owner, path).await.body;
    assert!(listed[0]["key"].is_null() && key.ends_with(listed[0]["hint"].as_str().unwrap()));
    let one = format!("{path}/{}", made.body["id"].as_str().unwrap());
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &one, None).await.status, 404);
    assert_eq!(world.call(Who::Owner, Method::DELETE, &one, None).await.status, 204);
    assert_eq!(bearer(&world, key, Method::GET, "/api/v1/me", None).await.status, 401);
}

#[tokio::test]
async fn one_s_own_account_needs_a_sign_in_and_takes_a_new_profile() {
    let world = World::new().await;
    for (method, path) in [
        (Method::GET, "/api/v1/me"),
        (Method::PUT, "/api/v1/me"),
        (Method::GET, "/api/v1/me/sessions"),
        (Method::DELETE, "/api/v1/me/sessions"),
        (Method::GET, "/api/v1/me/api-keys"),
        (Method::POST, "/api/v1/me/api-keys"),
    ] {
        assert_eq!(world.call(Who::Nobody, method, path, Some(json!({}))).await.status, 401, "{path}");
    }
    let profile = |name: &str| Some(json!({ "display_name": name, "bio": "<b>x</b>", "locale": "en" }));
    assert_eq!(world.call(Who::Stranger, Method::PUT, "/api/v1/me", profile("Afi K.")).await.status, 204);
    let me = world.get(Who::Stranger, "/api/v1/me").await.body;
    assert_eq!((&me["display_name"], &me["bio"], &me["has_password"]), (&json!("Afi K."), &json!("<b>x</b>"), &json!(true)));
    assert_eq!(world.call(Who::Stranger, Method::PUT, "/api/v1/me", profile(" ")).await.status, 422);
}

#[tokio::test]
async fn failures_beyond_five_a_minute_are_refused_with_the_time_to_wait() {
    let world = World::new().await;
    let wrong = json!({ "email": "stranger@example.org", "password": "wrong" });
    // Twice the limit and one more: wherever the minute begins, one of them is too many.
    let mut limited = None;
    for _ in 0..11 {
        let answer = post(&world, "/api/auth/login", wrong.clone()).await;
        limited = limited.or_else(|| (answer.status == 429).then_some(answer));
    }
    assert!(limited.unwrap().headers.contains_key("retry-after"));
}
