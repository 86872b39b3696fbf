use std::{sync::Arc, time::Duration};

use paysim::{
    Chaos, Config, DeliveryRecord, DeliveryState,
    Provider::{MtnMomo, PayGate, Stripe},
    TransactionState,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    mtn::{Momo, id},
    shop::{Shop, key, send, willing},
    stripe,
};

fn with(chaos: Chaos) -> Config {
    Config { chaos, ..willing() }
}

async fn pay(shop: &Shop, identifier: &str) -> (u16, Value) {
    let body = json!({ "auth_token": key(PayGate, "auth_token"), "phone_number": "90000001", "amount": 1_500, "description": "Un film",
                       "identifier": identifier, "network": "FLOOZ" });
    send(shop.client.post(shop.at(PayGate, "api/v1/pay")).json(&body)).await
}

async fn status(shop: &Shop, identifier: &str) -> Value {
    let body = json!({ "auth_token": key(PayGate, "auth_token"), "identifier": identifier });
    send(shop.client.post(shop.at(PayGate, "api/v2/status")).json(&body)).await.1["status"].clone()
}

async fn open(chaos: Chaos) -> Shop {
    let shop = Shop::open(with(chaos)).await;
    shop.sim.set_callback_url(PayGate, &shop.url("/paygate"));
    shop
}

/// What happens to sixty payments, of which so many are asked for at a time.
async fn fates(seed: u64, order: impl Iterator<Item = u32>, at_a_time: usize) -> Vec<String> {
    let shop = Arc::new(Shop::open(Config { seed, ..with(Chaos::all()) }).await);
    shop.sim.set_callback_url(PayGate, &shop.url("/paygate"));
    let mut answers = Vec::new();
    let order: Vec<u32> = order.collect();
    for group in order.chunks(at_a_time) {
        let mut asking = JoinSet::new();
        for &n in group {
            let shop = shop.clone();
            asking.spawn(async move {
                let (status, body) = pay(&shop, &format!("ref-{n}")).await;
                format!("ref-{n} answered {status} {}", body["status"])
            });
        }
        answers.extend(asking.join_all().await);
    }
    for _ in 0..40 {
        shop.sim.advance(Duration::from_secs(60));
        shop.sim.deliver().await;
    }
    let ends = shop.sim.transactions().into_iter().map(|it| format!("{} {:?} {}", it.our_reference, it.state, it.received_minor));
    let told =
        shop.sim.deliveries().into_iter().map(|it: DeliveryRecord| {
            format!("{} {:?} forged={} duplicate={}", it.our_reference, it.state, it.forged, it.duplicate)
        });
    let mut fates: Vec<String> = answers.into_iter().chain(ends).chain(told).collect();
    fates.sort();
    fates
}

#[tokio::test]
async fn the_same_seed_gives_the_same_fates_in_any_order_and_all_at_once() {
    let forwards = fates(7, 0..60, 1).await;
    assert_eq!(forwards, fates(7, (0..60).rev(), 1).await);
    assert_eq!(forwards, fates(7, 0..60, 60).await);
    assert_ne!(forwards, fates(8, 0..60, 1).await);
}

#[tokio::test]
async fn callbacks_come_twice() {
    let shop = open(Chaos { duplicate: 100, ..Chaos::none() }).await;
    pay(&shop, "a").await;
    let calls = shop.calls().await;
    assert_eq!((calls.len(), &calls[0].body), (2, &calls[1].body));
}

#[tokio::test]
async fn callbacks_get_lost() {
    let shop = open(Chaos { lose: 100, ..Chaos::none() }).await;
    pay(&shop, "a").await;
    assert_eq!(status(&shop, "a").await, 0);
    assert!(shop.calls().await.is_empty());
    assert_eq!(shop.sim.deliveries()[0].state, DeliveryState::Lost);
}

#[tokio::test]
async fn callbacks_come_late() {
    let shop = open(Chaos { delay: 100, ..Chaos::none() }).await;
    pay(&shop, "a").await;
    assert!(shop.calls().await.is_empty());
    shop.sim.advance(Duration::from_secs(600));
    assert_eq!(shop.calls().await.len(), 1);
}

#[tokio::test]
async fn callbacks_overtake_each_other() {
    let shop = Shop::open(with(Chaos { reorder: 40, ..Chaos::none() })).await;
    shop.sim.set_callback_url(PayGate, &shop.url("/paygate"));
    let asked: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    for identifier in &asked {
        pay(&shop, identifier).await;
    }
    let mut calls = shop.calls().await;
    shop.sim.advance(Duration::from_secs(5));
    calls.extend(shop.calls().await);
    let told: Vec<String> = calls.iter().map(|call| call.json()["identifier"].as_str().unwrap().to_owned()).collect();
    assert_ne!(told, asked);
    let mut sorted = told;
    sorted.sort_by_key(|identifier| identifier.parse::<u32>().unwrap());
    assert_eq!(sorted, asked);
}

#[tokio::test]
async fn strangers_claim_success() {
    let chaos = Chaos { forge: 100, ..Chaos::none() };
    let shop = Shop::open(Config { auto: paysim::Auto::Person, ..with(chaos) }).await;
    shop.sim.set_callback_url(PayGate, &shop.url("/paygate"));
    shop.sim.set_callback_url(Stripe, &shop.url("/stripe"));
    pay(&shop, "a").await;
    stripe::session(&shop).await;
    let calls = shop.calls().await;
    assert_eq!((calls[0].json()["identifier"].clone(), status(&shop, "a").await), (json!("a"), json!(2)));
    assert_eq!(calls[1].json()["data"]["object"]["payment_status"], "paid");
    assert!(!stripe::is_signed(&calls[1], key(Stripe, "webhook_secret")));
    assert!(shop.sim.deliveries().iter().all(|it| it.forged));
    assert!(shop.sim.transactions().iter().all(|it| it.state == TransactionState::Pending));
}

