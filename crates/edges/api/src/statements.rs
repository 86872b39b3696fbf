//! The accounts that the caller holds in the ledger, and their lines.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use flows::{AccountRef, Held, HeldAccount, Line};
use http::{HeaderValue, header};
use jiff::Timestamp;
use kernel::Currency;
use ledger::LineState;
use payments::Rail;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, funding::body::Amount, problem::Refusal, view::Paged, words,
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(accounts)).routes(routes!(lines)).routes(routes!(table))
}

/// An account in the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldAccount)]
struct AccountBody {
    /// `earnings`: owed to a person; `escrow`: kept for a project; `float`: cash that an agent took in.
    #[schema(schema_with = words::held_accounts)]
    kind: &'static str,
    /// Whose: the caller's account, or a project.
    owner: Uuid,
    /// The project whose escrow it is: its title.
    project: Option<String>,
    /// What is on it.
    balance: Amount,
    /// Of that, what is on its way out.
    reserved: Amount,
}

impl From<HeldAccount> for AccountBody {
    fn from(held: HeldAccount) -> Self {
        Self {
            kind: held.account.held.as_str(),
            owner: held.account.owner,
            project: held.project,
            balance: held.balance.posted.into(),
            reserved: held.balance.debits_pending.into(),
        }
    }
}

/// A line of a statement, with what caused it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatementLine)]
struct LineBody {
    journal_id: Uuid,
    /// Why, as the ledger's word: `payment-received`.
    kind: String,
    /// What came onto the account; negative, what left it.
    amount: Amount,
    /// Whether it moved: `posted`; `reserved`; `resolved` (reserved, and another line posted or released it); `released`.
    #[schema(schema_with = words::line_states)]
    state: LineState,
    project_id: Option<Uuid>,
    project: Option<String>,
    pledge_id: Option<Uuid>,
    /// By which way it came or went.
    rail: Option<String>,
    /// When it happened outside.
    event_at: Timestamp,
    posted_at: Timestamp,
}

impl From<Line> for LineBody {
    fn from(line: Line) -> Self {
        let project = line.about.project;
        Self {
            journal_id: line.journal,
            kind: line.kind,
            amount: line.amount.into(),
            state: line.state,
            project_id: project.as_ref().map(|project| project.id.as_uuid()),
            project: project.map(|project| project.title),
            pledge_id: line.about.pledge.map(|id| id.as_uuid()),
            rail: line.about.rail.map(Rail::as_str).map(str::to_owned),
            event_at: line.event_at,
            posted_at: line.posted_at,
        }
    }
}

type Names = Path<(String, Uuid, String)>;

fn account(kind: &str, owner: Uuid, currency: &str) -> Result<AccountRef, Problem> {
    let named = || Some(AccountRef { held: Held::parse(kind)?, owner, currency: Currency::parse(currency)? });
    Ok(named().ok_or(Refusal::NotFound)?)
}

/// The accounts that the caller holds and that were ever used.
#[utoipa::path(get, path = "/api/v1/me/accounts", tag = "statements", responses((status = OK, body = Paged<AccountBody>)))]
async fn accounts(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<AccountBody>>, Problem> {
    let held = state.statements.accounts(&actor).await?;
    Ok(Json(Paged { items: held.into_iter().map(Into::into).collect(), next: None }))
}

/// What moved on an account, the newest first; the sum of the posted lines is its balance. For whoever holds it, and the staff that looks
/// after payments.
#[utoipa::path(get, path = "/api/v1/accounts/{kind}/{owner}/{currency}/lines", tag = "statements",
    params(("kind" = String, Path, description = "`earnings`, `escrow` or `float`", max_length = 20), ("owner" = Uuid, Path),
        ("currency" = String, Path, description = "ISO 4217", max_length = 3), PageQuery),
    responses((status = OK, body = Paged<LineBody>)))]
async fn lines(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((kind, owner, currency)): Names,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<LineBody>>, Problem> {
    let account = account(&kind, owner, &currency)?;
    Ok(Json(Paged::of(state.statements.lines(&actor, account, &page.request()?).await?)))
}

/// The same as a table, whole.
#[utoipa::path(get, path = "/api/v1/accounts/{kind}/{owner}/{currency}/lines/export", tag = "statements",
    params(("kind" = String, Path, description = "`earnings`, `escrow` or `float`", max_length = 20), ("owner" = Uuid, Path),
        ("currency" = String, Path, description = "ISO 4217", max_length = 3)),
    responses((status = OK, body = String, content_type = "text/csv")))]
async fn table(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((kind, owner, currency)): Names,
) -> Result<Response, Problem> {
    let table = state.statements.table(&actor, account(&kind, owner, &currency)?).await?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"statement.csv\"")),
    ];
    Ok((head, table).into_response())
}
