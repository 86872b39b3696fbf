//! Projects, pledges and payments for programs, against the simulator of a provider.

use std::{sync::Arc, time::Duration};

use http::Method;
use jiff::SignedDuration;
use kernel::{Actor, Currency, FixedClock};
use payments::{Credentials, Endpoint, PaymentsConfig, ProviderName, Rail, Route};
use paysim::{Button, Chaos, Config, Provider, Running};
use platform::jobs::{Registry, run_due};
use serde_json::{Value, json};
use test_kit::TestDb;
use uuid::Uuid;

use crate::world::{Answer, Who, World, project};

fn pledge(amount_minor: i64) -> Value {
    json!({
        "id": Uuid::now_v7(), "secret": "seize lettres ou plus", "amount": { "amount_minor": amount_minor, "currency": "XOF" },
        "name": "Kossi", "email": "kossi@example.tg",
    })
}

/// A world in which Togo pays by Mixx.
struct Paying {
    world: World,
    clock: FixedClock,
    sim: Running,
    registry: Registry,
}

impl Paying {
    async fn new() -> Self {
        let sim = Running::start(Config { chaos: Chaos::none(), auto_deliver: false, ..Config::default() }).await.unwrap();
        let clock = FixedClock::at(sim.now());
        let route = Route {
            rail: Rail::Mixx,
            provider: ProviderName::Paygate,
            countries: vec!["TG".to_owned()],
            currencies: vec![Currency::Xof],
            charged_in: None,
        };
        let endpoint = Endpoint { provider: ProviderName::Paygate, url: sim.base(Provider::PayGate) };
        let config = PaymentsConfig { routes: vec![route], endpoints: vec![endpoint], ..PaymentsConfig::default() };
        let world = World::on(TestDb::with(Arc::new(clock.clone())).await, config).await;
        let given = Credentials::of(paysim::credentials(Provider::PayGate).all().iter().copied());
        world.state.payments.connect(&Actor::system("test"), ProviderName::Paygate, &given).await.unwrap();
        let mut registry = Registry::new();
        world.state.payments.register(&mut registry);
        world.state.crowdfunding.register(&mut registry);
        Self { world, clock, sim, registry }
    }

    async fn minutes_later(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
        self.sim.advance(Duration::try_from(SignedDuration::from_mins(minutes)).unwrap());
        run_due(&self.world.db, &self.registry).await.unwrap();
    }

    async fn post(&self, who: Who, path: &str, body: Value) -> Answer {
        self.world.call(who, Method::POST, path, Some(body)).await
    }
}

async fn keyed(world: &World, method: Method, path: &str, key: &str, body: Option<Value>) -> Answer {
    world.call_with(method, path, &[("payment-key", key)], body).await
}

/// The pledge is proven to be in the published total, and the line of the escrow tells what it was.
async fn proven(paying: &Paying, id: &str, pledge: &str, key: &str) {
    let world = &paying.world;
    let proof_at = format!("/api/v1/pledges/{pledge}/proof");
    paying.minutes_later(1).await;
    run_due(&world.db, &paying.registry).await.unwrap();
    let proof = keyed(world, Method::GET, &proof_at, key, None).await;
    assert_eq!(proof.body["head"]["total"], json!({ "amount_minor": 5000, "currency": "XOF" }), "{proof:?}");
    assert_eq!(keyed(world, Method::GET, &proof_at, "another", None).await.status, 404);
    let heads = world.get(Who::Nobody, &format!("/api/v1/projects/{id}/tree-heads")).await;
    assert_eq!(heads.body["items"][0], proof.body["head"]);
    let checked = paying.post(Who::Nobody, "/api/v1/proofs/check", proof.body.clone()).await;
    assert_eq!(checked.body, json!({ "holds": true, "fault": null }));
    let mut changed = proof.body.clone();
    changed["amount"]["amount_minor"] = json!(5001);
    let checked = paying.post(Who::Nobody, "/api/v1/proofs/check", changed).await;
    assert_eq!(checked.body, json!({ "holds": false, "fault": "broken" }));
    let receipt = keyed(world, Method::GET, &proof_at.replace("/proof", "/receipt"), key, None).await;
    assert_eq!(receipt.status, 200);
    assert_eq!(keyed(world, Method::GET, &proof_at.replace("/proof", "/certificate"), key, None).await.status, 404);
    let accounts = world.get(Who::Owner, "/api/v1/me/accounts").await;
    assert_eq!((&accounts.body["items"][0]["kind"], &accounts.body["items"][0]["owner"]), (&json!("escrow"), &json!(id)));
    let lines = world.get(Who::Owner, &format!("/api/v1/accounts/escrow/{id}/XOF/lines")).await;
    let line = &lines.body["items"][0];
    assert_eq!((&line["kind"], &line["rail"], &line["pledge_id"]), (&json!("payment-received"), &json!("mixx"), &json!(pledge)));
    for (who, path) in [(Who::Stranger, "lines"), (Who::Stranger, "lines/export")] {
        assert_eq!(world.get(who, &format!("/api/v1/accounts/escrow/{id}/XOF/{path}")).await.status, 404);
    }
}

