//! Payments as payers see them: how something can be paid, tries, what became of them.

use axum::extract::State;
use contracts::payments::IntentId;
use jiff::Timestamp;
use kernel::{Currency, Money};
use payments::{AttemptState, AttemptView, Charge, Exchange, IntentState, IntentView, ProviderName, Rail, StartPayment, Step};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{ApiState, Caller, Json, Path, PaymentKey, Problem, Query, funding::body::Amount, problem::Refusal, words};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(rails)).routes(routes!(get)).routes(routes!(start)).routes(routes!(form))
}

/// Who pays, and in what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RailQuery {
    /// The payer's country (ISO 3166-1 alpha-2).
    #[param(pattern = "^[A-Za-z]{2}$")]
    country: String,
    /// What it is priced in (ISO 4217).
    #[param(schema_with = words::currencies)]
    currency: Currency,
    /// How much, in its minor unit: to be told what a rail charges that does not have the currency.
    #[param(minimum = 1)]
    amount_minor: Option<u32>,
}

/// The ways to pay.
#[derive(Debug, Serialize, ToSchema)]
struct Rails {
    /// The usual ones first.
    #[schema(value_type = Vec<String>)]
    rails: Vec<Rail>,
    /// What those of them charge today that charge in another currency; empty when no amount was given.
    charges: Vec<RailCharge>,
    /// Whether the providers are simulated: no money moves.
    simulated: bool,
}

/// What a rail charges.
#[derive(Debug, Serialize, ToSchema)]
struct RailCharge {
    #[schema(schema_with = words::rails)]
    rail: Rail,
    amount: Amount,
    exchange: PaymentExchange,
}

/// A try to pay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAttempt {
    #[schema(schema_with = words::rails)]
    rail: Rail,
    /// The payer's country (ISO 3166-1 alpha-2): it decides how the number is read and who carries the rail.
    #[schema(pattern = "^[A-Za-z]{2}$")]
    country: String,
    /// The number of the wallet, for rails that ask a phone.
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: Option<String>,
}

/// A payment with its tries, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct Payment {
    id: Uuid,
    /// What is paid for, as a word: `pledge`.
    purpose: String,
    /// Which.
    purpose_id: Uuid,
    amount: Amount,
    #[schema(schema_with = words::payment_states)]
    state: IntentState,
    /// Until when it can be paid.
    expires_at: Timestamp,
    /// Whether its payer leaves their means only: nothing is taken before the project has succeeded.
    on_call: bool,
    attempts: Vec<PaymentAttempt>,
}

/// A try as the payer sees it.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentAttempt {
    id: Uuid,
    /// What stands on the payer's phone.
    reference: String,
    #[schema(schema_with = words::rails)]
    rail: Rail,
    #[schema(schema_with = words::providers)]
    provider: ProviderName,
    #[schema(schema_with = words::attempt_states)]
    state: AttemptState,
    /// In the currency in which the provider charges.
    amount: Amount,
    /// What that is charged for, if it is priced in another currency.
    exchange: Option<PaymentExchange>,
    /// The wallet, with most of it hidden.
    party: Option<String>,
    /// The provider's reference, to be named to its support.
    provider_ref: Option<String>,
    /// The page of the provider where the payer goes on.
    redirect_url: Option<String>,
    /// Why it did not happen, as a code.
    failure_code: Option<String>,
    /// What helps: `retry`, `switch_rail`, `ask_user`, `stop`, `alert`.
    advice: Option<String>,
    /// What happened, in order.
    steps: Vec<PaymentStep>,
}

/// A price that is charged in another currency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentExchange {
    /// The price.
    priced: Amount,
    /// Units of the price's currency for one of the charge's: a decimal, exact.
    #[schema(example = "655.957")]
    rate: String,
    /// Whose rate it is.
    source: String,
}

impl From<Exchange> for PaymentExchange {
    fn from(Exchange { priced, rate, source, .. }: Exchange) -> Self {
        Self { priced: priced.into(), rate: rate.to_string(), source }
    }
}

