//! Transfers out: a token of five minutes, contacts first, then money to them, and its treatment (NEW, REC, VAL, NOS, REJ).

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    response::Response,
};
use serde_json::{Value, json};

use crate::{
    Kind, Provider, TransactionState, answer, credentials as keys,
    delivery::{About, Callback},
    money,
    request::{form, text, whole},
    server::Sim,
    world::{Entry, Fault, Opening, TokenState, World, plan_of_number},
};

const SCOPE: &str = "cinetpay/transfer";
const TOKEN_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// `POST /v1/auth/login`
pub(super) async fn login(State(sim): State<Sim>, body: Bytes) -> Response {
    let body = form(&body);
    let known = text(&body, "/apikey").as_deref() == Some(keys::CINETPAY_API_KEY)
        && text(&body, "/password").as_deref() == Some(keys::CINETPAY_PASSWORD);
    if !known {
        return failed(401, 706, "INVALID_CREDENTIALS");
    }
    let token = sim.world().issue_token(SCOPE, TOKEN_LIFETIME);
    done(json!({ "token": token }))
}

fn may(world: &mut World, query: &Value) -> bool {
    world.use_token(&text(query, "/token").unwrap_or_default(), SCOPE) == TokenState::Valid
}

fn unauthorized() -> Response {
    failed(401, 706, "INVALID_TOKEN")
}

fn query(raw: Option<String>) -> Value {
    form(raw.unwrap_or_default().as_bytes())
}

/// The list in the form field `data`.
fn items(body: &[u8]) -> Vec<Value> {
    let data = text(&form(body), "/data").unwrap_or_default();
    let items: Vec<Value> = serde_json::from_str(&data).unwrap_or_default();
    items.into_iter().filter(Value::is_object).collect()
}

/// `GET /v1/transfer/check/balance`
pub(super) async fn balance(State(sim): State<Sim>, RawQuery(raw): RawQuery) -> Response {
    let mut world = sim.world();
    if !may(&mut world, &query(raw)) {
        return unauthorized();
    }
    let amount = world.balance(Provider::CinetPay, "XOF");
    done(json!({ "amount": amount, "inUsing": 0, "available": amount }))
}

/// `POST /v1/transfer/contact`
pub(super) async fn contact(State(sim): State<Sim>, RawQuery(raw): RawQuery, body: Bytes) -> Response {
    let mut world = sim.world();
    if !may(&mut world, &query(raw)) {
        return unauthorized();
    }
    let answers: Vec<Value> = items(&body).into_iter().map(|item| add_contact(&mut world, item)).collect();
    done(json!([answers]))
}

fn add_contact(world: &mut World, mut item: Value) -> Value {
    let (code, status) = match number(&item) {
        None => (640, "ERROR_PHONE_NOT_VALID"),
        Some(number) if world.contacts.contains(&number) => (726, "ERROR_PHONE_ALREADY_MY_CONTACT"),
        Some(number) => {
            item["lot"] = json!(world.fate.digits(&format!("cinetpay/contact/{number}"), 10));
            world.contacts.insert(number);
            (0, "success")
        }
    };
    item["code"] = json!(code);
    item["status"] = json!(status);
    item
}

fn number(item: &Value) -> Option<String> {
    Some(format!("{}{}", text(item, "/prefix")?, text(item, "/phone")?))
        .filter(|number| number.bytes().all(|it| it.is_ascii_digit()))
}

/// `POST /v1/transfer/money/send/contact`
pub(super) async fn send(State(sim): State<Sim>, RawQuery(raw): RawQuery, body: Bytes) -> Response {
    let mut world = sim.world();
    if !may(&mut world, &query(raw)) {
        return unauthorized();
    }
    let items = items(&body);
    let first = items.first().and_then(|item| text(item, "/client_transaction_id")).unwrap_or_default();
    let fault = world.fault(Provider::CinetPay, "send", &first);
    if fault == Fault::ServerError {
        return answer::bad_gateway();
    }
    let mut answers = Vec::new();
    for item in items {
        match pay(&mut world, item) {
            Ok(item) => answers.push(item),
            Err((code, message)) => return failed(400, code, message),
        }
    }
    match fault {
        Fault::Timeout => answer::gateway_timeout(),
        Fault::Conflict => failed(400, 728, "CLIENT_TRANSACTION_ID_ALREADY_EXIST"),
        Fault::None | Fault::ServerError => done(json!([answers])),
    }
}

