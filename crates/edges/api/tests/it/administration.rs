//! What administrators do, and that nobody else does.

use http::Method;
use serde_json::{Value, json};

use crate::world::{Who, World};

/// A route with its body, and the status for nobody, a viewer, a moderator, an administrator.
type Row = (Method, String, Option<Value>, [u16; 4]);

const EVERYBODY: [Who; 4] = [Who::Nobody, Who::Stranger, Who::Staff, Who::Admin];

async fn failed_job(world: &World) -> i64 {
    sqlx::query_scalar(
        "INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts, attempts, failed_at, last_error)
         VALUES ('mail.send', 'worker', '{\"to\": \"secret@example.org\"}', now(), 3, 3, now(), 'no route') RETURNING id",
    )
    .fetch_one(world.db.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn every_route_of_the_administration_lets_in_exactly_who_may() {
    let world = World::new().await;
    let (id, job) = (world.account_id(Who::Owner).await, failed_job(&world).await);
    let account = format!("/api/v1/admin/accounts/{id}");
    let rows: Vec<Row> = vec![
        (Method::GET, "/api/v1/admin/accounts".into(), None, [401, 403, 200, 200]),
        (Method::GET, account.clone(), None, [401, 403, 200, 200]),
        (Method::PUT, format!("{account}/roles/producer"), None, [401, 403, 403, 204]),
        (Method::DELETE, format!("{account}/roles/producer"), None, [401, 403, 403, 204]),
        (Method::POST, format!("{account}/lock"), Some(json!({ "reason": "Abus" })), [401, 403, 403, 204]),
        (Method::POST, format!("{account}/unlock"), None, [401, 403, 403, 204]),
        (Method::GET, "/api/v1/admin/audit".into(), None, [401, 403, 403, 200]),
        (Method::GET, "/api/v1/admin/jobs".into(), None, [401, 403, 403, 200]),
        (Method::GET, "/api/v1/admin/jobs/overview".into(), None, [401, 403, 403, 200]),
        (Method::GET, format!("/api/v1/admin/jobs/{job}"), None, [401, 403, 403, 200]),
        (Method::POST, format!("/api/v1/admin/jobs/{job}/retry"), None, [401, 403, 403, 204]),
        (Method::DELETE, format!("/api/v1/admin/jobs/{job}"), None, [401, 403, 403, 204]),
    ];
    for (method, path, body, expected) in rows {
        for (who, status) in EVERYBODY.into_iter().zip(expected) {
            let answer = world.call(who, method.clone(), &path, body.clone()).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {path} as {who:?}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_key_of_an_administrator_does_only_what_its_scopes_say() {
    let world = World::new().await;
    sqlx::raw_sql(
        "INSERT INTO identity.totp (account_id, secret, created_at, confirmed_at)
         SELECT id, 'sealed', now(), now() FROM identity.account WHERE email = 'admin@example.org'",
    )
    .execute(world.db.pool())
    .await
    .unwrap();
    let body = json!({ "name": "Veille", "scopes": ["audit_read"] });
    let made = world.call(Who::Admin, Method::POST, "/api/v1/me/api-keys", Some(body)).await;
    let key = format!("Bearer {}", made.body["key"].as_str().unwrap());
    for (path, status) in [
        ("/api/v1/admin/audit", 200),
        ("/api/v1/admin/jobs", 403),
        ("/api/v1/admin/jobs/overview", 403),
        ("/api/v1/admin/accounts", 403),
    ] {
        let answer = world.call_with(Method::GET, path, &[("authorization", &key)], None).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn accounts_are_searched_given_roles_locked_and_unlocked() {
    let world = World::new().await;
    let (id, admin) = (world.account_id(Who::Owner).await, world.account_id(Who::Admin).await);
    let account = format!("/api/v1/admin/accounts/{id}");
    let found = world.get(Who::Admin, "/api/v1/admin/accounts?q=OWNER&role=director&limit=5").await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1, "{found:?}");
    assert_eq!(found.body["items"][0]["email"], "owner@example.org");
    assert_eq!(world.call(Who::Admin, Method::PUT, &format!("{account}/roles/moderator"), None).await.status, 204);
    assert_eq!(world.get(Who::Admin, &account).await.body["roles"], json!(["director", "moderator"]));
    assert_eq!(world.call(Who::Admin, Method::PUT, &format!("{account}/roles/emperor"), None).await.status, 404);
    let last = world.call(Who::Admin, Method::DELETE, &format!("/api/v1/admin/accounts/{admin}/roles/admin"), None).await;
    assert_eq!((last.status.as_u16(), &last.body["code"]), (409, &json!("identity-last-admin")));

    let reason = |text: &str| Some(json!({ "reason": text }));
    assert_eq!(world.call(Who::Admin, Method::POST, &format!("{account}/lock"), reason(" ")).await.status, 422);
    assert_eq!(world.call(Who::Admin, Method::POST, &format!("{account}/lock"), reason("Abus")).await.status, 204);
    assert_eq!(world.get(Who::Owner, "/api/v1/me").await.status, 401, "its sessions ended");
    assert_eq!(world.get(Who::Admin, "/api/v1/admin/accounts?locked=true").await.body["items"][0]["id"], json!(id));
    let own = format!("/api/v1/admin/accounts/{admin}/lock");
    assert_eq!(world.call(Who::Admin, Method::POST, &own, reason("Moi")).await.status, 409);
    assert_eq!(world.call(Who::Admin, Method::POST, &format!("{account}/unlock"), None).await.status, 204);

    let nobody = format!("/api/v1/admin/accounts/{}", uuid::Uuid::now_v7());
    for (method, path) in [
        (Method::GET, nobody.clone()),
        (Method::PUT, format!("{nobody}/roles/viewer")),
        (Method::DELETE, format!("{nobody}/roles/viewer")),
        (Method::POST, format!("{nobody}/lock")),
        (Method::POST, format!("{nobody}/unlock")),
    ] {
        let answer = world.call(Who::Admin, method.clone(), &path, reason("Abus")).await;
        assert_eq!(answer.status, 404, "{method} {path}");
    }
    for query in ["role=emperor", "limit=0", "limit=101", "locked=maybe"] {
        let answer = world.get(Who::Admin, &format!("/api/v1/admin/accounts?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (422, &json!("api-invalid")), "{query}");
    }
}

#[tokio::test]
async fn the_audit_trail_is_filtered_and_paged() {
    let world = World::new().await;
    let id = world.account_id(Who::Owner).await;
    let lock = Some(json!({ "reason": "<b>Abus</b>" }));
    world.call(Who::Admin, Method::POST, &format!("/api/v1/admin/accounts/{id}/lock"), lock).await;
    let found = world.get(Who::Admin, &format!("/api/v1/admin/audit?account={id}&action=identity.account-locked")).await;
    let line = &found.body["items"][0];
    assert_eq!((&line["subject"], &line["details"]["reason"]), (&json!(id), &json!("<b>Abus</b>")));
    assert_eq!(line["display_name"], "admin");
    let first = world.get(Who::Admin, "/api/v1/admin/audit?limit=1").await.body;
    let next = first["next"].as_str().unwrap();
    let second = world.get(Who::Admin, &format!("/api/v1/admin/audit?limit=1&after={next}")).await.body;
    assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
    let none = world.get(Who::Admin, "/api/v1/admin/audit?until=2000-01-01T00:00:00Z").await.body;
    assert_eq!(none["items"], json!([]));
    let injected =
        world.get(Who::Admin, "/api/v1/admin/audit?action=%27%3B%20DROP%20TABLE%20platform.audit%3B--&subject=%00").await;
    assert_eq!((injected.status.as_u16(), &injected.body["items"]), (200, &json!([])));
    for query in ["account=x", "since=yesterday", "limit=0"] {
        assert_eq!(world.get(Who::Admin, &format!("/api/v1/admin/audit?{query}")).await.status, 422, "{query}");
    }
}

#[tokio::test]
async fn jobs_are_listed_read_tried_again_and_taken_away_without_their_payload() {
    let world = World::new().await;
    let id = failed_job(&world).await;
    let listed = world.get(Who::Admin, "/api/v1/admin/jobs?state=failed&role=worker&name=MAIL").await;
    assert_eq!(listed.body["items"][0]["id"], json!(id));
    assert_eq!(listed.body["items"][0]["last_error"], "no route");
    assert!(!listed.body.to_string().contains("secret@example.org"));
    let overview = world.get(Who::Admin, "/api/v1/admin/jobs/overview").await.body;
    let failed = json!({ "name": "mail.send", "role": "worker", "state": "failed", "jobs": 1 });
    assert!(overview["counts"].as_array().unwrap().contains(&failed), "{overview}");
    assert!(overview["workers"].is_array() && overview["schedule"].is_array());

    let one = format!("/api/v1/admin/jobs/{id}");
    assert_eq!(world.get(Who::Admin, &one).await.body["job"]["state"], "failed");
    assert_eq!(world.call(Who::Admin, Method::POST, &format!("{one}/retry"), None).await.status, 204);
    assert_eq!(world.get(Who::Admin, &one).await.body["job"]["state"], "waiting");
    sqlx::raw_sql(
        "INSERT INTO platform.workers (id, role, label) VALUES (gen_random_uuid(), 'worker', 'worker@host');
         UPDATE platform.jobs SET started_at = now(), worker_id = (SELECT id FROM platform.workers) WHERE name = 'mail.send'",
    )
    .execute(world.db.pool())
    .await
    .unwrap();
    for (method, path) in [(Method::POST, format!("{one}/retry")), (Method::DELETE, one.clone())] {
        let refused = world.call(Who::Admin, method, &path, None).await;
        assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("jobs-running")), "{path}");
    }
    sqlx::raw_sql("UPDATE platform.jobs SET started_at = NULL, worker_id = NULL").execute(world.db.pool()).await.unwrap();
    assert_eq!(world.call(Who::Admin, Method::DELETE, &one, None).await.status, 204);
    for (method, path) in [(Method::GET, one.clone()), (Method::POST, format!("{one}/retry")), (Method::DELETE, one.clone())] {
        let gone = world.call(Who::Admin, method, &path, None).await;
        assert_eq!((gone.status.as_u16(), &gone.body["code"]), (404, &json!("jobs-not-found")), "{path}");
    }
    assert_eq!(world.get(Who::Admin, "/api/v1/admin/jobs/many").await.status, 404);
    for (query, field) in [("state=done", "state"), ("role=boss", "role")] {
        let answer = world.get(Who::Admin, &format!("/api/v1/admin/jobs?{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["field"]), (422, &json!(field)));
    }
}