#[tokio::test]
async fn somebody_without_an_account_pays_and_the_total_rises() {
    let paying = Paying::new().await;
    let world = &paying.world;
    let id = world.online_project().await;
    let made = paying.post(Who::Nobody, &format!("/api/v1/projects/{id}/pledges"), pledge(5000)).await;
    assert_eq!((made.status.as_u16(), &made.body["state"]), (201, &json!("promised")));
    let key = made.body["key"].as_str().unwrap();
    let payment = format!("/api/v1/payments/{}", made.body["payment_id"].as_str().unwrap());

    let rails = world.get(Who::Nobody, "/api/v1/payments/rails?country=TG&currency=XOF").await;
    assert_eq!(rails.body, json!({ "rails": ["mixx"], "charges": [], "simulated": false }));
    let wallet = json!({ "rail": "mixx", "country": "TG", "phone": "90 12 34 56" });
    let attempts = format!("{payment}/attempts");
    let refused = keyed(world, Method::POST, &attempts, "another", Some(wallet.clone())).await;
    assert_eq!(refused.status, 404);
    let started = keyed(world, Method::POST, &attempts, key, Some(wallet.clone())).await;
    assert_eq!((started.status.as_u16(), &started.body["state"]), (200, &json!("processing")), "{started:?}");
    let again = keyed(world, Method::POST, &attempts, key, Some(wallet)).await;
    assert_eq!(again.body["attempts"].as_array().map(Vec::len), Some(1));
    assert_eq!(keyed(world, Method::GET, &format!("{payment}/form"), key, None).await.status, 404);

    let asked = paying.sim.transactions();
    paying.sim.press(&asked[0].id, Button::Accept).unwrap();
    paying.minutes_later(1).await;
    let paid = keyed(world, Method::GET, &payment, key, None).await;
    assert_eq!((&paid.body["state"], &paid.body["attempts"][0]["state"]), (&json!("succeeded"), &json!("charged")));
    run_due(&world.db, &paying.registry).await.unwrap();
    let total = world.get(Who::Nobody, &format!("/api/v1/projects/{id}/total")).await;
    assert_eq!((&total.body["raised"]["amount_minor"], &total.body["backers"]), (&json!(5000), &json!(1)));
    let backers = world.get(Who::Nobody, &format!("/api/v1/projects/{id}/backers")).await;
    assert_eq!(backers.body["items"][0]["name"], "Kossi");
    let funding = world.get(Who::Owner, &format!("/api/v1/projects/{id}/funding")).await;
    assert_eq!(funding.body["by_rail"][0]["rail"], "mixx");
    assert_eq!(funding.body["by_rail"][0]["amount"], json!({ "amount_minor": 5000, "currency": "XOF" }));

    proven(&paying, &id, made.body["id"].as_str().unwrap(), key).await;

    // The provider's statement agrees; sent twice it is the same.
    let statement = paying.sim.statement(Provider::PayGate);
    for (new, known) in [(1, 0), (0, 1)] {
        let path = "/api/v1/admin/reconciliation/statements/paygate";
        let imported = world.call_text(Who::Admin, path, "text/csv", &statement).await;
        assert_eq!(imported.body, json!({ "new": new, "known": known, "breaks": 0 }), "{statement}");
    }
    let clearing = world.get(Who::Admin, "/api/v1/admin/reconciliation/clearing").await;
    assert_eq!(clearing.body["items"], json!([]));

    let cancel = format!("/api/v1/pledges/{}/cancel", made.body["id"].as_str().unwrap());
    assert_eq!(keyed(world, Method::POST, &cancel, "", None).await.status, 404);
    assert_eq!(keyed(world, Method::POST, &cancel, key, None).await.body["state"], "refunding");
    let total = world.get(Who::Nobody, &format!("/api/v1/projects/{id}/total")).await;
    assert_eq!(total.body["raised"]["amount_minor"], 0);
}

