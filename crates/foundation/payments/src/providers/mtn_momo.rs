//! MTN `MoMo` Open API: collections, disbursements, refunds (<https://momodeveloper.mtn.com>). Not in Togo.
//!
//! The resource id is ours (`X-Reference-Id`, a version-4 UUID): the same request twice is 409, never a second payment. Callbacks
//! are unsigned and name our `externalId` only.

mod token;

use async_trait::async_trait;
use http::StatusCode;
use platform::http::HttpAnswer;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Wire, json as body_of, money, text, token::Tokens};
use crate::{
    AttemptId, Credentials, PaymentsError,
    provider::{
        Accepted, Advice, BadCallback, Done, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Refusal, Sent,
    },
};

const OWN: &str = "https://proxy.momoapi.mtn.com";

/// A product of MTN: each has its own key and its own tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Product {
    Collection,
    Disbursement,
}

impl Product {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Collection => "collection",
            Self::Disbursement => "disbursement",
        }
    }
}

/// The adapter.
#[derive(Debug)]
pub(super) struct MtnMomo {
    wire: Wire,
    collection_key: SecretString,
    disbursement_key: SecretString,
    api_user: SecretString,
    api_key: SecretString,
    environment: String,
    tokens: Tokens<Product>,
}

impl MtnMomo {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        Ok(Self {
            wire,
            collection_key: given.get("collection_subscription_key")?,
            disbursement_key: given.get("disbursement_subscription_key")?,
            api_user: given.get("api_user")?,
            api_key: given.get("api_key")?,
            environment: given.get("target_environment")?.expose_secret().to_owned(),
            tokens: Tokens::default(),
        })
    }

    /// Sends a request of a product; once more with a new token when the old one is refused, for then nothing happened.
    async fn call(
        &self,
        product: Product,
        method: Method,
        path: &str,
        order: Option<(Uuid, &Value)>,
    ) -> Result<HttpAnswer, ProviderError> {
        let answer = self.call_once(product, &method, path, order).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        self.tokens.forget(product);
        self.call_once(product, &method, path, order).await
    }

    async fn call_once(
        &self,
        product: Product,
        method: &Method,
        path: &str,
        order: Option<(Uuid, &Value)>,
    ) -> Result<HttpAnswer, ProviderError> {
        let token = self.token(product).await?;
        let path = format!("{}/v1_0/{path}", product.as_str());
        let mut request = self
            .wire
            .request(method.clone(), OWN, &path)?
            .bearer_auth(token.expose_secret())
            .header("Ocp-Apim-Subscription-Key", self.key(product).expose_secret())
            .header("X-Target-Environment", &self.environment);
        if let Some((reference, body)) = order {
            request = request.header("X-Reference-Id", reference.to_string()).json(body);
            // A callback by plain http is refused in production, and by the sandbox if its host was not announced.
            if self.wire.callback_url.scheme() == "https" || self.wire.base.is_some() {
                request = request.header("X-Callback-Url", self.wire.callback_url.as_str());
            }
        }
        self.wire.send(request).await
    }

    fn key(&self, product: Product) -> &SecretString {
        match product {
            Product::Collection => &self.collection_key,
            Product::Disbursement => &self.disbursement_key,
        }
    }

    async fn ask(&self, product: Product, path: &str, order: &Order, body: Value) -> Result<Accepted, ProviderError> {
        let answer = self.call(product, Method::POST, path, Some((reference_id(order.attempt_id), &body))).await?;
        match answer.status {
            // 409: this very order is there already.
            StatusCode::ACCEPTED | StatusCode::CONFLICT => Ok(Accepted::default()),
            status => Err(refused(status, &answer)),
        }
    }

    async fn report(&self, product: Product, name: &str, sent: &Sent) -> Result<Observed, ProviderError> {
        let path = format!("{name}/{}", reference_id(sent.order.attempt_id));
        let answer = self.call(product, Method::GET, &path, None).await?;
        match answer.status {
            StatusCode::OK => observed(&body_of(&answer)?),
            // Any other 404 is a gateway's, or of another environment: it says nothing of the order.
            StatusCode::NOT_FOUND if is_not_found(&answer) => Ok(Observed::NotFound),
            _ => Err(ProviderError::unexpected(&answer)),
        }
    }
}

#[async_trait]
impl PaymentProvider for MtnMomo {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let body = with_party(order, "payer")?;
        self.ask(Product::Collection, "requesttopay", order, body).await
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.report(Product::Collection, "requesttopay", sent).await
    }

    async fn pay_out(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let body = with_party(order, "payee")?;
        self.ask(Product::Disbursement, "transfer", order, body).await
    }

    async fn paid_out(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.report(Product::Disbursement, "transfer", sent).await
    }

    async fn refund(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let Some(collected) = &order.refunds else { return self.pay_out(order).await };
        let mut body = without_party(order);
        if let Some(members) = body.as_object_mut() {
            members.insert("referenceIdToRefund".into(), json!(reference_id(collected.attempt_id)));
        }
        self.ask(Product::Disbursement, "refund", order, body).await
    }

    async fn refunded(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.report(Product::Disbursement, "refund", sent).await
    }

    fn read(&self, callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        let body: Value = serde_json::from_slice(&callback.body).map_err(|_json| BadCallback::Unreadable)?;
        let external_id = text(&body, "/externalId").ok_or(BadCallback::Unreadable)?;
        let provider_ref = text(&body, "/financialTransactionId");
        Ok(Hint { attempt_id: external_id.parse().ok(), provider_ref, ..Hint::default() })
    }
}

