//! What goes wrong goes wrong at every provider, in its own words.

use paysim::{
    Chaos, Config, Kind, Provider,
    Provider::{CashPay, CinetPay, Cmi, FedaPay, MtnMomo, PayGate, PayPal, Stripe},
    TransactionState,
};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{
    cashpay, cinetpay, cmi, fedapay, paypal,
    shop::{Call, Shop, key, quiet, send, willing},
    stripe,
};

async fn token(request: RequestBuilder) -> String {
    send(request).await.1["access_token"].as_str().unwrap().to_owned()
}

/// Asks a payer for money: the status and the body.
async fn ask(shop: &Shop, provider: Provider, reference: &str) -> (u16, Value) {
    let (client, at) = (&shop.client, |path: &str| shop.at(provider, path));
    let key = |name| key(provider, name);
    let request = match provider {
        MtnMomo => {
            let product =
                |request: RequestBuilder| request.header("Ocp-Apim-Subscription-Key", key("collection_subscription_key"));
            let token =
                token(product(client.post(at("collection/token/"))).basic_auth(key("api_user"), Some(key("api_key")))).await;
            let body = json!({ "amount": "1000", "currency": "XOF", "externalId": reference, "payerMessage": "a", "payeeNote": "b",
                               "payer": { "partyIdType": "MSISDN", "partyId": "22990000001" } });
            let request = product(client.post(at("collection/v1_0/requesttopay"))).bearer_auth(token).json(&body);
            request.header("X-Target-Environment", "sandbox").header("X-Reference-Id", crate::mtn::id(1))
        }
        PayGate => client.post(at("api/v1/pay")).json(&json!({ "auth_token": key("auth_token"), "phone_number": "90000001",
                               "amount": 1_000, "identifier": reference, "network": "FLOOZ" })),
        CashPay => {
            let login = ["username", "password", "client_id", "client_secret"].map(|name| (name, key(name)));
            let mut login = login.to_vec();
            login.push(("grant_type", "password"));
            let token = token(client.post(at("auth")).form(&login)).await;
            let body =
                json!({ "amount": 1_000, "merchant_reference": reference, "currency": "XOF", "client": { "phone": "90000001" } });
            client.post(at("orders")).bearer_auth(token).json(&body)
        }
        CinetPay => {
            client.post(at("v2/payment")).json(&json!({ "apikey": key("apikey"), "site_id": key("site_id"), "amount": 1_000,
                               "transaction_id": reference, "currency": "XOF", "description": "a", "notify_url": shop.url("/n"),
                               "return_url": shop.url("/r") }))
        }
        FedaPay => {
            client.post(at("v1/transactions")).bearer_auth(key("secret_key")).json(&json!({ "description": "a", "amount": 1_000,
                               "currency": { "iso": "XOF" }, "merchant_reference": reference }))
        }
        Stripe => {
            let fields = [("amount", "1000"), ("currency", "xof"), ("payment_method", "pm_card_visa"), ("confirm", "true")];
            client
                .post(at("v1/payment_intents"))
                .bearer_auth(key("secret_key"))
                .header("Idempotency-Key", reference)
                .form(&fields)
        }
        PayPal => {
            let request = client.post(at("v1/oauth2/token")).form(&[("grant_type", "client_credentials")]);
            let token = token(request.basic_auth(key("client_id"), Some(key("client_secret")))).await;
            let body =
                json!({ "intent": "CAPTURE", "purchase_units": [{ "amount": { "currency_code": "EUR", "value": "10.00" } }] });
            client.post(at("v2/checkout/orders")).bearer_auth(token).header("PayPal-Request-Id", reference).json(&body)
        }
        Cmi => client.post(at("fim/est3Dgate")).form(&cmi::order(shop, reference, "10.00")),
    };
    send(request).await
}

fn with(chaos: Chaos) -> Config {
    Config { chaos, ..willing() }
}

#[tokio::test]
async fn nothing_is_made_by_a_request_that_met_a_server_error() {
    for provider in Provider::ALL {
        let shop = Shop::open(with(Chaos { server_error: 100, ..Chaos::none() })).await;
        assert!(ask(&shop, provider, "a").await.0 >= 500, "{provider:?}");
        assert!(shop.sim.transactions().is_empty(), "{provider:?}");
    }
}