#[tokio::test]
async fn a_project_is_written_edited_sent_back_and_put_online() {
    let world = World::new().await;
    let id = world.project().await;
    let at = format!("/api/v1/projects/{id}");
    let step = async |who, step: &str, body| world.call(who, Method::POST, &format!("{at}/{step}"), body).await;
    let mut half = project();
    half["story"] = json!("À écrire.");
    let change = |version: i32, project: &Value| Some(json!({ "version": version, "project": project }));
    let edited = world.call(Who::Owner, Method::PUT, &at, change(1, &half)).await;
    assert_eq!((edited.status.as_u16(), &edited.body["version"]), (200, &json!(2)));
    let late = world.call(Who::Owner, Method::PUT, &at, change(1, &project())).await;
    assert_eq!((late.status.as_u16(), &late.body["code"]), (409, &json!("crowdfunding-changed")));
    let missing = step(Who::Owner, "submit", None).await;
    assert_eq!((missing.status.as_u16(), &missing.body["errors"][0]["field"]), (422, &json!("story")));
    let tier = json!({ "id": Uuid::now_v7(), "title": "Affiche", "amount_minor": 1000, "stock": 2 });
    let mut whole = project();
    whole["tiers"] = json!([tier]);
    assert_eq!(world.call(Who::Owner, Method::PUT, &at, change(2, &whole)).await.status, 200);

    assert_eq!(step(Who::Owner, "submit", None).await.body["state"], "submitted");
    let waiting = world.get(Who::Staff, "/api/v1/moderation/projects").await;
    assert_eq!(waiting.body["items"][0]["id"], json!(id));
    assert_eq!(step(Who::Staff, "send-back", Some(json!({ "note": "x" }))).await.status, 422);
    let back = step(Who::Staff, "send-back", Some(json!({ "note": "Le budget est vague." }))).await;
    assert_eq!((&back.body["state"], &back.body["review_note"]), (&json!("draft"), &json!("Le budget est vague.")));
    step(Who::Owner, "submit", None).await;
    let online = step(Who::Staff, "approve", None).await;
    assert_eq!(online.body["state"], "online");

    let seen = world.get(Who::Nobody, &format!("/api/v1/projects/{}", online.body["slug"].as_str().unwrap())).await;
    assert_eq!((&seen.body["id"], &seen.body["tiers"][0]["left"]), (&json!(id), &json!(2)));
    assert_eq!(world.get(Who::Nobody, "/api/v1/projects").await.body["items"][0]["id"], json!(id));
    assert_eq!(world.get(Who::Owner, "/api/v1/me/projects").await.body["items"][0]["id"], json!(id));
    assert_eq!(world.get(Who::Nobody, "/api/v1/projects?shelf=other").await.status, 422);
}

