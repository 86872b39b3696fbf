//! `/api/v1/me/deletion`, `/api/v1/me/export`. Only from a session: a key does not end its account.

use affiliate::LeftBehind;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use identity::{DeleteAccount, DeletionView};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ApiState, Json, Problem, ProblemBody, SignedInCaller, funding::body::Amount};

/// What a deletion asks for, and whether one is under way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountDeletion)]
pub(crate) struct DeletionBody {
    /// When the account will be erased; null when that was not asked for.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Whether `current_password` is asked for.
    needs_password: bool,
    /// Whether `code` is asked for.
    needs_code: bool,
    /// What to have paid out before.
    left_behind: LeftBehindBody,
}

impl DeletionBody {
    fn new(view: &DeletionView, left: LeftBehind) -> Self {
        let DeletionView { due_at, needs_password, needs_code, .. } = *view;
        Self { due_at, needs_password, needs_code, left_behind: left.into() }
    }
}

/// Money of the caller that nobody could ask for any more once the account is erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountLeftBehind)]
struct LeftBehindBody {
    /// What partnerships earned and was not paid out.
    earnings: Vec<LeftEarningsBody>,
    /// What is being sent, or waits until the caller says to where: in each currency.
    sending: Vec<Amount>,
    /// The wallets of merchants to which nobody else belongs.
    wallets: Vec<LeftWalletBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountLeftEarnings)]
struct LeftEarningsBody {
    partnership_id: Uuid,
    program_title: String,
    merchant_name: String,
    payable: Amount,
    /// Held until orders cannot be given back any more.
    held: Amount,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountLeftWallet)]
struct LeftWalletBody {
    organisation_id: Uuid,
    merchant_name: String,
    balance: Amount,
}

impl From<LeftBehind> for LeftBehindBody {
    fn from(left: LeftBehind) -> Self {
        let earnings = left.earnings.into_iter().map(|left| LeftEarningsBody {
            partnership_id: left.partnership_id.as_uuid(),
            program_title: left.program_title,
            merchant_name: left.merchant_name,
            payable: left.payable.into(),
            held: left.held.into(),
        });
        let wallets = left.wallets.into_iter().map(|left| LeftWalletBody {
            organisation_id: left.organisation_id.as_uuid(),
            merchant_name: left.merchant_name,
            balance: left.balance.into(),
        });
        let sending = left.sending.into_iter().map(Into::into).collect();
        Self { earnings: earnings.collect(), sending, wallets: wallets.collect() }
    }
}

/// Who asks, and that it is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskDeletionBody {
    /// The e-mail of the account.
    #[schema(max_length = 254)]
    confirmation: String,
    /// The present password, if the account has one.
    #[serde(default)]
    #[schema(value_type = String, format = Password, max_length = 256)]
    current_password: SecretString,
    /// A code of the authenticator application or a recovery code, if one is enrolled.
    #[serde(default)]
    #[schema(value_type = String, max_length = 20)]
    code: SecretString,
}

/// When the account will be erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountDeletionDue)]
pub(crate) struct DueBody {
    /// Until then, its owner may sign in and take it back.
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
}

/// Shows whether the caller's account will be deleted
#[utoipa::path(
    get, path = "/api/v1/me/deletion", tag = "account",
    responses(
        (status = 200, body = DeletionBody, description = "As it stands"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
    )
)]
pub(crate) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<DeletionBody>, Problem> {
    let view = state.identity.get_deletion(&actor).await?;
    let left = state.affiliate.left_behind(&actor).await?;
    Ok(Json(DeletionBody::new(&view, left)))
}

/// Asks for the deletion of the caller's account
///
/// Every session and key ends at once, this one included. After 14 days the personal data is erased: e-mail, name, means of
/// signing in, lists, favourites, history. Films, comments and ratings stay without a name. Partnerships of an influencer end, and a
/// merchant without another member closes: `left_behind` says which money nobody could ask for then. Asking twice keeps the first day.
#[utoipa::path(
    post, path = "/api/v1/me/deletion", tag = "account",
    request_body = AskDeletionBody,
    responses(
        (status = 202, body = DueBody, description = "Asked for; a mail tells how to take it back"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "The last administrator, the only owner of an organisation with other members, or a session that proved no second factor"),
        (status = 422, body = ProblemBody, description = "The e-mail, the password or the code is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn ask(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<AskDeletionBody>,
) -> Result<(StatusCode, Json<DueBody>), Problem> {
    let cmd = DeleteAccount { confirmation: body.confirmation, current: body.current_password, code: body.code };
    let due_at = state.identity.request_deletion(&actor, cmd).await?;
    Ok((StatusCode::ACCEPTED, Json(DueBody { due_at })))
}

/// Takes the deletion of the caller's account back
///
/// From a new sign-in, before the day. Keys stay revoked.
#[utoipa::path(
    delete, path = "/api/v1/me/deletion", tag = "account",
    responses(
        (status = 204, description = "The account stays"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "No deletion was asked for"),
    )
)]
pub(crate) async fn take_back(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<StatusCode, Problem> {
    state.identity.cancel_deletion(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Downloads what is known of the caller
///
/// The account, its sign-ins, keys, passkeys, organisations and its last 100 lines of the audit trail; no secrets. Films,
/// lists and history have their own routes.
#[utoipa::path(
    get, path = "/api/v1/me/export", tag = "account",
    responses(
        (status = 200, body = Object, description = "One JSON document, as an attachment", content_type = "application/json"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key"),
    )
)]
pub(crate) async fn export(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Response, Problem> {
    let export = state.identity.export_account(&actor).await?;
    let head = [(header::CONTENT_DISPOSITION, "attachment; filename=\"griot-account.json\"")];
    Ok((head, Json(export)).into_response())
}