#[tokio::test]
async fn the_transaction_of_a_request_that_timed_out_is_there_once() {
    for provider in Provider::ALL {
        let shop = Shop::open(with(Chaos { timeout_after_success: 100, ..Chaos::none() })).await;
        assert_eq!(ask(&shop, provider, "a").await.0, 504, "{provider:?}");
        let made = shop.last();
        assert_eq!((made.provider, made.kind, made.our_reference.as_str()), (provider, Kind::Collect, "a"));
        ask(&shop, provider, "a").await;
        assert_eq!(shop.sim.transactions().len(), 1, "{provider:?}");
    }
}

#[tokio::test]
async fn a_false_conflict_is_told_as_a_true_one() {
    for provider in Provider::ALL.into_iter().filter(|provider| ![Stripe, PayPal, Cmi].contains(provider)) {
        let chaotic = Shop::open(with(Chaos { conflict_409: 100, ..Chaos::none() })).await;
        let (mut told, calm) = (ask(&chaotic, provider, "a").await, Shop::open(willing()).await);
        ask(&calm, provider, "a").await;
        let mut true_one = ask(&calm, provider, "a").await;
        for answer in [&mut told.1, &mut true_one.1] {
            answer.as_object_mut().unwrap().remove("api_response_id");
        }
        assert_eq!(told, true_one, "{provider:?}");
        assert_eq!(chaotic.sim.transactions().len(), 1, "{provider:?}");
    }
    for provider in [Stripe, PayPal] {
        let shop = Shop::open(with(Chaos { conflict_409: 100, ..Chaos::none() })).await;
        assert_eq!(ask(&shop, provider, "a").await.0, 409, "{provider:?}");
        assert!(ask(&shop, provider, "a").await.0 < 300, "the same key gets what was made: {provider:?}");
        assert_eq!(shop.sim.transactions().len(), 1, "{provider:?}");
    }
}

#[tokio::test]
async fn without_chaos_everybody_who_accepts_has_paid_or_may_be_captured() {
    for provider in Provider::ALL {
        let shop = Shop::open(willing()).await;
        let (status, body) = ask(&shop, provider, "a").await;
        assert!((200..300).contains(&status), "{provider:?} {body}");
        let captures = [PayPal, Cmi].contains(&provider);
        let expected = if captures { TransactionState::Authorized } else { TransactionState::Succeeded };
        assert_eq!(shop.state("a"), expected, "{provider:?}");
    }
}

/// Whether a callback convinces who checks all that this provider lets one check.
async fn convinces(shop: &Shop, provider: Provider, call: &Call) -> bool {
    match provider {
        MtnMomo | PayGate => true,
        CashPay => cashpay::claims(call.json()["token"].as_str().unwrap(), key(CashPay, "api_key")).is_some(),
        CinetPay => cinetpay::is_signed(call, key(CinetPay, "secret_key")),
        FedaPay => fedapay::is_signed(call, key(FedaPay, "webhook_secret")),
        Stripe => stripe::is_signed(call, key(Stripe, "webhook_secret")),
        PayPal => {
            let token = paypal::token(shop).await;
            let path = "v1/notifications/verify-webhook-signature";
            paypal::post(shop, &token, path, "", &paypal::verification(call)).await.1["verification_status"] == "SUCCESS"
        }
        Cmi => cmi::hash(&call.form(), key(Cmi, "store_key")) == call.field("HASH"),
    }
}

#[tokio::test]
async fn a_stranger_has_no_key_and_convinces_only_where_nothing_is_signed() {
    for provider in Provider::ALL {
        let shop = Shop::open(Config { chaos: Chaos { forge: 100, ..Chaos::none() }, ..quiet() }).await;
        shop.answer(200, "ACTION=POSTAUTH");
        shop.sim.set_callback_url(provider, &shop.url("/hook"));
        if provider == Stripe {
            stripe::session(&shop).await;
        } else {
            ask(&shop, provider, "a").await;
        }
        let calls = shop.calls().await;
        assert_eq!(convinces(&shop, provider, &calls[0]).await, [MtnMomo, PayGate].contains(&provider), "{provider:?}");
        assert!(shop.sim.deliveries()[0].forged, "{provider:?}");
        assert_eq!((shop.last().state, shop.last().received_minor), (TransactionState::Pending, 0), "{provider:?}");
    }
}

#[tokio::test]
async fn what_the_provider_tells_convinces() {
    for provider in Provider::ALL {
        let shop = Shop::open(willing()).await;
        shop.sim.set_callback_url(provider, &shop.url("/hook"));
        ask(&shop, provider, "a").await;
        let calls = shop.calls().await;
        assert!(!calls.is_empty(), "{provider:?}");
        for call in calls {
            assert!(convinces(&shop, provider, &call).await, "{provider:?}");
        }
    }
}
