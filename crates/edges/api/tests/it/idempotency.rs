//! A request that is sent again with its `Idempotency-Key` is not carried out again.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use sqlx::{PgConnection, Postgres, pool::PoolConnection};
use uuid::Uuid;

use crate::world::{Answer, Who, World, project};

async fn keyed(world: &World, who: Who, method: Method, path: &str, key: &str, body: Value) -> Answer {
    let bearer = world.token(who).map(|token| format!("Bearer {token}"));
    let mut headers = vec![("idempotency-key", key)];
    headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    world.call_with(method, path, &headers, Some(body)).await
}

async fn post(world: &World, who: Who, path: &str, key: &str, body: Value) -> Answer {
    keyed(world, who, Method::POST, path, key, body).await
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.get("idempotency-replayed").is_some_and(|value| value == "true")
}

async fn count(world: &World, sql: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(world.db.pool()).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(connection).await.unwrap();
}

fn list(title: &str) -> Value {
    json!({ "title": title, "visibility": "private" })
}

fn pledge() -> Value {
    json!({ "id": Uuid::now_v7(), "secret": "seize lettres ou plus", "amount": { "amount_minor": 1000, "currency": "XOF" } })
}

#[tokio::test]
async fn the_same_request_gets_the_first_answer_and_another_one_is_refused() {
    let world = World::new().await;
    let (lists, key) = ("/api/v1/lists", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
    let first = post(&world, Who::Stranger, lists, key, list("À voir")).await;
    assert_eq!((first.status.as_u16(), is_replayed(&first)), (201, false));
    let again = post(&world, Who::Stranger, lists, key, list("À voir")).await;
    assert_eq!((again.status, &again.body, is_replayed(&again)), (first.status, &first.body, true));
    assert_eq!(again.headers["content-type"], first.headers["content-type"]);
    let other = post(&world, Who::Stranger, lists, key, list("À revoir")).await;
    assert_eq!((other.status.as_u16(), &other.body["code"]), (422, &json!("api-idempotency-other")));
    assert_eq!(other.headers["content-type"], "application/problem+json");
    assert_eq!(count(&world, "SELECT count(*) FROM catalog.list").await, 1);
    // The key is this caller's, for this route.
    assert!(!is_replayed(&post(&world, Who::Owner, lists, key, list("À voir")).await));
    let nobody = post(&world, Who::Nobody, lists, key, list("À voir")).await;
    assert_eq!((nobody.status.as_u16(), is_replayed(&nobody)), (401, false));
    let renamed = format!("{lists}/{}", first.body["id"].as_str().unwrap());
    let renamed = keyed(&world, Who::Stranger, Method::PUT, &renamed, key, list("À voir")).await;
    assert_eq!((renamed.status.as_u16(), is_replayed(&renamed)), (200, false));
}

#[tokio::test]
async fn a_refusal_is_an_answer_too_and_wrong_credentials_come_before_any() {
    let world = World::new().await;
    let refused = post(&world, Who::Stranger, "/api/v1/lists", "k1", list("")).await;
    assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("title")));
    let again = post(&world, Who::Stranger, "/api/v1/lists", "k1", list("")).await;
    assert_eq!((again.status.as_u16(), &again.body, is_replayed(&again)), (422, &refused.body, true));
    assert_eq!(again.headers["content-type"], "application/problem+json");
    let headers = [("idempotency-key", "k1"), ("authorization", "Bearer nonsense")];
    let stolen = world.call_with(Method::POST, "/api/v1/lists", &headers, Some(list(""))).await;
    assert_eq!((stolen.status.as_u16(), is_replayed(&stolen)), (401, false));
}

#[tokio::test]
async fn a_key_that_is_none_is_refused_and_where_none_is_asked_for_it_changes_nothing() {
    let world = World::new().await;
    for key in ["", "a b", "\"open", &"x".repeat(256)] {
        let refused = post(&world, Who::Stranger, "/api/v1/lists", key, list("Liste")).await;
        assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["code"]), (422, &json!("api-idempotency-key")), "{key}");
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    assert_eq!(world.call_with(Method::POST, "/api/v1/lists", &twice, Some(list("Liste"))).await.status, 422);
    for _ in 0..2 {
        let films = world.call_with(Method::GET, "/api/v1/films", &[("idempotency-key", "a")], None).await;
        assert_eq!((films.status.as_u16(), is_replayed(&films)), (200, false));
        let login = world.call_with(Method::POST, "/api/auth/login", &[("idempotency-key", "a")], Some(json!({}))).await;
        assert!(!is_replayed(&login));
    }
    assert_eq!(count(&world, "SELECT count(*) FROM platform.idempotency").await, 0);
}

/// A world with a project on which nobody can pledge until the connection lets it go.
async fn held() -> (Arc<World>, String, PoolConnection<Postgres>) {
    let world = Arc::new(World::new().await);
    let path = format!("/api/v1/projects/{}/pledges", world.online_project().await);
    let mut connection = world.db.pool().acquire().await.unwrap();
    run(&mut connection, "BEGIN").await;
    run(&mut connection, "SELECT FROM crowdfunding.projects FOR UPDATE").await;
    (world, path, connection)
}

