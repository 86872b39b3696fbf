use std::time::Duration;

use paysim::{Button, Config, MtnCurrencies, Provider::MtnMomo, TransactionState};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::shop::{Shop, key, quiet, send, willing};

/// An adapter of one product.
pub(crate) struct Momo<'a> {
    shop: &'a Shop,
    product: &'static str,
    token: String,
}

const COLLECTION: &str = "collection";
const DISBURSEMENT: &str = "disbursement";

impl<'a> Momo<'a> {
    pub(crate) async fn sign_in(shop: &'a Shop, product: &'static str) -> Self {
        let request = shop
            .client
            .post(shop.at(MtnMomo, &format!("{product}/token/")))
            .header("Ocp-Apim-Subscription-Key", subscription(product))
            .basic_auth(key(MtnMomo, "api_user"), Some(key(MtnMomo, "api_key")));
        let (status, body) = send(request).await;
        assert_eq!((status, body["expires_in"].as_u64()), (200, Some(3_600)));
        Self { shop, product, token: body["access_token"].as_str().unwrap().to_owned() }
    }

    fn dress(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .header("Ocp-Apim-Subscription-Key", subscription(self.product))
            .header("X-Target-Environment", "mtnivorycoast")
            .bearer_auth(&self.token)
    }

    pub(crate) async fn post(&self, path: &str, id: &str, body: &Value) -> (u16, Value) {
        let request = self.shop.client.post(self.shop.at(MtnMomo, path)).header("X-Reference-Id", id);
        let request = request.header("X-Callback-Url", self.shop.url("/momo"));
        send(self.dress(request.json(body))).await
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        send(self.dress(self.shop.client.get(self.shop.at(MtnMomo, path)))).await
    }

    pub(crate) async fn ask(&self, id: &str, number: &str) -> (u16, Value) {
        self.post("collection/v1_0/requesttopay", id, &body(id, number)).await
    }

    pub(crate) async fn status(&self, id: &str) -> Value {
        let (status, body) = self.get(&format!("collection/v1_0/requesttopay/{id}")).await;
        assert_eq!(status, 200, "{body}");
        body
    }
}

fn subscription(product: &str) -> &'static str {
    key(MtnMomo, &format!("{product}_subscription_key"))
}

/// The reference id with this number.
pub(crate) fn id(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn body(id: &str, number: &str) -> Value {
    json!({ "amount": "1500", "currency": "XOF", "externalId": format!("ours-{id}"),
            "payer": { "partyIdType": "MSISDN", "partyId": number }, "payerMessage": "Un film", "payeeNote": "Merci" })
}

#[tokio::test]
async fn a_request_to_pay_is_accepted_on_the_phone_and_told_without_its_id() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    assert_eq!(momo.ask(&id(1), "22890000001").await, (202, Value::Null));
    assert_eq!(momo.status(&id(1)).await["status"], "PENDING");
    assert!(shop.calls().await.is_empty());

    shop.press(&shop.last().id, Button::Accept);
    let status = momo.status(&id(1)).await;
    assert_eq!(
        (&status["status"], &status["amount"], &status["currency"]),
        (&json!("SUCCESSFUL"), &json!("1500"), &json!("XOF"))
    );
    assert!(status["financialTransactionId"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit()));

    let calls = shop.calls().await;
    assert_eq!(calls.len(), 1);
    assert!(["PUT", "POST"].contains(&calls[0].method.as_str()));
    let told = calls[0].json();
    assert_eq!((&told["externalId"], &told["status"]), (&json!(format!("ours-{}", id(1))), &json!("SUCCESSFUL")));
    assert!(!calls[0].body.contains(&format!("\"{}\"", id(1))), "the callback names the reference id");
}