#[tokio::test]
async fn the_same_pledge_is_one_and_another_under_its_id_is_refused() {
    let world = World::new().await;
    let id = world.online_project().await;
    let (at, body) = (format!("/api/v1/projects/{id}/pledges"), pledge(1000));
    let first = world.call(Who::Stranger, Method::POST, &at, Some(body.clone())).await;
    let again = world.call(Who::Nobody, Method::POST, &at, Some(body.clone())).await;
    assert_eq!((first.status.as_u16(), &first.body), (201, &again.body));
    for (member, value) in [("secret", json!("une autre, assez longue")), ("name", json!("Afi")), ("anonymous", json!(true))] {
        let mut other = body.clone();
        other[member] = value;
        let refused = world.call(Who::Stranger, Method::POST, &at, Some(other)).await;
        assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("crowdfunding-changed")), "{member}");
    }
    for (member, value) in [
        ("amount", json!({ "amount_minor": -5, "currency": "XOF" })),
        ("amount", json!({ "amount_minor": 10.5, "currency": "XOF" })),
        ("amount", json!({ "amount_minor": 1000, "currency": "EUR" })),
        ("amount", json!({ "amount_minor": 1000, "currency": "USD" })),
        ("amount", json!({ "amount_minor": 9_223_372_036_854_775_808_u64, "currency": "XOF" })),
        ("secret", json!("court")),
        ("surprise", json!(1)),
    ] {
        let mut bad = pledge(1000);
        bad[member] = value.clone();
        let refused = world.call(Who::Nobody, Method::POST, &at, Some(bad)).await;
        assert_eq!(refused.status, 422, "{member}: {value}");
    }
    let mine = world.get(Who::Stranger, "/api/v1/me/pledges").await;
    assert_eq!(mine.body["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(mine.body["items"][0]["pledge"]["id"], body["id"]);
    // Who made it signed in needs no key.
    let at = format!("/api/v1/pledges/{}", body["id"].as_str().unwrap());
    assert_eq!(world.get(Who::Stranger, &at).await.status, 200);
    assert_eq!(world.get(Who::Owner, &at).await.status, 404);
    let table = world.get(Who::Owner, &format!("/api/v1/projects/{id}/pledges/export")).await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
}

#[tokio::test]
async fn who_looks_after_payments_finds_nothing_wrong_where_nothing_is() {
    let world = World::new().await;
    for path in ["payments/stuck", "reconciliation/breaks", "reconciliation/clearing"] {
        let answer = world.get(Who::Admin, &format!("/api/v1/admin/{path}")).await;
        assert_eq!((answer.status.as_u16(), &answer.body["items"]), (200, &json!([])), "{path}");
    }
    let missing = "/api/v1/admin/reconciliation/missing";
    let found = world.call(Who::Admin, Method::POST, &format!("{missing}/paygate"), None).await;
    assert_eq!(found.body, json!({ "found": 0 }));
    assert_eq!(world.call(Who::Admin, Method::POST, &format!("{missing}/nobody"), None).await.status, 404);
    let gone = Uuid::now_v7();
    let why = json!({ "reason": "Selon le relevé" });
    for step in ["return", "declare-sent", "declare-not-sent", "close"] {
        let path = format!("/api/v1/admin/payments/attempts/{gone}/{step}");
        assert_eq!(world.call(Who::Admin, Method::POST, &path, Some(why.clone())).await.status, 404, "{step}");
    }
    let close = format!("/api/v1/admin/reconciliation/breaks/{gone}/close");
    for (body, status) in [
        (json!({ "remedy": "suspense", "reason": "Selon le relevé" }), 404),
        (json!({ "remedy": "suspense", "reason": "x" }), 422),
        (json!({ "remedy": "forget", "reason": "Selon le relevé" }), 422),
    ] {
        assert_eq!(world.call(Who::Admin, Method::POST, &close, Some(body.clone())).await.status, status, "{body}");
    }
    let statement = "/api/v1/admin/reconciliation/statements/paygate";
    assert_eq!(world.call_text(Who::Admin, statement, "text/csv", "no,statement\n1,2\n").await.status, 422);
    let large = "x".repeat(9 << 20);
    assert_eq!(world.call_text(Who::Admin, statement, "text/csv", &large).await.status, 413);
}

#[tokio::test]
async fn a_program_counts_visits_and_says_by_which_way_a_backer_came() {
    let world = World::new().await;
    let id = world.online_project().await;
    let (at, mut whole) = (format!("/api/v1/projects/{id}/pledges"), pledge(1000));
    whole["source"] = json!("site:example.org");
    assert_eq!(world.call(Who::Nobody, Method::POST, &at, Some(whole)).await.status, 201);
    let mut wrong = pledge(1000);
    wrong["source"] = json!("elsewhere");
    let refused = world.call(Who::Nobody, Method::POST, &at, Some(wrong)).await;
    assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("source")));
    let visits = world.get(Who::Owner, &format!("/api/v1/projects/{id}/visits?range=7")).await;
    let none = json!({ "amount_minor": 0, "currency": "XOF" });
    let line = json!({ "source": "site", "site": "example.org", "visits": 0, "pledges": 1, "paid": 0, "amount": none, "conversion_bp": null });
    assert_eq!(visits.body["by_source"], json!([line]), "{visits:?}");
    assert_eq!((&visits.body["total"]["pledges"], visits.body["by_day"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    assert_eq!(world.get(Who::Owner, &format!("/api/v1/projects/{id}/visits?range=31")).await.status, 422);
    let table = world.get(Who::Owner, &format!("/api/v1/projects/{id}/visits/export?range=all")).await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
}

#[tokio::test]
async fn a_program_says_where_to_send_what_was_chosen() {
    let paying = Paying::new().await;
    let world = &paying.world;
    let mut asking = project();
    let tier =
        json!({ "id": Uuid::now_v7(), "title": "Affiche", "amount_minor": 1000, "asks_address": true, "question": "Taille ?" });
    asking["tiers"] = json!([tier.clone()]);
    let made = paying.post(Who::Owner, "/api/v1/projects", asking).await;
    let id = made.body["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned();
    paying.post(Who::Owner, &format!("/api/v1/projects/{id}/submit"), json!({})).await;
    let online = paying.post(Who::Staff, &format!("/api/v1/projects/{id}/approve"), json!({})).await;
    assert_eq!(online.body["tiers"][0]["question"], "Taille ?", "{online:?}");
    let mut chosen = pledge(1000);
    chosen["tier_id"] = tier["id"].clone();
    let made = paying.post(Who::Nobody, &format!("/api/v1/projects/{id}/pledges"), chosen).await;
    let (pledge_id, key) = (made.body["id"].as_str().unwrap(), made.body["key"].as_str().unwrap());
    let at = format!("/api/v1/pledges/{pledge_id}/delivery");
    assert_eq!(keyed(world, Method::GET, &at, key, None).await.status, 404, "not paid yet");
    let attempts = format!("/api/v1/payments/{}/attempts", made.body["payment_id"].as_str().unwrap());
    let wallet = json!({ "rail": "mixx", "country": "TG", "phone": "90 12 34 56" });
    keyed(world, Method::POST, &attempts, key, Some(wallet)).await;
    paying.sim.press(&paying.sim.transactions()[0].id, Button::Accept).unwrap();
    paying.minutes_later(1).await;
    run_due(&world.db, &paying.registry).await.unwrap();

    let address = json!({ "name": "Ama", "line1": "Maison bleue", "city": "Kpalimé", "country": "TG", "phone": "90 12 34 56" });
    let given = json!({ "address": address, "answer": "L" });
    assert_eq!(keyed(world, Method::PUT, &at, "another", Some(given.clone())).await.status, 404);
    let wrong = keyed(world, Method::PUT, &at, key, Some(json!({ "answer": "L" }))).await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["errors"][0]["field"]), (422, &json!("name")), "{wrong:?}");
    let kept = keyed(world, Method::PUT, &at, key, Some(given)).await;
    assert_eq!((kept.status.as_u16(), &kept.body["given"]["address"]["phone"]), (200, &json!("+22890123456")), "{kept:?}");
    assert_eq!((&kept.body["asks_address"], &kept.body["is_open"]), (&json!(true), &json!(true)));
    let progress = world.get(Who::Owner, &format!("/api/v1/projects/{id}/deliveries")).await;
    assert_eq!(progress.body, json!({ "asked": 1, "given": 1, "closed_at": null, "is_readable": false }));
    let rows = world.get(Who::Owner, &format!("/api/v1/projects/{id}/pledges")).await;
    assert_eq!(rows.body["items"][0]["delivery"], json!(null), "not before it succeeded");
    assert_eq!(keyed(world, Method::DELETE, &at, key, None).await.status, 204);
    assert_eq!(keyed(world, Method::GET, &at, key, None).await.body["given"], json!(null));
}