async fn until(world: &World, sql: &str) {
    let waiting = async {
        while count(world, sql).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.unwrap();
}

const CLAIMED: &str = "SELECT count(*) FROM platform.idempotency";
const ANSWERED: &str = "SELECT count(*) FROM platform.idempotency WHERE status IS NOT NULL";
const PLEDGES: &str = "SELECT count(*) FROM crowdfunding.pledges";

#[tokio::test]
async fn of_two_at_the_same_time_the_second_is_told_to_wait() {
    let (world, path, mut lock) = held().await;
    let body = pledge();
    let first = tokio::spawn({
        let (world, path, body) = (Arc::clone(&world), path.clone(), body.clone());
        async move { post(&world, Who::Stranger, &path, "k", body).await }
    });
    until(&world, CLAIMED).await;
    let second = post(&world, Who::Stranger, &path, "k", body.clone()).await;
    assert_eq!((second.status.as_u16(), &second.body["code"]), (409, &json!("api-idempotency-running")));
    assert_eq!(second.headers["retry-after"], "1");
    run(&mut lock, "ROLLBACK").await;
    let first = first.await.unwrap();
    assert_eq!(first.status, 201);
    let third = post(&world, Who::Stranger, &path, "k", body).await;
    assert_eq!((third.status.as_u16(), &third.body, is_replayed(&third)), (201, &first.body, true));
}

#[tokio::test]
async fn who_hangs_up_finds_the_answer_when_they_come_back() {
    let (world, path, mut lock) = held().await;
    let body = pledge();
    let gone = tokio::spawn({
        let (world, path, body) = (Arc::clone(&world), path.clone(), body.clone());
        async move { post(&world, Who::Nobody, &path, "k", body).await }
    });
    until(&world, CLAIMED).await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    run(&mut lock, "ROLLBACK").await;
    until(&world, ANSWERED).await;
    let back = post(&world, Who::Nobody, &path, "k", body).await;
    assert_eq!((back.status.as_u16(), is_replayed(&back)), (201, true));
    assert_eq!(count(&world, PLEDGES).await, 1);
}

#[tokio::test]
async fn after_a_crash_before_the_answer_was_kept_a_pledge_is_still_one() {
    let world = World::new().await;
    let path = format!("/api/v1/projects/{}/pledges", world.online_project().await);
    let body = pledge();
    let first = post(&world, Who::Stranger, &path, "k", body.clone()).await;
    // What a process leaves that dies between the commit and the keeping.
    let mut connection = world.db.pool().acquire().await.unwrap();
    run(&mut connection, "UPDATE platform.idempotency SET status = NULL, content_type = NULL, answer_sealed = NULL").await;
    assert_eq!(post(&world, Who::Stranger, &path, "k", body.clone()).await.status, 409);
    run(&mut connection, "UPDATE platform.idempotency SET held_until = now() - interval '1 second'").await;
    let again = post(&world, Who::Stranger, &path, "k", body.clone()).await;
    assert_eq!((again.status.as_u16(), &again.body, is_replayed(&again)), (201, &first.body, false));
    assert!(is_replayed(&post(&world, Who::Stranger, &path, "k", body).await));
    assert_eq!(count(&world, PLEDGES).await, 1);
}

#[tokio::test]
async fn a_failure_on_our_side_is_not_kept() {
    let world = World::new().await;
    let mut connection = world.db.pool().acquire().await.unwrap();
    run(&mut connection, "ALTER TABLE catalog.list RENAME TO away").await;
    let failed = post(&world, Who::Stranger, "/api/v1/lists", "k", list("À voir")).await;
    assert!(failed.status.is_server_error(), "{failed:?}");
    assert_eq!(count(&world, CLAIMED).await, 0);
    run(&mut connection, "ALTER TABLE catalog.away RENAME TO list").await;
    let made = post(&world, Who::Stranger, "/api/v1/lists", "k", list("À voir")).await;
    assert_eq!((made.status.as_u16(), is_replayed(&made)), (201, false));
}

#[tokio::test]
async fn an_answer_too_large_to_keep_is_not_given_twice_and_nothing_is_done_twice() {
    let world = World::new().await;
    let at = format!("/api/v1/projects/{}", world.project().await);
    let mut body = json!({ "version": 1, "project": project() });
    // As large as a command may be; its answer says a little more.
    body["project"]["story"] = json!("");
    body["project"]["story"] = json!("é".repeat((65_500 - body.to_string().len()) / 2));
    let first = keyed(&world, Who::Owner, Method::PUT, &at, "k", body.clone()).await;
    assert_eq!((first.status.as_u16(), &first.body["version"]), (200, &json!(2)));
    assert!(first.body.to_string().len() > 64 * 1024);
    let again = keyed(&world, Who::Owner, Method::PUT, &at, "k", body).await;
    assert_eq!((again.status.as_u16(), &again.body["code"]), (409, &json!("api-idempotency-not-kept")));
    assert_eq!(world.get(Who::Owner, &at).await.body["version"], 2);
}
