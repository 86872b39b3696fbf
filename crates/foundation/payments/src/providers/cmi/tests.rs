use crate::AttemptId;
use kernel::Money;

use super::*;

// Made by a second implementation, in Python: sorted by name.lower(), hashlib.sha512, base64.b64encode.
const HASH_OF_ODD_VALUES: &str = "1Lv9dfUJnaFvd66Ade6rdXcmYudV8NUo75qwYGdMtMiTrfwbyag62kxo6JF4ufMCIEkUVHYQIYopV2o6/o5mRA==";
const HASH_OF_FORM: &str = "NuKXEYpHKZfFTrhVdP5B6qdOQ/H0ihSfxeTpGM1KJLC0oAXm7+bX5By/TX1kLuW0xyOwCZh6rUAoKQK5XqBsrg==";
const HASH_OF_APPROVED: &str = "2ITyzYDgI45p0nOpl8fm4PJzAQefoVuPB0/2Rur8KTUhxBrpa54GbBZw5AsJo4LbIFPHFTlHVzwaEt64khBiIw==";
const HASH_OF_DECLINED: &str = "XbX1vt+WECcvQJ4+ZtVDNjaIYF0IA28AF46NOAQdcxxcHETH46khmx0koMgEnAcCEpaaNGF9PaJcBWrcHL02yg==";
const OID: &str = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001";

fn shop() -> Shop {
    Shop { client_id: "600000001".into(), store_key: "key".into() }
}

fn attempt_id() -> AttemptId {
    OID.parse().unwrap()
}

/// What CMI sends of an order that was accepted, with these fields changed.
fn callback(changes: &[(&str, &str)], hash: &str) -> Vec<(String, String)> {
    let fields = [
        ("TransId", "T1"),
        ("clientid", "600000001"),
        ("oid", OID),
        ("amount", "125.50"),
        ("currency", "504"),
        ("ProcReturnCode", "00"),
        ("Response", "Approved"),
        ("encoding", "UTF-8"),
        ("HASH", hash),
    ];
    let change = |name: &str| changes.iter().find(|(changed, _)| *changed == name).map(|(_, value)| *value);
    fields.iter().map(|(name, value)| ((*name).to_owned(), change(name).unwrap_or(value).to_owned())).collect()
}

#[test]
fn the_hash_orders_names_without_case_and_escapes_values() {
    let fields = [("zeta", ""), ("oid", "1"), ("HASH", "x"), ("Amount", "10|5\\"), ("encoding", "x"), ("BillToName", "Aïcha")];
    assert_eq!(STANDARD.encode(hash(fields.into_iter(), &"k|e\\y".into())), HASH_OF_ODD_VALUES);
}

#[test]
fn the_form_is_signed_and_names_our_reference_and_amount() {
    let order = Order {
        expires_at: None,
        attempt_id: attempt_id(),
        amount: Money::new(12_550, Currency::Mad),
        party: None,
        rail: Rail::Card,
        note: "Griot 1".into(),
        return_url: "https://griot.example/hooks/payments/retour/7?cle=x".parse().unwrap(),
        form_url: "https://griot.example/paiement/7/formulaire?cle=x".parse().unwrap(),
        locale: kernel::Locale::Fr,
        refunds: None,
        charges: None,
    };
    let fields = form_fields(&order, &shop(), &"https://griot.example/hooks/payments/cmi".parse().unwrap());
    for expected in [("oid", OID), ("amount", "125.50"), ("currency", "504"), ("HASH", HASH_OF_FORM)] {
        assert!(fields.iter().any(|(name, value)| (*name, value.as_str()) == expected), "{expected:?} in {fields:?}");
    }
    assert!(fields.iter().all(|(_, value)| value != "key"), "the store key is not in the form");
}

#[test]
fn a_signed_callback_says_what_was_taken() {
    let hint = read(&callback(&[], HASH_OF_APPROVED), &shop()).unwrap();
    assert!(hint.signed);
    assert_eq!(hint.attempt_id, Some(attempt_id()));
    let amount = Some(Money::new(12_550, Currency::Mad));
    let done = Done { amount, reference: Some(OID.to_owned()), provider_ref: Some("T1".to_owned()) };
    assert_eq!(hint.observed, Some(Observed::Done(done)));
}

#[test]
fn a_declined_card_is_refused_with_its_code() {
    let declined = callback(&[("ProcReturnCode", "51"), ("Response", "Declined")], HASH_OF_DECLINED);
    let observed = read(&declined, &shop()).unwrap().observed;
    assert_eq!(observed, Some(refused("payment-not-enough-funds", "51")));
}

#[test]
fn a_callback_that_was_changed_is_forged() {
    for changes in [[("amount", "1.00")], [("oid", "1")], [("ProcReturnCode", "51")], [("clientid", "1")], [("TransId", "T2")]] {
        assert_eq!(read(&callback(&changes, HASH_OF_APPROVED), &shop()), Err(BadCallback::Forged), "{changes:?}");
    }
    assert_eq!(read(&callback(&[], ""), &shop()), Err(BadCallback::Forged));
    let another = Shop { store_key: "another".into(), ..shop() };
    assert_eq!(read(&callback(&[], HASH_OF_APPROVED), &another), Err(BadCallback::Forged));
    let mut more = callback(&[], HASH_OF_APPROVED);
    more.push(("oid".into(), "2".into()));
    assert_eq!(read(&more, &shop()), Err(BadCallback::Forged));
}
