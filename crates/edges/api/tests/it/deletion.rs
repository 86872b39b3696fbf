//! Ending one's own account, and taking one's data along.

use http::Method;
use serde_json::{Value, json};

use crate::world::{PASSWORD, Who, World};

const PATH: &str = "/api/v1/me/deletion";

fn asked(confirmation: &str, password: &str) -> Value {
    json!({ "confirmation": confirmation, "current_password": password })
}

async fn log_in(world: &World) -> String {
    let body = json!({ "email": "stranger@example.org", "password": PASSWORD });
    let inside = world.call(Who::Nobody, Method::POST, "/api/auth/login", Some(body)).await;
    format!("Bearer {}", inside.body["token"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_deletion_ends_every_sign_in_and_is_taken_back_from_a_new_one() {
    let world = World::new().await;
    let state = world.get(Who::Stranger, PATH).await.body;
    let nothing = json!({ "earnings": [], "sending": [], "wallets": [] });
    assert_eq!(state, json!({ "due_at": null, "needs_password": true, "needs_code": false, "left_behind": nothing }));
    assert_eq!(world.call(Who::Stranger, Method::DELETE, PATH, None).await.status, 409);
    for (body, field) in [
        (asked("owner@example.org", PASSWORD), "confirmation"),
        (asked("stranger@example.org", "wrong"), "current_password"),
        (json!({ "confirmation": "stranger@example.org" }), "current_password"),
    ] {
        let refused = world.call(Who::Stranger, Method::POST, PATH, Some(body)).await;
        assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!(field)));
    }
    let done = world.call(Who::Stranger, Method::POST, PATH, Some(asked(" Stranger@Example.org ", PASSWORD))).await;
    assert_eq!(done.status, 202, "{done:?}");
    assert_eq!(world.get(Who::Stranger, "/api/v1/me").await.status, 401);

    let token = log_in(&world).await;
    let head = [("authorization", token.as_str())];
    let state = world.call_with(Method::GET, PATH, &head, None).await.body;
    assert_eq!(state["due_at"], done.body["due_at"]);
    assert_eq!(world.call_with(Method::DELETE, PATH, &head, None).await.status, 204);
    assert_eq!(world.call_with(Method::GET, PATH, &head, None).await.body["due_at"], Value::Null);
}

#[tokio::test]
async fn visitors_keys_the_last_administrator_and_lone_owners_are_refused() {
    let world = World::new().await;
    for (method, path) in [(Method::GET, PATH), (Method::POST, PATH), (Method::DELETE, PATH), (Method::GET, "/api/v1/me/export")]
    {
        let refused = world.call(Who::Nobody, method.clone(), path, Some(asked("x@example.org", "x"))).await;
        assert_eq!(refused.status, 401, "{method} {path}");
    }
    let body = json!({ "name": "Envoi", "scopes": ["watch"] });
    let made = world.call(Who::Stranger, Method::POST, "/api/v1/me/api-keys", Some(body)).await;
    let key = format!("Bearer {}", made.body["key"].as_str().unwrap());
    for (method, path) in [(Method::POST, PATH), (Method::DELETE, PATH), (Method::GET, "/api/v1/me/export")] {
        let body = asked("stranger@example.org", PASSWORD);
        let refused = world.call_with(method.clone(), path, &[("authorization", &key)], Some(body)).await;
        assert_eq!(refused.status, 403, "{method} {path}");
    }
    let admin = world.call(Who::Admin, Method::POST, PATH, Some(asked("admin@example.org", PASSWORD))).await;
    assert_eq!((admin.status.as_u16(), &admin.body["code"]), (409, &json!("identity-last-admin")));

    let body = json!({ "name": "Studio", "kind": "production" });
    let studio = world.call(Who::Owner, Method::POST, "/api/v1/organisations", Some(body)).await.body["id"].clone();
    sqlx::raw_sql(
        "INSERT INTO identity.organisation_member SELECT o.id, a.id, 'member', now()
         FROM identity.organisation o, identity.account a WHERE a.email = 'stranger@example.org'",
    )
    .execute(world.db.pool())
    .await
    .unwrap();
    let alone = world.call(Who::Owner, Method::POST, PATH, Some(asked("owner@example.org", PASSWORD))).await;
    assert_eq!((alone.status.as_u16(), &alone.body["code"]), (409, &json!("identity-hand-over-first")));
    let member = world.account_id(Who::Stranger).await;
    let path = format!("/api/v1/organisations/{}/members/{member}", studio.as_str().unwrap());
    assert_eq!(world.call(Who::Owner, Method::PUT, &path, Some(json!({ "role": "owner" }))).await.status, 204);
    assert_eq!(world.call(Who::Owner, Method::POST, PATH, Some(asked("owner@example.org", PASSWORD))).await.status, 202);
}

#[tokio::test]
async fn one_s_own_data_is_downloaded_without_secrets() {
    let world = World::new().await;
    let body = json!({ "name": "Envoi", "scopes": ["watch"] });
    let made = world.call(Who::Stranger, Method::POST, "/api/v1/me/api-keys", Some(body)).await;
    let export = world.get(Who::Stranger, "/api/v1/me/export").await;
    assert!(export.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(export.body["account"]["email"], "stranger@example.org");
    assert_eq!(export.body["api_keys"][0]["name"], "Envoi");
    assert_eq!(export.body["sessions"].as_array().unwrap().len(), 1);
    assert!(export.body["audit"].as_array().unwrap().iter().any(|line| line["action"] == "identity.signed-in"));
    let text = export.body.to_string();
    assert!(!text.contains(made.body["key"].as_str().unwrap()) && !text.contains("argon2"));
}