fn pay(world: &mut World, mut item: Value) -> Result<Value, (i64, &'static str)> {
    let number = number(&item).filter(|number| world.contacts.contains(number)).ok_or((723, "NOT_FOUND"))?;
    let amount_minor = whole(&item, "/amount")
        .filter(|amount| money::is_amount(*amount) && amount % 5 == 0)
        .ok_or((641, "ERROR_AMOUNT_INVALID"))?;
    let merchant_reference = text(&item, "/client_transaction_id").ok_or((608, "MINIMUM_REQUIRED_FIELDS"))?;
    if world.find(Provider::CinetPay, Kind::Payout, &merchant_reference).is_some() {
        return Err((728, "CLIENT_TRANSACTION_ID_ALREADY_EXIST"));
    }
    if amount_minor > world.balance(Provider::CinetPay, "XOF") {
        return Err((602, "INSUFFICIENT_BALANCE"));
    }
    let about = format!("cinetpay/transfer/{merchant_reference}");
    let provider_reference = format!("EA{}", world.fate.digits(&about, 12));
    let lot = world.fate.digits(&format!("{about}/lot"), 10);
    let plan = plan_of_number(&number);
    item["code"] = json!(0);
    item["status"] = json!("success");
    item["treatment_status"] = json!("NEW");
    item["transaction_id"] = json!(provider_reference);
    item["lot"] = json!(lot);
    let opening = Opening {
        provider: Provider::CinetPay,
        kind: Kind::Payout,
        merchant_reference,
        provider_reference,
        amount_minor,
        currency: "XOF".to_owned(),
        party: number,
        callback_url: text(&item, "/notify_url"),
        return_url: None,
        parent: None,
        detail: json!({ "lot": lot }),
    };
    world.open(opening, plan);
    Ok(item)
}

/// `GET /v1/transfer/check/money?client_transaction_id=` or `transaction_id=`
pub(super) async fn check(State(sim): State<Sim>, RawQuery(raw): RawQuery) -> Response {
    let query = query(raw);
    let mut world = sim.world();
    if !may(&mut world, &query) {
        return unauthorized();
    }
    let ours = text(&query, "/client_transaction_id");
    let theirs = text(&query, "/transaction_id");
    if world.reading_fails(Provider::CinetPay, ours.as_deref().or(theirs.as_deref()).unwrap_or_default()) {
        return answer::bad_gateway();
    }
    let by_ours = ours.and_then(|reference| world.find(Provider::CinetPay, Kind::Payout, &reference));
    let found = by_ours.or_else(|| theirs.and_then(|reference| world.find_by_provider(Provider::CinetPay, &reference)));
    match found {
        Some(index) => done(json!([facts(world.entry(index))])),
        None => failed(404, 723, "NOT_FOUND"),
    }
}

fn facts(entry: &Entry) -> Value {
    let treatment = match entry.state {
        TransactionState::Pending | TransactionState::Authorized => "REC",
        TransactionState::Succeeded => "VAL",
        TransactionState::Failed | TransactionState::Expired => "REJ",
    };
    json!({
        "transaction_id": entry.provider_reference, "client_transaction_id": entry.merchant_reference, "lot": entry.detail("lot"),
        "amount": entry.amount_minor.to_string(), "receiver": entry.party, "receiver_e164": format!("+{}", entry.party),
        "operator": "FLOOZ", "sending_status": "CONFIRM", "transfer_valid": "Y", "treatment_status": treatment,
        "comment": "", "validated_at": entry.settled_at.map(super::stamp),
    })
}

/// The notification of a transfer, unsigned.
pub(super) fn callback(world: &World, index: usize) -> Option<Callback> {
    let entry = world.entry(index);
    let facts = facts(entry);
    let event = text(&facts, "/treatment_status")?;
    let fields: Vec<(&str, String)> = [
        "transaction_id",
        "client_transaction_id",
        "lot",
        "amount",
        "receiver",
        "sending_status",
        "comment",
        "treatment_status",
        "validated_at",
    ]
    .into_iter()
    .map(|name| (name, text(&facts, &format!("/{name}")).unwrap_or_default()))
    .collect();
    Some(Callback::form(Provider::CinetPay, About::Transaction(index), &event, entry.callback_url.clone()?, &fields))
}

fn done(data: Value) -> Response {
    answer::json(200, json!({ "code": 0, "message": "OPERATION_SUCCES", "data": data }))
}

fn failed(status: u16, code: i64, message: &str) -> Response {
    answer::json(status, json!({ "code": code, "message": message, "description": message }))
}
