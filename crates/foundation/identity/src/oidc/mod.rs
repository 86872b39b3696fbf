//! Sign-in by OpenID Connect providers (authorization code with PKCE, nonce and state), by configuration.
//!
//! An identity of a provider is linked to an account by its subject; the first time by an e-mail that the provider says it
//! verified, never by an unverified one. No network call happens inside a transaction.

mod provider;
mod store;

use jiff::SignedDuration;
use kernel::{AccountId, Actor, Locale, Role};
use openidconnect::{Nonce, PkceCodeChallenge, PkceCodeVerifier};
use platform::Tx;
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::{
    Identity, IdentityError, OidcProvider,
    account::{self, CredentialRow, Email, MAX_NAME_CHARS, create_in, visible_line},
    limits,
    secret::{self, NewToken},
    session::{self, Client, Method},
    sign_in::SignInOutcome,
};
pub(crate) use provider::Providers;
use provider::{Claims, PendingFlow};

/// How long the visit to the provider may take.
const FLOW_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// Where to send the browser.
#[derive(Debug, Clone)]
pub struct OidcRedirect {
    /// The provider's page.
    pub url: Url,
    /// To keep in a cookie of this browser: the answer counts only in the browser that asked.
    pub state: String,
}

/// The provider's answer, as it arrived at our redirect address.
#[derive(Debug, Clone)]
pub struct FinishOidc {
    /// Which provider.
    pub provider: String,
    /// The `code` of the answer.
    pub code: String,
    /// The `state` of the answer.
    pub state: String,
    /// The state in the browser's cookie.
    pub browser_state: String,
    /// The browser.
    pub client: Client,
}

/// A finished visit to a provider.
#[derive(Debug, Clone)]
pub struct OidcSignIn {
    /// A session, or the second factor that is still needed.
    pub outcome: SignInOutcome,
    /// The page where the person wanted to go.
    pub return_to: String,
}

impl Identity {
    /// The providers to offer.
    pub fn oidc_providers(&self) -> &[OidcProvider] {
        &self.inner.config.oidc_providers
    }

    /// Starts a visit to a provider. `return_to` is a path of ours.
    pub async fn start_oidc(&self, actor: &Actor, provider: &str, return_to: &str) -> Result<OidcRedirect, IdentityError> {
        self.limit_address(limits::CHALLENGES, actor).await?;
        let db = &self.inner.db;
        let state = NewToken::generate(db.rng());
        let nonce = NewToken::generate(db.rng());
        let verifier = PkceCodeVerifier::new(NewToken::generate(db.rng()).text);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let url = self.inner.providers.authorization_url(provider, &state.text, &nonce.text, challenge).await?;
        let flow = store::NewFlow {
            state_hash: &state.hash,
            provider,
            nonce: &nonce.text,
            pkce_verifier: verifier.secret(),
            return_to: local_path(return_to),
            expires_at: db.now() + FLOW_LIFETIME,
        };
        let mut tx = db.begin(actor).await?;
        store::insert_flow(tx.conn(), &flow).await?;
        tx.commit().await?;
        Ok(OidcRedirect { url, state: state.text })
    }

    /// Finishes the visit: exchanges the code, checks the ID token, finds, links or creates the account.
    pub async fn finish_oidc(&self, actor: &Actor, cmd: FinishOidc) -> Result<OidcSignIn, IdentityError> {
        self.limit_address(limits::CHALLENGES, actor).await?;
        if !bool::from(cmd.state.as_bytes().ct_eq(cmd.browser_state.as_bytes())) {
            return Err(IdentityError::OidcRefused("identity-oidc-state"));
        }
        self.inner.providers.require(&cmd.provider)?;
        let db = &self.inner.db;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        let flow = store::take_flow(tx.conn(), &secret::hash_of(&cmd.state), &cmd.provider, now).await?;
        tx.commit().await?;
        let flow = flow.ok_or(IdentityError::OidcRefused("identity-oidc-state"))?;
        let pending = PendingFlow { nonce: Nonce::new(flow.nonce), verifier: PkceCodeVerifier::new(flow.pkce_verifier) };
        let claims = self.inner.providers.exchange(&cmd.provider, cmd.code, pending).await?;

        let mut tx = db.begin(actor).await?;
        let row = self.account_of_claims_in(&mut tx, &cmd.provider, &claims, actor.locale).await?;
        if row.locked {
            return Err(IdentityError::AccountLocked);
        }
        let outcome = self.proceed_in(&mut tx, row, Method::Oidc, &cmd.client).await?;
        tx.commit().await?;
        Ok(OidcSignIn { outcome, return_to: flow.return_to })
    }

    async fn account_of_claims_in(
        &self,
        tx: &mut Tx,
        provider: &str,
        claims: &Claims,
        locale: Locale,
    ) -> Result<CredentialRow, IdentityError> {
        let now = tx.now();
        if let Some(account_id) = store::find_link(tx.conn(), provider, &claims.subject).await? {
            return account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound);
        }
        let email = claims.verified_email.as_deref().and_then(|email| Email::parse("email", email).ok());
        let email = email.ok_or(IdentityError::OidcRefused("identity-oidc-email-unverified"))?;
        let account_id = match account::store::find_by_email(tx.conn(), email.as_str()).await? {
            Some(row) => {
                let account_id = row.account_id();
                if !row.account.email_verified {
                    take_over_unproved_in(tx, account_id, email.as_str()).await?;
                }
                account_id
            }
            None => create_from_claims_in(tx, claims, &email, locale).await?,
        };
        store::insert_link(tx.conn(), provider, &claims.subject, account_id, now).await?;
        tx.audit("identity.oidc-linked", account_id, serde_json::json!({ "provider": provider })).await?;
        account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)
    }
}

/// Somebody signed up with this e-mail but never proved it; now its owner is here. The password that was set then may be a
/// stranger's, so it goes, with every session.
async fn take_over_unproved_in(tx: &mut Tx, account_id: AccountId, email: &str) -> Result<(), IdentityError> {
    let now = tx.now();
    store::clear_password(tx.conn(), account_id, now).await?;
    account::store::set_verified_email(tx.conn(), account_id, email, now).await?;
    session::store::revoke_all(tx.conn(), account_id, None, now).await?;
    Ok(())
}

async fn create_from_claims_in(tx: &mut Tx, claims: &Claims, email: &Email, locale: Locale) -> Result<AccountId, IdentityError> {
    let local = email.as_str().split('@').next().unwrap_or_default();
    let short: String = claims.name.as_deref().unwrap_or(local).chars().take(MAX_NAME_CHARS).collect();
    let display_name = visible_line("display_name", &short, MAX_NAME_CHARS).unwrap_or_else(|_unusable| local.to_owned());
    let new = account::store::NewAccount {
        id: AccountId::generate(),
        email,
        display_name: &display_name,
        locale,
        password_hash: None,
        email_verified: true,
    };
    create_in(tx, &new, Role::Viewer).await?;
    Ok(new.id)
}

/// A path on this site, never another site: `//elsewhere` and `/\elsewhere` are read as hosts by browsers.
pub(crate) fn local_path(path: &str) -> &str {
    let second = path.as_bytes().get(1);
    let local = path.starts_with('/') && second != Some(&b'/') && second != Some(&b'\\') && !path.chars().any(char::is_control);
    if local && path.len() <= 500 { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_returned_to() {
        for (path, expected) in [
            ("/films/afi?x=1", "/films/afi?x=1"),
            ("/", "/"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
        ] {
            assert_eq!(local_path(path), expected);
        }
    }
}
