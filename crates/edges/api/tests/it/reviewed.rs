//! Figures and cases of fraud as programs read them: a sale of a click out of a data centre, which is held, rejected, answered, released.

use http::Method;
use serde_json::{Value, json};

use crate::{
    selling::{Selling, dirham},
    world::{Who, World},
};

/// A merchant that holds whatever speaks against a sale, and one sale of a post that something does.
async fn held() -> (World, Selling) {
    let world = World::new().await;
    let selling = Selling::by(&world, Who::Owner, Who::Stranger).await;
    selling.hold(&world, Who::Owner, Who::Stranger).await;
    world.state.affiliate.count_figures().await.unwrap();
    (world, selling)
}

#[tokio::test]
async fn figures_are_read_by_day_and_told_apart_by_those_whose_they_are() {
    let (world, selling) = held().await;
    let program = format!("/api/v1/programs/{}/figures", selling.program_id);
    let found = world.get(Who::Owner, &format!("{program}?zone=Africa/Casablanca")).await;
    assert_eq!(found.status, 200, "{found:?}");
    let (totals, money) = (&found.body["totals"], &found.body["totals"]["money"][0]);
    assert_eq!((&totals["clicks"], &totals["sales"], &totals["rate_bp"]), (&json!(1), &json!(1), &json!(10_000)));
    assert_eq!((&money["revenue"], &money["per_click"]), (&dirham(30_000), &dirham(0)), "the wallet is empty");
    assert_eq!((found.body["days"].as_array().unwrap().len(), &found.body["previous"]["sales"]), (30, &json!(0)));
    assert_eq!(found.body["period"]["zone"], "Africa/Casablanca");

    let key_of = |body: &Value| (body["rows"][0]["key"].clone(), body["rows"][0]["sales"].clone());
    let by = world.get(Who::Owner, &format!("{program}/by/origin")).await;
    assert_eq!(key_of(&by.body), (json!("instagram.com"), json!(1)), "{by:?}");
    let mine = world.get(Who::Stranger, "/api/v1/me/figures/by/post").await;
    assert_eq!(key_of(&mine.body), (json!("reel-12-mars"), json!(1)), "{mine:?}");
    let partnership = format!("/api/v1/partnerships/{}/figures/by/post", selling.partnership_id);
    assert_eq!(key_of(&world.get(Who::Owner, &partnership).await.body), (json!("reel-12-mars"), json!(1)));
    let all = world.get(Who::Admin, "/api/v1/admin/sales/figures").await;
    assert_eq!(all.body["totals"]["sales"], 1, "{all:?}");

    for (who, path, status) in [
        (Who::Stranger, program.clone(), 404),
        (Who::Owner, format!("{program}?zone=Asia/Kolkata"), 422),
        (Who::Owner, format!("{program}?from=hier"), 422),
        (Who::Owner, format!("{program}/by/post"), 422),
        (Who::Owner, format!("{program}/by/moon"), 404),
    ] {
        assert_eq!(world.get(who, &path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_case_is_read_with_its_reasons_decided_answered_and_decided_again() {
    let (world, selling) = held().await;
    let list = format!("/api/v1/programs/{}/fraud-cases", selling.program_id);
    let found = world.get(Who::Owner, &list).await;
    let case = &found.body["items"][0];
    assert_eq!(
        (&case["state"], &case["external_id"], &case["amount"]),
        (&json!("held"), &json!("1042"), &dirham(30_000)),
        "{found:?}"
    );
    let finding = &case["findings"][0];
    assert_eq!((&finding["signal"], &finding["weight"]), (&json!("data_centre"), &json!(40)));
    assert!(finding["words"].as_str().unwrap().contains("Amazon"), "{finding}");
    assert_eq!(world.get(Who::Admin, "/api/v1/moderation/fraud-cases").await.body["items"][0]["id"], case["id"]);
    assert_eq!(world.get(Who::Owner, &format!("{list}?queue=decided")).await.body["items"], json!([]));

    let path = format!("/api/v1/fraud-cases/{}", case["id"].as_str().unwrap());
    let read = async |who| world.get(who, &path).await;
    let decide = async |who, version: &Value, verdict: &str| {
        let body = json!({ "version": version, "verdict": verdict, "reason": "Adresse d’un centre de données" });
        world.call(who, Method::POST, &format!("{path}/decision"), Some(body)).await.status.as_u16()
    };
    assert_eq!(read(Who::Nobody).await.status, 401);
    assert_eq!(decide(Who::Stranger, &case["version"], "release").await, 403, "never the partner");
    assert_eq!(decide(Who::Owner, &json!(99), "fraud").await, 409);
    assert_eq!(decide(Who::Owner, &case["version"], "fraud").await, 204);
    let rejected = read(Who::Stranger).await;
    assert_eq!((&rejected.body["state"], &rejected.body["ground"]), (&json!("rejected"), &json!("fraud")), "{rejected:?}");
    assert_eq!(rejected.body["entries"].as_array().unwrap().len(), 2);
    let answer = json!({ "text": "Je voyageais." });
    let disputed = world.call(Who::Stranger, Method::POST, &format!("{path}/dispute"), Some(answer)).await;
    assert_eq!(disputed.status, 204, "{disputed:?}");
    let version = read(Who::Admin).await.body["version"].clone();
    assert_eq!(decide(Who::Admin, &version, "release").await, 204);
    assert_eq!(read(Who::Owner).await.body["state"], "released");
}
