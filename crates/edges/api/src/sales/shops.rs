//! Shops that tell of their orders by webhook: connecting them.

use affiliate::{ShopKind, ShopSecret, ShopView};
use axum::extract::State;
use contracts::affiliate::{ProgramId, ShopId};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::words;
use crate::{ApiState, Json, Path, Problem, SignedInCaller, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, connect)).routes(routes!(replace_secret)).routes(routes!(disconnect))
}

/// A shop to connect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewShop {
    #[schema(schema_with = words::shop_kinds)]
    kind: ShopKind,
    /// The secret that the shop signs with: 16 to 200 visible characters. Drawn for `WooCommerce` without it; Shopify shows its own once a
    /// webhook is there, to be told then.
    #[serde(default)]
    #[schema(max_length = 200)]
    secret: Option<String>,
}

/// Another secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OtherSecret {
    /// Drawn for `WooCommerce` without it.
    #[serde(default)]
    #[schema(max_length = 200)]
    secret: Option<String>,
}

/// A shop that was connected, or has another secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectedShop)]
struct ConnectedBody {
    id: Uuid,
    /// The secret that was drawn, told this once; null where the shop has its own.
    secret: Option<String>,
}

impl From<ShopSecret> for ConnectedBody {
    fn from(made: ShopSecret) -> Self {
        Self { id: made.id.as_uuid(), secret: made.secret }
    }
}

/// A connected shop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shop)]
struct ShopBody {
    id: Uuid,
    #[schema(schema_with = words::shop_kinds)]
    kind: ShopKind,
    /// Where the shop sends its webhooks.
    url: String,
    /// Whether its secret is known: nothing is believed before.
    has_secret: bool,
    created_at: Timestamp,
    /// When it last sent something that was signed.
    heard_at: Option<Timestamp>,
    /// What that was about, in its own words.
    heard_topic: Option<String>,
    /// What became of it, as a code.
    heard_outcome: Option<String>,
    /// Which order it was about.
    heard_order: Option<String>,
}

impl ShopBody {
    fn of(view: ShopView, public_url: &Url) -> Self {
        let mut url = public_url.clone();
        url.set_path(&format!("/hooks/shops/{}/{}", view.id, view.kind.as_str()));
        Self {
            id: view.id.as_uuid(),
            kind: view.kind,
            url: url.into(),
            has_secret: view.has_secret,
            created_at: view.created_at,
            heard_at: view.heard_at,
            heard_topic: view.heard_topic,
            heard_outcome: view.heard_outcome,
            heard_order: view.heard_order,
        }
    }
}

/// The connected shops of a program, the newest first: for the members of its merchant.
#[utoipa::path(get, path = "/api/v1/programs/{id}/shops", tag = "tracking", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<ShopBody>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
) -> Result<Json<Paged<ShopBody>>, Problem> {
    let found = state.affiliate.shops(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(|view| ShopBody::of(view, &state.public_url)).collect(), next: None }))
}

/// Connects a shop to a program. The secret that is drawn is told this once.
#[utoipa::path(post, path = "/api/v1/programs/{id}/shops", tag = "tracking", params(("id" = Uuid, Path)), request_body = NewShop,
    responses((status = CREATED, body = ConnectedBody)))]
async fn connect(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<NewShop>,
) -> Result<(StatusCode, Json<ConnectedBody>), Problem> {
    let made = state.affiliate.connect_shop(&actor, id, body.kind, body.secret.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Another secret of a shop; the one before counts no more.
#[utoipa::path(put, path = "/api/v1/shops/{id}/secret", tag = "tracking", params(("id" = Uuid, Path)), request_body = OtherSecret,
    responses((status = OK, body = ConnectedBody)))]
async fn replace_secret(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ShopId>,
    Json(body): Json<OtherSecret>,
) -> Result<Json<ConnectedBody>, Problem> {
    Ok(Json(state.affiliate.replace_shop_secret(&actor, id, body.secret.as_deref()).await?.into()))
}

/// Believes nothing of a shop any more; what it told stays.
#[utoipa::path(delete, path = "/api/v1/shops/{id}", tag = "tracking", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn disconnect(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ShopId>,
) -> Result<StatusCode, Problem> {
    state.affiliate.disconnect_shop(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