fn is_not_found(answer: &HttpAnswer) -> bool {
    answer.json::<Value>().ok().and_then(|body| text(&body, "/code")).as_deref() == Some("RESOURCE_NOT_FOUND")
}

/// Our id as the version-4 UUID that MTN asks for: only the version differs.
fn reference_id(id: AttemptId) -> Uuid {
    let mut bytes = id.as_uuid().into_bytes();
    if let Some(byte) = bytes.get_mut(6) {
        *byte = (*byte & 0x0F) | 0x40;
    }
    Uuid::from_bytes(bytes)
}

fn without_party(order: &Order) -> Value {
    json!({
        "amount": order.amount.to_decimal_string(),
        "currency": order.amount.currency.code(),
        "externalId": order.attempt_id,
        "payerMessage": order.note,
        "payeeNote": order.note,
    })
}

fn with_party(order: &Order, field: &str) -> Result<Value, ProviderError> {
    let phone = order.party.as_deref().map(|phone| phone.trim_start_matches('+'));
    let phone = phone.ok_or_else(|| ProviderError::refused("payment-needs-phone", "", Advice::AskUser))?;
    let mut body = without_party(order);
    if let Some(members) = body.as_object_mut() {
        members.insert(field.to_owned(), json!({ "partyIdType": "MSISDN", "partyId": phone }));
    }
    Ok(body)
}

fn observed(body: &Value) -> Result<Observed, ProviderError> {
    match body.get("status").and_then(Value::as_str) {
        Some("PENDING") => Ok(Observed::Pending(Accepted::default())),
        Some("SUCCESSFUL") => {
            let amount = text(body, "/amount").zip(text(body, "/currency")).and_then(|(amount, code)| money(&amount, &code));
            let amount = amount.ok_or_else(|| ProviderError::unknown("a success without a readable amount"))?;
            let (reference, provider_ref) = (text(body, "/externalId"), text(body, "/financialTransactionId"));
            // A success that does not say of what is none.
            let reference = reference.or_else(|| Some(String::new()));
            Ok(Observed::Done(Done { amount: Some(amount), reference, provider_ref }))
        }
        Some("FAILED") => {
            // A text in a status, an object with a code in a callback.
            let reason = text(body, "/reason").or_else(|| text(body, "/reason/code")).unwrap_or_default();
            let (code, advice) = meaning(&reason);
            Ok(Observed::Refused(Refusal { code, detail: reason, advice }))
        }
        _ => Err(ProviderError::unknown("a status that is not known")),
    }
}

/// What MTN's reasons mean for the payer.
fn meaning(reason: &str) -> (&'static str, Advice) {
    match reason {
        "NOT_ENOUGH_FUNDS" | "LOW_BALANCE_OR_PAYEE_LIMIT_REACHED_OR_NOT_ALLOWED" => ("payment-not-enough-funds", Advice::AskUser),
        "PAYER_NOT_FOUND" | "PAYEE_NOT_FOUND" => ("payment-number-unknown", Advice::AskUser),
        "PAYER_LIMIT_REACHED" => ("payment-limit-reached", Advice::SwitchRail),
        "PAYEE_NOT_ALLOWED_TO_RECEIVE" => ("payment-cannot-receive", Advice::SwitchRail),
        "APPROVAL_REJECTED" | "PAYMENT_NOT_APPROVED" | "TRANSACTION_CANCELED" => ("payment-refused-by-payer", Advice::AskUser),
        "EXPIRED" => ("payment-not-confirmed-in-time", Advice::AskUser),
        "COULD_NOT_PERFORM_TRANSACTION" | "INTERNAL_PROCESSING_ERROR" | "SERVICE_UNAVAILABLE" => {
            ("payment-provider-failed", Advice::Retry)
        }
        _ => ("payment-refused", Advice::SwitchRail),
    }
}

/// What an answer other than "accepted" means. A 500 with a code of MTN's list was refused; any other may have happened.
fn refused(status: StatusCode, answer: &HttpAnswer) -> ProviderError {
    let word = answer.json::<Value>().ok().and_then(|body| text(&body, "/code")).unwrap_or_default();
    match (status.as_u16(), word.as_str()) {
        (400, _) => ProviderError::refused("payment-refused", word, Advice::Stop),
        (401 | 403, _) => ProviderError::refused("payment-misconfigured", status.to_string(), Advice::Alert),
        (404 | 500, "PAYER_NOT_FOUND" | "PAYEE_NOT_FOUND" | "RESOURCE_NOT_FOUND") => {
            ProviderError::refused("payment-number-unknown", word, Advice::AskUser)
        }
        (500, "NOT_ENOUGH_FUNDS") => ProviderError::refused("payment-not-enough-funds", word, Advice::AskUser),
        (500, "NOT_ALLOWED" | "NOT_ALLOWED_TARGET_ENVIRONMENT" | "INVALID_CALLBACK_URL_HOST" | "INVALID_CURRENCY") => {
            ProviderError::refused("payment-misconfigured", word, Advice::Alert)
        }
        _ => ProviderError::unexpected(answer),
    }
}
