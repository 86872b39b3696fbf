//! `/api/auth/providers`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ApiState, Json, Problem};

/// An outside provider that people may sign in with (OpenID Connect).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignInProvider)]
pub(crate) struct ProviderBody {
    /// Its word in our addresses.
    id: String,
    /// Its name on the button.
    name: String,
    /// Where to send a browser: the provider answers to a browser only.
    url: String,
}

/// Lists the outside providers
///
/// Signing in with one of them happens in a browser, which keeps the session in a cookie.
#[utoipa::path(
    get, path = "/api/auth/providers", tag = "auth",
    responses((status = 200, body = Vec<ProviderBody>, description = "In the order of the sign-in page; empty when there are none"))
)]
pub(crate) async fn list(State(state): State<ApiState>) -> Result<Json<Vec<ProviderBody>>, Problem> {
    let base = state.public_url.as_str().trim_end_matches('/');
    let providers = state.identity.oidc_providers().iter().map(|provider| ProviderBody {
        id: provider.id.clone(),
        name: provider.name.clone(),
        url: format!("{base}/connexion/oidc/{}", provider.id),
    });
    Ok(Json(providers.collect()))
}
