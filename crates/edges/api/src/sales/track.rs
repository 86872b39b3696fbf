//! What shops report. The shop's own numbers make a report safe to send again.

use affiliate::{Buyer, ReportLead, ReportRefund, ReportSale, ReportTo, Reported, ReportedLine};
use axum::extract::State;
use contracts::{affiliate::ProgramId, identity::OrganisationId};
use jiff::Timestamp;
use kernel::{Actor, Id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ApiState, Json, Problem, SignedInCaller, funding::body::Amount};

/// An order that was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sale {
    /// Whose order it is; not needed by who manages one program.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    program_id: Option<ProgramId>,
    /// The merchant, in place of the program.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    organisation_id: Option<OrganisationId>,
    /// The shop's own number of the order: sent again, it is the same order.
    #[schema(min_length = 1, max_length = 200)]
    order_id: String,
    /// What was paid for the goods: after discounts, without shipping.
    amount: Amount,
    /// What the shop calls the customer, best a number: kept as a keyed hash.
    #[serde(default)]
    #[schema(max_length = 200)]
    customer: Option<String>,
    /// The lines, when rates differ by product. They add up to the amount.
    #[serde(default)]
    #[schema(max_items = 500)]
    lines: Vec<SaleLine>,
    /// The `griot_id` that came with the visitor, every one that is known. What is none of ours is left out.
    #[serde(default)]
    #[schema(max_items = 50)]
    clicks: Vec<String>,
    /// The codes that were used. What is no partner's is left out.
    #[serde(default)]
    #[schema(max_items = 10)]
    codes: Vec<String>,
    /// When it was placed, at most 400 days ago; now without it.
    #[serde(default)]
    occurred_at: Option<Timestamp>,
    #[serde(default)]
    buyer: BuyerBody,
}

/// What the checkout knows of whoever bought: it is weighed when fraud is looked for. The mail is compared and forgotten.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TrackedBuyer)]
struct BuyerBody {
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    #[schema(pattern = "^[A-Za-z]{2}$")]
    country: Option<String>,
}

impl From<BuyerBody> for Buyer {
    fn from(body: BuyerBody) -> Self {
        Self { email: body.email, country: body.country }
    }
}

/// A line of an order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SaleLine {
    /// What the shop calls the product.
    #[serde(default)]
    sku: Option<String>,
    #[schema(minimum = 1)]
    quantity: u32,
    /// What was paid for all of them, in the minor unit of the order's currency.
    #[schema(minimum = 0)]
    amount_minor: i64,
}

/// Somebody signed up or asked for an offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Lead {
    /// Whose lead it is; not needed by who manages one program.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    program_id: Option<ProgramId>,
    /// The merchant, in place of the program.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    organisation_id: Option<OrganisationId>,
    /// The shop's own number of it.
    #[schema(min_length = 1, max_length = 200)]
    event_id: String,
    /// What the shop calls the customer: kept as a keyed hash.
    #[serde(default)]
    #[schema(max_length = 200)]
    customer: Option<String>,
    /// The `griot_id` that came with the visitor.
    #[serde(default)]
    #[schema(max_items = 50)]
    clicks: Vec<String>,
    /// When; now without it.
    #[serde(default)]
    occurred_at: Option<Timestamp>,
    #[serde(default)]
    buyer: BuyerBody,
}

/// An order, or a part of it, that was given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refund {
    /// Whose order it is; not needed by who manages one program.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    program_id: Option<ProgramId>,
    /// The merchant, in place of the program.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    organisation_id: Option<OrganisationId>,
    /// The shop's own number of the refund.
    #[schema(min_length = 1, max_length = 200)]
    refund_id: String,
    /// The number of the order, which may be told later.
    #[schema(min_length = 1, max_length = 200)]
    order_id: String,
    /// How much; all that is left of the order without it.
    #[serde(default)]
    amount: Option<Amount>,
    /// When; now without it.
    #[serde(default)]
    occurred_at: Option<Timestamp>,
}

/// What became of a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reported)]
pub(super) struct ReportedBody {
    /// The conversion, or the refund.
    id: Uuid,
    /// Whether it was told before, and nothing was done now.
    replayed: bool,
}

impl ReportedBody {
    pub(super) fn of<T>(told: Reported<Id<T>>) -> Json<Self> {
        Json(Self { id: told.id.as_uuid(), replayed: told.replayed })
    }
}

impl Sale {
    fn report(self) -> (ReportSale, Buyer) {
        let line = |line: SaleLine| ReportedLine { sku: line.sku, quantity: line.quantity, amount_minor: line.amount_minor };
        let buyer = self.buyer.into();
        let sale = ReportSale {
            order_id: self.order_id,
            customer: self.customer,
            amount: self.amount.into(),
            lines: self.lines.into_iter().map(line).collect(),
            clicks: self.clicks,
            codes: self.codes,
            occurred_at: self.occurred_at,
        };
        (sale, buyer)
    }
}

/// The program that a report is for.
async fn program(
    state: &ApiState,
    actor: &Actor,
    named: (Option<ProgramId>, Option<OrganisationId>),
) -> Result<ReportTo, Problem> {
    Ok(state.affiliate.program_to_report(actor, named.0, named.1).await?)
}

/// Reports an order that was paid. The same order sent again changes nothing (`replayed`); with another content it is 409. Needs
/// `sale_track`, and the rights of an owner or administrator of the merchant.
#[utoipa::path(post, path = "/api/v1/track/sale", tag = "tracking", request_body = Sale, responses((status = OK, body = ReportedBody)))]
pub(super) async fn sale(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<Sale>,
) -> Result<Json<ReportedBody>, Problem> {
    let to = program(&state, &actor, (body.program_id, body.organisation_id)).await?;
    let (sale, buyer) = body.report();
    Ok(ReportedBody::of(state.affiliate.report_sale_by(&actor, to, &sale, &buyer).await?))
}

/// Reports a lead. It earns once for a customer that the shop names. Needs `sale_track`, and the rights of an owner or administrator of the
/// merchant.
#[utoipa::path(post, path = "/api/v1/track/lead", tag = "tracking", request_body = Lead, responses((status = OK, body = ReportedBody)))]
pub(super) async fn lead(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<Lead>,
) -> Result<Json<ReportedBody>, Problem> {
    let to = program(&state, &actor, (body.program_id, body.organisation_id)).await?;
    let (customer, clicks, buyer) = (body.customer, body.clicks, body.buyer.into());
    let report = ReportLead { event_id: body.event_id, customer, clicks, occurred_at: body.occurred_at };
    Ok(ReportedBody::of(state.affiliate.report_lead_by(&actor, to, &report, &buyer).await?))
}

/// Reports that an order, or a part of it, was given back: also before the order itself, which it then waits for. Needs `sale_track`, and
/// the rights of an owner or administrator of the merchant.
#[utoipa::path(post, path = "/api/v1/track/refund", tag = "tracking", request_body = Refund,
    responses((status = OK, body = ReportedBody)))]
pub(super) async fn refund(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<Refund>,
) -> Result<Json<ReportedBody>, Problem> {
    let to = program(&state, &actor, (body.program_id, body.organisation_id)).await?;
    let (refund_id, order_id) = (body.refund_id, body.order_id);
    let report = ReportRefund { refund_id, order_id, amount: body.amount.map(Into::into), occurred_at: body.occurred_at };
    Ok(ReportedBody::of(state.affiliate.report_refund(&actor, to, &report).await?))
}
