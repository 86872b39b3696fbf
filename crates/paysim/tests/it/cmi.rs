use base64::{Engine, engine::general_purpose::STANDARD};
use paysim::{Provider::Cmi, TransactionState};
use sha2::{Digest, Sha512};

use crate::shop::{Shop, key, quiet};

/// HASH ver3 as the shop makes it.
pub(crate) fn hash(fields: &[(String, String)], store_key: &str) -> String {
    let mut fields: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
    fields.retain(|(name, _)| name != "hash" && name != "encoding");
    fields.sort();
    let escape = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|");
    let mut text: String = fields.iter().map(|(_, value)| format!("{}|", escape(value))).collect();
    text += &escape(store_key);
    STANDARD.encode(Sha512::digest(text.as_bytes()))
}

pub(crate) fn order(shop: &Shop, oid: &str, amount: &str) -> Vec<(String, String)> {
    let (ok, fail, callback) = (shop.url("/ok"), shop.url("/fail"), shop.url("/cmi"));
    let fields = [
        ("clientid", key(Cmi, "client_id")),
        ("oid", oid),
        ("amount", amount),
        ("currency", "504"),
        ("storetype", "3D_PAY_HOSTING"),
        ("okUrl", &ok),
        ("failUrl", &fail),
        ("CallbackURL", &callback),
        ("BillToName", "Awa | \\ Doe"),
        ("rnd", "1763746000"),
        ("hashAlgorithm", "ver3"),
        ("encoding", "UTF-8"),
    ];
    let mut fields: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let hash = hash(&fields, key(Cmi, "store_key"));
    fields.push(("HASH".to_owned(), hash));
    fields
}

async fn enter(shop: &Shop, fields: &[(String, String)]) -> (u16, String) {
    let response = shop.client.post(shop.at(Cmi, "fim/est3Dgate")).form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn pay(shop: &Shop, card: &str) -> String {
    let url = shop.at(Cmi, &format!("pay/{}", shop.last().id));
    shop.client.post(url).form(&[("card", card), ("action", "pay")]).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn money_moves_when_the_server_answers_postauth() {
    let shop = Shop::open(quiet()).await;
    shop.answer(200, "ACTION=POSTAUTH");
    let (status, html) = enter(&shop, &order(&shop, "oid-1", "120.50")).await;
    assert!(status == 200 && html.contains("120.50 MAD") && html.contains("Aucun paiement réel"));
    assert!(pay(&shop, "4000000000000010").await.contains(&shop.url("/ok")));
    assert_eq!(shop.state("oid-1"), TransactionState::Authorized);
    let calls = shop.calls().await;
    assert_eq!(hash(&calls[0].form(), key(Cmi, "store_key")), calls[0].field("HASH"));
    assert_ne!(hash(&calls[0].form(), "other"), calls[0].field("HASH"));
    assert_eq!((calls[0].field("ProcReturnCode"), calls[0].field("amount")), ("00".to_owned(), "120.50".to_owned()));
    assert_eq!((shop.state("oid-1"), shop.last().received_minor), (TransactionState::Succeeded, 12_050));
}

#[tokio::test]
async fn without_postauth_it_stays_authorised() {
    for answer in ["APPROVED", "FAILURE", ""] {
        let shop = Shop::open(quiet()).await;
        shop.answer(200, answer);
        enter(&shop, &order(&shop, "oid-1", "120")).await;
        pay(&shop, "4000000000000010").await;
        assert_eq!(shop.calls().await.len(), 1);
        assert_eq!(shop.state("oid-1"), TransactionState::Authorized, "{answer}");
    }
}

#[tokio::test]
async fn a_refused_card_leads_to_the_fail_address_and_is_told() {
    let shop = Shop::open(quiet()).await;
    enter(&shop, &order(&shop, "oid-1", "120")).await;
    assert!(pay(&shop, "4000000000009995").await.contains(&shop.url("/fail")));
    let calls = shop.calls().await;
    assert_eq!((calls[0].field("ProcReturnCode"), calls[0].field("Response")), ("51".to_owned(), "Declined".to_owned()));
    assert_eq!(shop.state("oid-1"), TransactionState::Failed);
}

#[tokio::test]
async fn a_form_that_was_tampered_with_is_refused() {
    let shop = Shop::open(quiet()).await;
    for name in ["amount", "oid", "okUrl", "currency", "HASH"] {
        let mut fields = order(&shop, "oid-1", "120");
        fields.iter_mut().find(|(known, _)| known == name).unwrap().1 += "1";
        assert_eq!(enter(&shop, &fields).await.0, 400, "{name}");
    }
    assert!(shop.sim.transactions().is_empty());
}
