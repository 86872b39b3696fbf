//! What the operator decides about sign-in.

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

/// The settings of identity.
#[derive(Debug, Clone)]
pub struct IdentityConfig {
    /// Where people reach this installation: the start of mailed links, the origin of passkeys, the issuer of tokens.
    pub public_url: Url,
    /// The name that authenticator applications and passkey prompts show.
    pub product_name: String,
    /// Whether staff may work without a second factor: in the demo alone.
    pub staff_without_second_factor: bool,
    /// The OpenID Connect providers offered on the sign-in page.
    pub oidc_providers: Vec<OidcProvider>,
}

impl IdentityConfig {
    /// The settings without any outside provider.
    pub fn new(public_url: Url) -> Self {
        Self { public_url, product_name: "Griot".into(), staff_without_second_factor: false, oidc_providers: Vec::new() }
    }
}

/// One OpenID Connect provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProvider {
    /// The word in our URLs: `/connexion/oidc/{id}`.
    pub id: String,
    /// The name on the button.
    pub name: String,
    /// The issuer, where `/.well-known/openid-configuration` is found.
    pub issuer: Url,
    /// Our identifier at the provider.
    pub client_id: String,
    /// Our secret at the provider.
    pub client_secret: SecretString,
    /// What to ask for besides `openid`.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
}

fn default_scopes() -> Vec<String> {
    vec!["email".into(), "profile".into()]
}
