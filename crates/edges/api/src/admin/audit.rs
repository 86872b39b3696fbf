//! `/api/v1/admin/audit`.

use axum::extract::State;
use identity::{AuditEntry, AuditFilter};
use jiff::Timestamp;
use kernel::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{ApiState, Json, Problem, ProblemBody, Query, SignedInCaller, extract::page_request, view::Paged};

/// One line of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditLine)]
pub(crate) struct AuditBody {
    /// Its number: later lines have higher ones.
    id: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Which account acted; null for the program itself and for strangers.
    #[schema(value_type = Option<uuid::Uuid>)]
    account_id: Option<AccountId>,
    /// How that account is called today.
    display_name: Option<String>,
    /// In which session.
    #[schema(value_type = Option<uuid::Uuid>)]
    session_id: Option<SessionId>,
    /// Which part of the program acted.
    system: Option<String>,
    /// From which address.
    address: Option<String>,
    /// What was done: `context.what-happened`.
    action: String,
    /// To which thing.
    subject: String,
    /// What else is worth knowing; its members depend on the action.
    #[schema(value_type = Object)]
    details: serde_json::Value,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> Self {
        let line = entry.line;
        Self {
            id: line.id,
            at: line.at,
            account_id: line.account_id,
            display_name: entry.display_name,
            session_id: line.session_id,
            system: line.system,
            address: line.address,
            action: line.action,
            subject: line.subject,
            details: line.details,
        }
    }
}

/// Which lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Done by this account, or to it.
    #[param(value_type = Option<uuid::Uuid>)]
    account: Option<AccountId>,
    /// An action, or the beginning of one.
    #[param(max_length = 200)]
    action: Option<String>,
    /// The thing acted on.
    #[param(max_length = 200)]
    subject: Option<String>,
    /// Not before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// Reads the audit trail
///
/// Needs `audit_read`.
#[utoipa::path(
    get, path = "/api/v1/admin/audit", tag = "administration", params(AuditQuery),
    responses(
        (status = 200, body = Paged<AuditBody>, description = "The newest lines first"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 422, body = ProblemBody, description = "A parameter is wrong"),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Paged<AuditBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    let text = |value: Option<String>| value.filter(|text| !text.trim().is_empty());
    let filter = AuditFilter {
        account_id: query.account,
        action: text(query.action),
        subject: text(query.subject),
        since: query.since,
        until: query.until,
    };
    Ok(Json(Paged::of(state.identity.list_audit(&actor, &filter, &page).await?)))
}
