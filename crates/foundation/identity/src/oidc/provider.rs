//! Talking to the providers: discovery, the authorization address, the exchange of the code.

use std::{pin::Pin, sync::Arc, time::Duration};

use moka::future::Cache;
use openidconnect::{
    AsyncHttpClient, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndUserEmail, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
    core::{CoreClient, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims},
};
use secrecy::ExposeSecret as _;
use url::Url;

use crate::{IdentityConfig, IdentityError, OidcProvider};

/// How long a discovery document (and the provider's keys) is trusted.
const METADATA_LIFETIME: Duration = Duration::from_mins(10);
/// The longest answer of a provider that is read.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

type Discovered = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The configured providers, their discovery cached.
pub(crate) struct Providers {
    http: Fetch,
    metadata: Cache<String, Arc<CoreProviderMetadata>>,
    configured: Vec<OidcProvider>,
    public_url: Url,
}

/// What a provider says about who signed in.
pub(crate) struct Claims {
    pub(crate) subject: String,
    /// Only an e-mail that the provider says it verified.
    pub(crate) verified_email: Option<String>,
    pub(crate) name: Option<String>,
}

/// What was kept while the browser visited the provider.
pub(crate) struct PendingFlow {
    pub(crate) nonce: Nonce,
    pub(crate) verifier: PkceCodeVerifier,
}

/// Why a request to a provider failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the answer is larger than {MAX_ANSWER_BYTES} bytes")]
    TooLarge,
    #[error(transparent)]
    Shape(#[from] http::Error),
}

impl Providers {
    pub(crate) fn new(config: &IdentityConfig) -> Result<Self, IdentityError> {
        // The operator chose the providers, so private addresses are allowed; redirects are not: they would widen that choice.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(IdentityError::internal)?;
        let metadata = Cache::builder().max_capacity(32).time_to_live(METADATA_LIFETIME).build();
        Ok(Self { http: Fetch(http), metadata, configured: config.oidc_providers.clone(), public_url: config.public_url.clone() })
    }

    /// The provider's page for this sign-in.
    pub(crate) async fn authorization_url(
        &self,
        id: &str,
        state: &str,
        nonce: &str,
        challenge: PkceCodeChallenge,
    ) -> Result<Url, IdentityError> {
        let provider = self.provider(id)?;
        let client = self.client(provider).await?;
        let (state, nonce) = (state.to_owned(), nonce.to_owned());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = client.authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce));
        for scope in &provider.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, _state, _nonce) = request.set_pkce_challenge(challenge).url();
        Ok(url)
    }

    /// Exchanges the code and checks the ID token: signature, issuer, audience, expiry, nonce.
    pub(crate) async fn exchange(&self, id: &str, code: String, flow: PendingFlow) -> Result<Claims, IdentityError> {
        let provider = self.provider(id)?;
        let client = self.client(provider).await?;
        let response = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(IdentityError::internal)?
            .set_pkce_verifier(flow.verifier)
            .request_async(&self.http)
            .await
            .map_err(|error| {
                tracing::warn!(provider = id, %error, "the OpenID provider refused the code");
                IdentityError::OidcRefused("identity-oidc-refused")
            })?;
        let token = response.id_token().ok_or(IdentityError::OidcRefused("identity-oidc-refused"))?;
        let claims = token.claims(&client.id_token_verifier(), &flow.nonce).map_err(|error| {
            tracing::warn!(provider = id, %error, "the ID token of the OpenID provider is not valid");
            IdentityError::OidcRefused("identity-oidc-refused")
        })?;
        let mut found = Claims {
            subject: claims.subject().to_string(),
            verified_email: verified(claims.email_verified(), claims.email()),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
        };
        // A provider may tell the e-mail only at its userinfo endpoint (OpenID Connect Core §5.4).
        if claims.email().is_none()
            && let Ok(request) = client.user_info(response.access_token().clone(), Some(claims.subject().clone()))
        {
            let info: CoreUserInfoClaims = request
                .request_async(&self.http)
                .await
                .map_err(|error| IdentityError::OidcUnavailable(format!("{id}: {error}")))?;
            found.verified_email = verified(info.email_verified(), info.email());
            found.name = found.name.or_else(|| info.name().and_then(|name| name.get(None)).map(|name| name.to_string()));
        }
        Ok(found)
    }

    /// Whether this provider is configured.
    pub(crate) fn require(&self, id: &str) -> Result<(), IdentityError> {
        self.provider(id).map(|_known| ())
    }

    fn provider(&self, id: &str) -> Result<&OidcProvider, IdentityError> {
        self.configured.iter().find(|provider| provider.id == id).ok_or(IdentityError::NotFound)
    }

    async fn client(&self, provider: &OidcProvider) -> Result<Discovered, IdentityError> {
        let metadata = self.discover(provider).await?;
        let mut redirect = self.public_url.clone();
        redirect.set_path(&format!("{}/connexion/oidc/{}/retour", self.public_url.path().trim_end_matches('/'), provider.id));
        let client_secret = ClientSecret::new(provider.client_secret.expose_secret().to_owned());
        let client_id = ClientId::new(provider.client_id.clone());
        Ok(CoreClient::from_provider_metadata((*metadata).clone(), client_id, Some(client_secret))
            .set_redirect_uri(RedirectUrl::from_url(redirect)))
    }

    async fn discover(&self, provider: &OidcProvider) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        // A provider writes its issuer with or without the last slash, and the two must be equal.
        let issuer =
            IssuerUrl::new(provider.issuer.as_str().trim_end_matches('/').to_owned()).map_err(IdentityError::internal)?;
        let found = self.metadata.try_get_with(provider.id.clone(), async {
            match CoreProviderMetadata::discover_async(issuer, &self.http).await {
                Ok(metadata) => Ok(Arc::new(metadata)),
                Err(_other_spelling) => {
                    let issuer = IssuerUrl::from_url(provider.issuer.clone());
                    CoreProviderMetadata::discover_async(issuer, &self.http).await.map(Arc::new)
                }
            }
        });
        found.await.map_err(|error| IdentityError::OidcUnavailable(format!("{}: {error}", provider.id)))
    }
}

/// The e-mail, only if the provider says that it verified it.
fn verified(says: Option<bool>, email: Option<&EndUserEmail>) -> Option<String> {
    email.filter(|_email| says == Some(true)).map(|email| email.to_string())
}

/// How openidconnect reaches the network: by our one HTTP client.
struct Fetch(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(fetch(&self.0, request))
    }
}

async fn fetch(client: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, FetchError> {
    let mut answer = client.execute(reqwest::Request::try_from(request)?).await?;
    let mut builder = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        builder = builder.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(builder.body(body)?)
}