/// A line of the timeline.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentStep {
    /// The state from then on.
    #[schema(schema_with = words::attempt_states)]
    state: AttemptState,
    at: Timestamp,
}

/// A form that the payer's browser posts to the provider.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentForm {
    /// Where it is posted to.
    action: String,
    /// Its hidden fields.
    fields: Vec<PaymentFormField>,
}

/// A hidden field.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentFormField {
    name: String,
    value: String,
}

impl From<IntentView> for Payment {
    fn from(view: IntentView) -> Self {
        Self {
            id: view.id.as_uuid(),
            purpose: view.purpose.kind,
            purpose_id: view.purpose.id,
            amount: view.amount.into(),
            state: view.state,
            expires_at: view.expires_at,
            on_call: view.on_call,
            attempts: view.attempts.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<AttemptView> for PaymentAttempt {
    fn from(view: AttemptView) -> Self {
        Self {
            id: view.id.as_uuid(),
            reference: view.reference,
            rail: view.rail,
            provider: view.provider,
            state: view.state,
            amount: view.amount.into(),
            exchange: view.exchange.map(Into::into),
            party: view.party,
            provider_ref: view.provider_ref,
            redirect_url: view.redirect_url,
            failure_code: view.failure_code,
            advice: view.advice,
            steps: view.steps.into_iter().map(|Step { state, at }| PaymentStep { state, at }).collect(),
        }
    }
}

/// The rails on which somebody in a country can pay.
#[utoipa::path(get, path = "/api/v1/payments/rails", tag = "payments", params(RailQuery), responses((status = OK, body = Rails)))]
async fn rails(State(state): State<ApiState>, _caller: Caller, Query(query): Query<RailQuery>) -> Result<Json<Rails>, Problem> {
    let rails = state.payments.rails(&query.country, query.currency);
    let charged = |rail: &Rail| {
        let amount = Money::new(query.amount_minor?.into(), query.currency);
        let Charge { amount, exchange } = state.payments.charge(*rail, &query.country, amount)?;
        Some(RailCharge { rail: *rail, amount: amount.into(), exchange: exchange?.into() })
    };
    let charges = rails.iter().filter_map(charged).collect();
    Ok(Json(Rails { rails, charges, simulated: state.payments.is_simulated() }))
}

/// A payment and what became of its tries, for its payer.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = Payment)))]
async fn get(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<IntentId>,
) -> Result<Json<Payment>, Problem> {
    Ok(Json(state.payments.intent(&caller.actor, id, key.as_str()).await?.into()))
}

/// Tries to pay. While a try is on its way, the answer is that try: asking twice never pays twice. What the payer does next stands
/// in it: confirm on the phone, or go on to `redirect_url`.
#[utoipa::path(post, path = "/api/v1/payments/{id}/attempts", tag = "payments", params(("id" = Uuid, Path), PaymentKey),
    request_body = NewAttempt, responses((status = OK, body = Payment)))]
async fn start(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<IntentId>,
    Json(body): Json<NewAttempt>,
) -> Result<Json<Payment>, Problem> {
    let command =
        StartPayment { intent_id: id, key: key.as_str().to_owned(), rail: body.rail, country: body.country, phone: body.phone };
    Ok(Json(state.payments.start(&caller.actor, &command).await?.into()))
}

/// The form by which the payer goes on to a provider that takes no link. 404 where a link does, or nothing is on its way.
#[utoipa::path(get, path = "/api/v1/payments/{id}/form", tag = "payments", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = PaymentForm)))]
async fn form(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<IntentId>,
) -> Result<Json<PaymentForm>, Problem> {
    let form = state.payments.payer_form(&caller.actor, id, key.as_str()).await?.ok_or(Refusal::NotFound)?;
    let field = |(name, value): (&str, String)| PaymentFormField { name: name.to_owned(), value };
    Ok(Json(PaymentForm { action: form.action.into(), fields: form.fields.into_iter().map(field).collect() }))
}
