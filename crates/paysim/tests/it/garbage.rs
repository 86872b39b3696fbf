//! Requests that make no sense: they are refused, and nobody is hurt.

use paysim::Provider::{CashPay, CinetPay, FedaPay, MtnMomo, PayGate, PayPal, Stripe};

use crate::shop::{Shop, key, quiet, send};

const POSTS: [&str; 33] = [
    "mtn-momo/v1_0/apiuser",
    "mtn-momo/v1_0/apiuser/x/apikey",
    "mtn-momo/collection/token/",
    "mtn-momo/nothing/token/",
    "mtn-momo/collection/v1_0/requesttopay",
    "mtn-momo/disbursement/v1_0/transfer",
    "mtn-momo/disbursement/v1_0/refund",
    "paygate/api/v1/pay",
    "paygate/api/v1/status",
    "paygate/api/v2/status",
    "paygate/api/v1/check-balance",
    "paygate/api/v1/disburse",
    "cashpay/auth",
    "cashpay/orders",
    "cinetpay/v2/payment",
    "cinetpay/v2/payment/check",
    "cinetpay/v1/auth/login",
    "cinetpay/v1/transfer/contact",
    "cinetpay/v1/transfer/money/send/contact",
    "fedapay/v1/transactions",
    "fedapay/v1/payouts",
    "fedapay/v1/mtn",
    "stripe/v1/checkout/sessions",
    "stripe/v1/payment_intents",
    "stripe/pay/none",
    "paypal/v1/oauth2/token",
    "paypal/v2/checkout/orders",
    "paypal/v1/payments/payouts",
    "paypal/v1/notifications/verify-webhook-signature",
    "cmi/fim/est3Dgate",
    "cmi/pay/none",
    "control/press",
    "control/chaos",
];

const BODIES: [&[u8]; 9] = [
    b"",
    b"null",
    b"[1, 2]",
    b"\"text\"",
    b"{\"amount\":",
    b"{\"amount\": 99999999999999999999999, \"currency\": {}, \"payer\": 1, \"purchase_units\": [1], \"items\": \"x\"}",
    b"a=1&a[b]=2&[]=3&data=%5B1%2Cnull%5D&=",
    b"\xff\xfe\x00",
    b"data=[{}]&line_items[9999][price_data]=x&metadata[[]]=1",
];

/// The token that opens the door of a provider, so that garbage gets behind it.
async fn door(shop: &Shop, path: &str) -> String {
    let asked = match path.split('/').next().unwrap() {
        "mtn-momo" => {
            let product = if path.contains("disbursement") { "disbursement" } else { "collection" };
            let request = shop.client.post(shop.at(MtnMomo, &format!("{product}/token/")));
            let subscription = key(MtnMomo, &format!("{product}_subscription_key"));
            let request = request.header("Ocp-Apim-Subscription-Key", subscription);
            request.basic_auth(key(MtnMomo, "api_user"), Some(key(MtnMomo, "api_key")))
        }
        "cashpay" => shop.client.post(shop.at(CashPay, "auth")).form(&[
            ("grant_type", "password"),
            ("username", key(CashPay, "username")),
            ("password", key(CashPay, "password")),
            ("client_id", key(CashPay, "client_id")),
            ("client_secret", key(CashPay, "client_secret")),
        ]),
        "paypal" => {
            let request = shop.client.post(shop.at(PayPal, "v1/oauth2/token")).form(&[("grant_type", "client_credentials")]);
            request.basic_auth(key(PayPal, "client_id"), Some(key(PayPal, "client_secret")))
        }
        "fedapay" => return key(FedaPay, "secret_key").to_owned(),
        _ => return key(Stripe, "secret_key").to_owned(),
    };
    send(asked).await.1["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn garbage_is_refused_and_leaves_nothing() {
    let shop = Shop::open(quiet()).await;
    for path in POSTS {
        let token = door(&shop, path).await;
        let product = if path.contains("disbursement") { "disbursement" } else { "collection" };
        for body in BODIES {
            for content_type in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                let request =
                    shop.client.post(shop.sim.url().join(path).unwrap()).header("Content-Type", content_type).body(body);
                let request = request
                    .header("Ocp-Apim-Subscription-Key", key(MtnMomo, &format!("{product}_subscription_key")))
                    .header("X-Target-Environment", "mtnbenin")
                    .header("X-Reference-Id", crate::mtn::id(1));
                let (status, answer) = send(request.bearer_auth(&token)).await;
                let in_mtns_words = path.starts_with("mtn-momo") && answer["code"].is_string();
                assert!(status < 500 || in_mtns_words, "{path} {content_type} {status}");
            }
        }
    }
    assert!(shop.sim.transactions().is_empty());
}

#[tokio::test]
async fn amounts_that_would_overflow_are_refused() {
    let shop = Shop::open(quiet()).await;
    let token = key(PayGate, "auth_token");
    for amount in ["9223372036854775807", "9223372036854775808", "1000000000001", "-1", "0", "1e3", "0x10", "１５"] {
        let fields =
            [("auth_token", token), ("phone_number", "90000001"), ("amount", amount), ("identifier", "a"), ("network", "FLOOZ")];
        let (_, body) = send(shop.client.post(shop.at(PayGate, "api/v1/pay")).form(&fields)).await;
        assert_eq!(body["status"], 4, "{amount}");
    }
}

#[tokio::test]
async fn a_transfer_list_of_nonsense_is_answered() {
    let shop = Shop::open(quiet()).await;
    let login = [("apikey", key(CinetPay, "apikey")), ("password", key(CinetPay, "transfer_password"))];
    let (_, body) = send(shop.client.post(shop.at(CinetPay, "v1/auth/login")).form(&login)).await;
    let token = body["data"]["token"].as_str().unwrap();
    for path in ["contact", "money/send/contact"] {
        for data in ["[1, null, \"x\", []]", "{}", "[{}]", "[{\"prefix\": 228, \"phone\": \"é\"}]"] {
            let url = shop.at(CinetPay, &format!("v1/transfer/{path}?token={token}"));
            assert!(send(shop.client.post(url).form(&[("data", data)])).await.0 < 500, "{path} {data}");
        }
    }
    assert!(shop.sim.transactions().is_empty());
}