#[tokio::test]
async fn a_time_out_hides_a_success() {
    let shop = open(Chaos { timeout_after_success: 100, ..Chaos::none() }).await;
    assert_eq!(pay(&shop, "a").await.0, 504);
    assert_eq!(status(&shop, "a").await, 0);
    let momo = Momo::sign_in(&shop, "collection").await;
    assert_eq!(momo.ask(&id(1), "22890000001").await.0, 504);
    assert_eq!(momo.status(&id(1)).await["status"], "SUCCESSFUL");
}

#[tokio::test]
async fn a_conflict_hides_a_success() {
    let shop = open(Chaos { conflict_409: 100, ..Chaos::none() }).await;
    assert_eq!(pay(&shop, "a").await.1["status"], 6);
    assert_eq!(status(&shop, "a").await, 0);
    let momo = Momo::sign_in(&shop, "collection").await;
    assert_eq!(momo.ask(&id(1), "22890000001").await.0, 409);
    assert_eq!(momo.status(&id(1)).await["status"], "SUCCESSFUL");
}

#[tokio::test]
async fn a_server_error_did_nothing_and_a_second_try_may_pass() {
    let shop = open(Chaos { server_error: 50, ..Chaos::none() }).await;
    for n in 0..10 {
        let identifier = n.to_string();
        let tries = async {
            let mut failures = 0;
            while pay(&shop, &identifier).await.0 != 200 {
                failures += 1;
                assert!(failures < 20);
                assert!(shop.sim.transactions().iter().all(|it| it.our_reference != identifier));
            }
        };
        tries.await;
    }
    assert_eq!(shop.sim.transactions().len(), 10);
}

#[tokio::test]
async fn payers_pay_too_little_and_too_much() {
    for (chaos, received) in [(Chaos { partial: 100, ..Chaos::none() }, 750), (Chaos { excess: 100, ..Chaos::none() }, 1_650)] {
        let shop = open(chaos).await;
        pay(&shop, "a").await;
        assert_eq!(shop.calls().await[0].json()["amount"], received);
        assert_eq!((shop.last().amount_minor, shop.last().received_minor), (1_500, received));
    }
}

#[tokio::test]
async fn success_comes_after_the_provider_said_expired() {
    let shop = open(Chaos { late_success: 100, ..Chaos::none() }).await;
    pay(&shop, "a").await;
    assert_eq!(status(&shop, "a").await, 2);
    shop.sim.advance(Duration::from_secs(5 * 60));
    assert_eq!(status(&shop, "a").await, 4);
    shop.sim.advance(Duration::from_secs(10 * 60));
    assert_eq!(status(&shop, "a").await, 0);
    assert_eq!(shop.calls().await.len(), 1);

    let momo = Momo::sign_in(&shop, "collection").await;
    momo.ask(&id(1), "22890000001").await;
    shop.sim.advance(Duration::from_secs(14 * 60));
    assert_eq!(momo.status(&id(1)).await["status"], "PENDING", "MTN does not take an expiry back");
    shop.sim.advance(Duration::from_secs(60));
    assert_eq!(momo.status(&id(1)).await["status"], "SUCCESSFUL");
}

#[tokio::test]
async fn tokens_end_early() {
    let shop = open(Chaos { token_expiry: 100, ..Chaos::none() }).await;
    let momo = Momo::sign_in(&shop, "collection").await;
    assert_eq!(momo.ask(&id(1), "22890000001").await.0, 401);
    shop.sim.set_chaos(Chaos::none());
    assert_eq!(momo.ask(&id(1), "22890000001").await.0, 401, "ended for good");
    let fresh = Momo::sign_in(&shop, "collection").await;
    assert_eq!(fresh.ask(&id(1), "22890000001").await.0, 202);
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again() {
    let shop = open(Chaos::none()).await;
    shop.answer(503, "");
    pay(&shop, "a").await;
    assert_eq!(shop.calls().await.len(), 1);
    for pause in [30, 120, 600, 3_600] {
        shop.sim.advance(Duration::from_secs(pause));
        assert_eq!(shop.calls().await.len(), 1, "after {pause} s");
    }
    shop.sim.advance(Duration::from_secs(24 * 3_600));
    assert!(shop.calls().await.is_empty());
    assert!(shop.sim.deliveries().iter().all(|it| it.state == DeliveryState::Answered(503)));
}

#[tokio::test]
async fn a_kept_500_of_stripe_is_answered_for_ever() {
    let shop = open(Chaos { server_error: 100, ..Chaos::none() }).await;
    let mut kept = None;
    for n in 0..60 {
        let (status, _) = stripe::post(&shop, "v1/customers", &format!("key-{n}"), &[]).await;
        assert!([500, 503].contains(&status));
        if status == 500 {
            kept = Some(n);
        }
    }
    shop.sim.set_chaos(Chaos::none());
    let kept = kept.unwrap();
    assert_eq!(stripe::post(&shop, "v1/customers", &format!("key-{kept}"), &[]).await.0, 500);
    assert_eq!(shop.sim.base(MtnMomo).path(), "/mtn-momo/");
}