#[tokio::test]
async fn callbacks_come_by_put_and_by_post() {
    let shop = Shop::open(willing()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    for n in 0..12 {
        momo.ask(&id(n), "22890000001").await;
    }
    let calls = shop.calls().await;
    assert!(calls.iter().any(|call| call.method == "PUT") && calls.iter().any(|call| call.method == "POST"));
}

#[tokio::test]
async fn the_numbers_of_the_sandbox_have_their_fates() {
    let shop = Shop::open(willing()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    for (n, last, reason) in [
        (1, "50", "INTERNAL_PROCESSING_ERROR"),
        (2, "51", "APPROVAL_REJECTED"),
        (3, "52", "EXPIRED"),
        (4, "55", "PAYER_NOT_FOUND"),
        (5, "63", "COULD_NOT_PERFORM_TRANSACTION"),
    ] {
        assert_eq!(momo.ask(&id(n), &format!("467331234{last}")).await.0, 202, "{last}");
        let status = momo.status(&id(n)).await;
        assert_eq!((&status["status"], &status["reason"]), (&json!("FAILED"), &json!(reason)), "{last}");
    }
    for (n, last, code) in [
        (11, "58", "NOT_ALLOWED_TARGET_ENVIRONMENT"),
        (12, "59", "INVALID_CALLBACK_URL_HOST"),
        (13, "60", "INVALID_CURRENCY"),
        (14, "61", "INTERNAL_PROCESSING_ERROR"),
    ] {
        let (status, body) = momo.ask(&id(n), &format!("467331234{last}")).await;
        assert_eq!((status, &body["code"]), (500, &json!(code)), "{last}");
    }
    momo.ask(&id(21), "46733123453").await;
    momo.ask(&id(22), "46733123454").await;
    assert_eq!(momo.status(&id(21)).await["status"], "PENDING");
    shop.sim.advance(Duration::from_secs(30));
    assert_eq!(momo.status(&id(21)).await["status"], "SUCCESSFUL");
    shop.sim.advance(Duration::from_secs(24 * 3_600));
    assert_eq!(shop.state(&format!("ours-{}", id(22))), TransactionState::Pending);
}

#[tokio::test]
async fn the_reason_is_an_object_in_the_callback() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    momo.ask(&id(1), "22890000001").await;
    shop.press(&format!("ours-{}", id(1)), Button::Refuse);
    assert_eq!(shop.calls().await[0].json()["reason"]["code"], "APPROVAL_REJECTED");
}

#[tokio::test]
async fn what_has_ended_stays_as_it_is() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    for (n, first, second) in
        [(1, Button::Accept, Button::Refuse), (2, Button::Accept, Button::Accept), (3, Button::Refuse, Button::Accept)]
    {
        momo.ask(&id(n), "22890000001").await;
        shop.press(&id(n), first);
        let before = momo.status(&id(n)).await;
        shop.press(&id(n), second);
        assert_eq!(momo.status(&id(n)).await, before, "{first:?} {second:?}");
        assert_eq!(shop.calls().await.len(), 1, "{first:?} {second:?}");
    }
}

#[tokio::test]
async fn who_does_not_answer_lets_it_expire() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    momo.ask(&id(1), "22890000001").await;
    shop.press(&id(1), Button::NoAnswer);
    assert_eq!(momo.status(&id(1)).await["status"], "PENDING");
    shop.sim.advance(Duration::from_secs(5 * 60 + 1));
    assert_eq!(momo.status(&id(1)).await["reason"], "EXPIRED");
    shop.press(&id(1), Button::Accept);
    assert_eq!(momo.status(&id(1)).await["status"], "FAILED");
}

#[tokio::test]
async fn the_same_reference_id_is_a_conflict_whatever_its_body() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    momo.ask(&id(1), "22890000001").await;
    let (status, body) = momo.ask(&id(1), "22890000002").await;
    assert_eq!((status, &body["code"]), (409, &json!("RESOURCE_ALREADY_EXIST")));
    assert_eq!(shop.sim.transactions().len(), 1);
}

#[tokio::test]
async fn what_mtn_does_not_take_is_refused_in_its_words() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    let changed = |pointer: &str, value: Value| {
        let mut body = body(&id(9), "22890000001");
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, expected) in [
        (changed("/payerMessage", json!("L'ete")), 500),
        (changed("/payerMessage", json!("été")), 500),
        (changed("/payeeNote", json!("Déjà")), 500),
        (changed("/payerMessage", json!("")), 500),
        (changed("/payerMessage", json!("x".repeat(161))), 500),
        (changed("/amount", json!("15.00")), 400),
        (changed("/amount", json!("-5")), 400),
        (changed("/currency", json!("USD")), 500),
        (changed("/payer/partyId", json!("+22890")), 400),
        (changed("/payer/partyIdType", json!("IBAN")), 400),
    ] {
        assert_eq!(momo.post("collection/v1_0/requesttopay", &id(9), &body).await.0, expected, "{body}");
    }
    assert_eq!(momo.ask("00000000-0000-1000-8000-000000000001", "22890000001").await.0, 400, "not a UUID of version 4");
    assert_eq!(momo.get(&format!("collection/v1_0/requesttopay/{}", id(77))).await.0, 404);
    assert!(shop.sim.transactions().is_empty());
}

