//! What a shop sends that was written for Dub: its payloads and its answers, as its documentation describes them in August 2026.
//!
//! Differences, all on purpose: an order is told once for ever, not for seven days; a currency that a program cannot pay in is refused and
//! never converted; names, addresses and metadata of customers are not kept, and only echoed; errors are problem+json with Dub's status
//! codes, and name fields as Dub does. A sale without `invoiceId` has no number to be known by again: each is one of its own. `/track/open` is
//! not here: we have no apps that open links.

mod bounds;
mod key;

use affiliate::{AffiliateError, Buyer, ReportLead, ReportSale};
use axum::extract::State;
use contracts::affiliate::ProgramId;
use kernel::{Currency, FieldError, Money};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{ApiState, Json, Problem, Query, SignedInCaller, problem::Refusal};

/// Which program: Dub's payloads do not say.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Whose {
    /// Not needed by who manages one program.
    #[param(value_type = Option<Uuid>, required = false)]
    program_id: Option<ProgramId>,
}

/// Dub's `POST /track/lead`. Members that are not here are accepted and not used.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubLead)]
pub(super) struct Lead {
    /// The click; empty for a customer whose click is known from before.
    #[serde(default)]
    #[schema(max_length = 200)]
    click_id: String,
    #[schema(min_length = 1, max_length = 100)]
    event_name: String,
    #[schema(min_length = 1, max_length = 100)]
    customer_external_id: String,
    #[serde(default)]
    #[schema(max_length = 100)]
    customer_name: Option<String>,
    #[serde(default)]
    #[schema(max_length = 200)]
    customer_email: Option<String>,
    #[serde(default)]
    customer_avatar: Option<String>,
}

/// Dub's `POST /track/sale`. Members that are not here are accepted and not used.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSale)]
pub(super) struct Sale {
    #[schema(min_length = 1, max_length = 100)]
    customer_external_id: String,
    /// In the minor unit.
    #[schema(minimum = 0)]
    amount: i64,
    /// ISO 4217, in any case. Dub's default of `usd` does not hold: the program's currency does.
    #[serde(default)]
    #[schema(pattern = "^[A-Za-z]{3}$")]
    currency: Option<String>,
    #[serde(default)]
    #[schema(max_length = 255)]
    event_name: Option<String>,
    #[serde(default)]
    #[schema(max_length = 50)]
    payment_processor: Option<String>,
    /// The order: sent again, it is the same one.
    #[serde(default)]
    #[schema(max_length = 200)]
    invoice_id: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
    /// The click, for a customer of whom no lead was told.
    #[serde(default)]
    #[schema(max_length = 200)]
    click_id: Option<String>,
    #[serde(default)]
    #[schema(max_length = 100)]
    customer_name: Option<String>,
    #[serde(default)]
    #[schema(max_length = 200)]
    customer_email: Option<String>,
    #[serde(default)]
    customer_avatar: Option<String>,
}

/// A customer, as the shop told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubCustomer)]
struct Customer {
    /// What the shop calls them: we have no other name.
    id: String,
    external_id: String,
    name: Option<String>,
    email: Option<String>,
    avatar: Option<String>,
}

/// A click.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DubClick)]
struct Click {
    id: String,
}

/// Dub's answer to a lead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DubLeadTracked)]
pub(super) struct LeadTracked {
    click: Click,
    customer: Customer,
}

/// A sale, as the shop told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSaleFacts)]
struct SaleFacts {
    amount: i64,
    /// In lower case, as Dub writes it.
    currency: String,
    payment_processor: String,
    invoice_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
}

/// Dub's answer to a sale.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSaleTracked)]
pub(super) struct SaleTracked {
    event_name: String,
    customer: Customer,
    sale: SaleFacts,
}

/// Reports a lead in the words of Dub: one customer has each event once. Needs `sale_track`.
#[utoipa::path(post, path = "/api/dub/track/lead", tag = "tracking", params(Whose), request_body = Lead,
    responses((status = OK, body = LeadTracked)))]
pub(super) async fn lead(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(whose): Query<Whose>,
    Json(body): Json<Lead>,
) -> Result<Json<LeadTracked>, Problem> {
    let to = state.affiliate.program_to_report(&actor, whose.program_id, None).await?;
    body.check()?;
    let report = ReportLead {
        event_id: key::of_lead(&body.customer_external_id, &body.event_name),
        customer: Some(body.customer_external_id.clone()),
        clicks: vec![body.click_id.clone()],
        occurred_at: None,
    };
    let buyer = Buyer { email: body.customer_email.clone(), country: None };
    match state.affiliate.report_lead_by(&actor, to, &report, &buyer).await {
        // Dub answers a lead that it knows as if it were new, whatever click comes with it. No other lead has this number.
        Ok(_) | Err(AffiliateError::Conflict("affiliate-told-otherwise")) => {}
        Err(error) => return Err(bounds::named(error)),
    }
    let customer = customer(body.customer_external_id, (body.customer_name, body.customer_email, body.customer_avatar));
    Ok(Json(LeadTracked { click: Click { id: body.click_id }, customer }))
}

/// Reports a sale in the words of Dub. Needs `sale_track`.
#[utoipa::path(post, path = "/api/dub/track/sale", tag = "tracking", params(Whose), request_body = Sale,
    responses((status = OK, body = SaleTracked)))]
pub(super) async fn sale(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(whose): Query<Whose>,
    Json(body): Json<Sale>,
) -> Result<Json<SaleTracked>, Problem> {
    let to = state.affiliate.program_to_report(&actor, whose.program_id, None).await?;
    body.check()?;
    let currency = match &body.currency {
        Some(told) => read_currency(told)?,
        None => state.affiliate.program(&actor, to.program_id()).await?.currency,
    };
    let report = ReportSale {
        order_id: body.invoice_id.clone().unwrap_or_else(|| format!("dub:{}", Uuid::now_v7())),
        customer: Some(body.customer_external_id.clone()),
        amount: Money::new(body.amount, currency),
        lines: Vec::new(),
        clicks: body.click_id.into_iter().collect(),
        codes: Vec::new(),
        occurred_at: None,
    };
    let buyer = Buyer { email: body.customer_email.clone(), country: None };
    state.affiliate.report_sale_by(&actor, to, &report, &buyer).await.map_err(bounds::named)?;
    let customer = customer(body.customer_external_id, (body.customer_name, body.customer_email, body.customer_avatar));
    let sale = SaleFacts {
        amount: body.amount,
        currency: currency.code().to_ascii_lowercase(),
        payment_processor: body.payment_processor.unwrap_or_else(|| "custom".to_owned()),
        invoice_id: body.invoice_id,
        metadata: body.metadata,
    };
    Ok(Json(SaleTracked { event_name: body.event_name.unwrap_or_else(|| "Purchase".to_owned()), customer, sale }))
}

fn customer(id: String, (name, email, avatar): (Option<String>, Option<String>, Option<String>)) -> Customer {
    Customer { external_id: id.clone(), id, name, email, avatar }
}

fn read_currency(told: &str) -> Result<Currency, Problem> {
    let unknown = || FieldError::new("currency", "field-unknown-value").with("value", told);
    Currency::parse(&told.to_ascii_uppercase()).ok_or_else(|| Refusal::Invalid(vec![unknown()]).into())
}