#[tokio::test]
async fn keys_tokens_and_environments_are_checked() {
    let shop = Shop::open(quiet()).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    let url = shop.at(MtnMomo, "collection/v1_0/account/balance");
    let base = || shop.client.get(&url).header("Ocp-Apim-Subscription-Key", subscription(COLLECTION));
    assert_eq!(send(base().header("X-Target-Environment", "sandbox").bearer_auth("wrong")).await.0, 401);
    assert_eq!(send(base().header("X-Target-Environment", "mtntogo").bearer_auth(&momo.token)).await.0, 500);
    let foreign = shop.client.get(&url).header("Ocp-Apim-Subscription-Key", subscription(DISBURSEMENT));
    assert_eq!(send(foreign.header("X-Target-Environment", "sandbox").bearer_auth(&momo.token)).await.0, 401);
    let other = shop.client.get(shop.at(MtnMomo, "disbursement/v1_0/account/balance"));
    let other = other.header("Ocp-Apim-Subscription-Key", subscription(DISBURSEMENT)).header("X-Target-Environment", "sandbox");
    assert_eq!(send(other.bearer_auth(&momo.token)).await.0, 401, "a token belongs to its product");
    let (status, body) = momo.get("collection/v1_0/account/balance").await;
    assert_eq!((status, &body["currency"]), (200, &json!("XOF")));
    shop.sim.advance(Duration::from_secs(3_600));
    assert_eq!(momo.get("collection/v1_0/account/balance").await.0, 401, "a token lives an hour");
}

#[tokio::test]
async fn the_sandbox_knows_the_euro_only() {
    let shop = Shop::open(Config { mtn_currencies: MtnCurrencies::Sandbox, ..willing() }).await;
    let momo = Momo::sign_in(&shop, COLLECTION).await;
    assert_eq!(momo.ask(&id(1), "22890000001").await.1["code"], "INVALID_CURRENCY");
    let mut euro = body(&id(2), "22890000001");
    euro["currency"] = json!("EUR");
    euro["amount"] = json!("12.50");
    assert_eq!(momo.post("collection/v1_0/requesttopay", &id(2), &euro).await.0, 202);
    assert_eq!((shop.last().amount_minor, shop.last().state), (1_250, TransactionState::Succeeded));
}

#[tokio::test]
async fn money_goes_out_and_back() {
    let shop = Shop::open(willing()).await;
    let collection = Momo::sign_in(&shop, COLLECTION).await;
    let disbursement = Momo::sign_in(&shop, DISBURSEMENT).await;
    collection.ask(&id(1), "22890000001").await;
    let transfer = json!({ "amount": "500", "currency": "XOF", "externalId": "out-1", "payerMessage": "Paie", "payeeNote": "Paie",
                           "payee": { "partyIdType": "MSISDN", "partyId": "22890000002" } });
    assert_eq!(disbursement.post("disbursement/v1_0/transfer", &id(2), &transfer).await.0, 202);
    let refund = |amount: &str| {
        json!({ "amount": amount, "currency": "XOF", "externalId": format!("back-{amount}"), "payerMessage": "Retour",
                "payeeNote": "Retour", "referenceIdToRefund": id(1) })
    };
    assert_eq!(disbursement.post("disbursement/v1_0/refund", &id(3), &refund("1000")).await.0, 202);
    assert_eq!(disbursement.post("disbursement/v1_0/refund", &id(4), &refund("501")).await.0, 500, "more than is left");
    shop.sim.advance(Duration::from_secs(1));
    for path in [format!("transfer/{}", id(2)), format!("refund/{}", id(3))] {
        assert_eq!(disbursement.get(&format!("disbursement/v1_0/{path}")).await.1["status"], "SUCCESSFUL", "{path}");
    }
    let mut unlucky = transfer.clone();
    for (n, last, reason) in [(5, "55", "NOT_ENOUGH_FUNDS"), (6, "57", "PAYEE_NOT_FOUND")] {
        unlucky["payee"]["partyId"] = json!(format!("467331234{last}"));
        unlucky["externalId"] = json!(format!("out-{n}"));
        disbursement.post("disbursement/v1_0/transfer", &id(n), &unlucky).await;
        assert_eq!(disbursement.get(&format!("disbursement/v1_0/transfer/{}", id(n))).await.1["reason"], reason);
    }
}

#[tokio::test]
async fn a_provisioned_user_may_call_back_to_its_host_only() {
    let shop = Shop::open(quiet()).await;
    let post =
        |path: &str| shop.client.post(shop.at(MtnMomo, path)).header("Ocp-Apim-Subscription-Key", subscription(COLLECTION));
    let host = json!({ "providerCallbackHost": "example.org" });
    assert_eq!(send(post("v1_0/apiuser").header("X-Reference-Id", id(7)).json(&host)).await.0, 201);
    assert_eq!(send(post("v1_0/apiuser").header("X-Reference-Id", id(7)).json(&host)).await.0, 409);
    let (status, made) = send(post(&format!("v1_0/apiuser/{}/apikey", id(7)))).await;
    assert_eq!(status, 201);
    let (status, token) = send(post("collection/token/").basic_auth(id(7), made["apiKey"].as_str())).await;
    assert_eq!(status, 200);
    let momo = Momo { shop: &shop, product: COLLECTION, token: token["access_token"].as_str().unwrap().to_owned() };
    assert_eq!(momo.ask(&id(8), "22890000001").await.1["code"], "INVALID_CALLBACK_URL_HOST");
    assert_eq!(send(post("collection/token/").basic_auth(id(7), Some("wrong"))).await.0, 401);
}
